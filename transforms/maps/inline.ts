/** A map inside a task, which Flyte 1 ran in place: a loop over `task.func(…)`. */
import { firstFree } from "../../src/python/free-name.ts";
import { type Expression, flat, type Item, type Place, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { MapCall } from "../../src/flyte1/maps.ts";
import { listsOf } from "./form.ts";
import { layOutComprehension } from "./pieces.ts";

/** `[score.func(day=day, scale=2) for day in days]`, as text. */
export function layOutLoop(call: MapCall, keep: (node: SyntaxNode) => Expression, place: Place): string {
  const { target } = call;
  const lists = listsOf(call).toSorted((one, other) => one.argument.node.start - other.argument.node.start);
  const elements = elementNames(
    call,
    lists.map(({ parameter }) => parameter),
  );
  const bound = target.partial?.holder ? [] : (target.partial?.bound ?? []);
  const items: Item[] = [
    ...bound.map(({ name, value, comments }) => ({ prefix: `${name ?? ""}=`, value: keep(value), comments })),
    ...lists.map(({ parameter, argument }, index) => ({
      prefix: `${parameter}=`,
      value: source(elements[index] ?? parameter),
      comments: argument.comments,
    })),
  ];
  const callee = target.partial?.holder ? target.partial.holder.name : `${target.name.text}.func`;
  const element: Expression = { kind: "call", callee: target.isAsync ? `await ${callee}` : callee, arguments: items };
  const values = lists.map(({ argument }) => flat(keep(argument.value)));
  const [only = ""] = values;
  const iterable = source(values.length === 1 ? only : `zip(${values.join(", ")})`);
  return layOutComprehension(element, `for ${elements.join(", ")} in`, iterable, place);
}

/** The parameters' own names, unless something in the loop has them. */
function elementNames({ call, map }: MapCall, parameters: readonly string[]): string[] {
  const words = [call, map.construction.call]
    .flatMap((node) => node.nodesOf("identifier"))
    .filter(({ fieldName }) => fieldName !== "name");
  const taken = new Set(words.map(({ text }) => text));
  return parameters.map((parameter) => {
    const name = firstFree(
      [parameter, `each_${parameter}`],
      (number) => `${parameter}_${number}`,
      (candidate) => !taken.has(candidate),
    );
    taken.add(name);
    return name;
  });
}
