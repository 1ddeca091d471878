/** A map of a former workflow: `flyte.map`, which runs every element as an action. */
import type { Argument } from "../../src/python/arguments.ts";
import { commentsByItem, type ItemComments } from "../../src/python/comments.ts";
import type { Expression, Item, Place } from "../../src/python/expression.ts";
import { source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type MapCall, optionOf } from "../../src/flyte1/maps.ts";
import { mergeComments } from "../../src/migrate/transform.ts";
import { bindingOf, isInlined, isPartialRewritten, partialValues } from "./form.ts";
import { layOutComprehension, layOutList } from "./pieces.ts";

/** What is needed to write one map. */
export interface Writing {
  readonly call: MapCall;
  /** What `.override(…)` of the mapped task says. */
  readonly overrides: readonly Item[];
  /** A node of the source in the new code. */
  readonly keep: (node: SyntaxNode) => Expression;
  /** The map stands in a function that is, or becomes, an `async def`. */
  readonly isAsync: boolean;
}

/** The task, or the partial of it, as `flyte.map` takes it. */
export function mappedExpression({ call, overrides, keep }: Writing): Expression {
  const { name, partial } = call.target;
  const task: Expression =
    overrides.length > 0 ? { kind: "call", callee: `${name.text}.override`, arguments: overrides } : keep(name);
  if (!partial || bindingOf(call) !== "partial") return task;
  return isPartialRewritten(call) ? partialExpression(call, task, keep) : keep(partial.call);
}

/** `functools.partial(task, first, third=3)`: what stands before the list's parameter is bound by position. */
export function partialExpression(call: MapCall, task: Expression, keep: Writing["keep"]): Expression {
  const { positional, keywords } = partialValues(call);
  const item = (prefix: string, { value, comments }: Argument): Item => ({ prefix, value: keep(value), comments });
  const items = [
    { prefix: "", value: task },
    ...positional.map((argument) => item("", argument)),
    ...keywords.map((argument) => item(`${argument.name ?? ""}=`, argument)),
  ];
  return { kind: "call", callee: call.target.partial?.call.field("function")?.text ?? "", arguments: items };
}

/** `list(flyte.map(…))`, or in an async function `[result async for result in flyte.map.aio(…)]`, as text. */
export function layOutResults(writing: Writing, returnExceptions: boolean, element: string, place: Place): string {
  const callee = writing.isAsync ? "flyte.map.aio" : "flyte.map";
  const mapped: Expression = { kind: "call", callee, arguments: argumentsOf(writing, returnExceptions) };
  if (!writing.isAsync) return layOutList(mapped, place);
  return layOutComprehension(source(element), `async for ${element} in`, mapped, place);
}

function argumentsOf({ call, overrides, keep, isAsync }: Writing, returnExceptions: boolean): Item[] {
  const { map, inputs, target } = call;
  const given = (name: string) => map.construction.arguments.find((argument) => argument.name === name);
  const mapped = given("target") ?? given("task_function");
  const concurrency = optionOf(map, "concurrency");
  const held = map.holder && !isInlined(call) ? source(map.holder.name) : undefined;
  const variable = bindingOf(call) === "partial" && target.partial?.holder ? source(target.partial.holder.name) : undefined;
  const what = held ?? variable ?? mappedExpression({ call, overrides, keep, isAsync });
  const values = bindingOf(call) === "partial" ? inputs.filter(({ kind }) => kind === "list") : inputs;
  return [
    { prefix: "", value: what, ...(mapped && !held ? { comments: mapped.comments } : {}) },
    ...values.map(({ kind, argument }) => valueItem(kind === "bound", argument, keep)),
    ...(concurrency && concurrency.value.text !== "0"
      ? [{ prefix: "concurrency=", value: source(concurrency.value.text), comments: concurrency.comments }]
      : []),
    { prefix: "return_exceptions=", value: source(returnExceptions ? "True" : "False"), comments: otherComments(call) },
  ];
}

function valueItem(isBound: boolean, { value, comments }: Argument, keep: Writing["keep"]): Item {
  if (!isBound) return { prefix: "", value: keep(value), comments };
  return {
    prefix: "",
    value: { kind: "call", callee: "itertools.repeat", arguments: [{ prefix: "", value: keep(value) }] },
    comments,
  };
}

/** Comments of arguments that are gone, and those at the end of a list. */
function otherComments({ map, call }: MapCall): ItemComments {
  const kept = ["target", "task_function", "concurrency"];
  const gone = map.construction.arguments.filter(({ name }) => name === null || !kept.includes(name));
  const lists = [map.construction.call, call].flatMap((node) => node.field("arguments") ?? []);
  const atTheEnd = lists.flatMap((list) => commentsByItem(list).rest);
  const { above, behind } = mergeComments(gone.map(({ comments }) => comments));
  return { above: [...above, ...atTheEnd], behind };
}
