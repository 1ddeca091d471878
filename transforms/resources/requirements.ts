/** From the five arguments of Flyte 1 to one `flyte.Resources(…)`. */
import { mergeComments } from "../../src/migrate/transform.ts";
import { type AcceleratorExpression, acceleratorOf } from "../../src/flyte1/accelerators.ts";
import { choiceOf } from "../../src/flyte1/choices.ts";
import { resourcesOf, type ResourcesExpression } from "../../src/flyte1/resources.ts";
import { RANGE_FIELDS, RESOURCE_FIELDS, type ResourceField, SHARED_MEMORY_AUTO } from "../../src/flyte2/resources.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Argument } from "../../src/python/arguments.ts";
import { commentsByItem, commentsWithin, type ItemComments, NO_COMMENTS } from "../../src/python/comments.ts";
import { type Expression, type Item, source, tuple } from "../../src/python/expression.ts";
import { quote } from "../../src/python/literals.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { AcceleratorNames } from "./accelerator-names.ts";
import { countExpression, gpuExpression } from "./gpu.ts";
import { refuse } from "./refusal.ts";
import { isSame, type Place, referTo, type Sides, sidesOf, type SizeField, type Value } from "./values.ts";

/** The arguments of tasks and of overrides, in flytekit's order. */
export const ARGUMENTS = ["requests", "limits", "resources", "accelerator", "shared_memory"] as const;

export type Arguments = Readonly<Partial<Record<(typeof ARGUMENTS)[number], Argument>>>;

/** What is asked for, before it is one object. */
export interface Requirements {
  readonly requests: ReadonlyMap<SizeField, Value>;
  readonly limits: ReadonlyMap<SizeField, Value>;
  readonly accelerator: { readonly node: SyntaxNode; readonly expression: AcceleratorExpression } | undefined;
  /** Python of `shm=`. */
  readonly sharedMemory: string | undefined;
  /** Comments of the arguments that become one field. */
  readonly fieldComments: ReadonlyMap<ResourceField, ItemComments>;
  /** Comments below the last field of an object. */
  readonly comments: readonly string[];
}

/** The one name, or choice of names, that says everything; undefined when an object has to be made. @throws Refusal */
export function wholeExpression(place: Place, given: Arguments): string | undefined {
  if (given.accelerator || given.shared_memory) return undefined;
  const sides = [given.requests, given.limits, given.resources].filter((argument) => argument && argument.value.kind !== "none");
  const [first, ...others] = sides;
  if (!first || others.some((other) => other?.value.text !== first.value.text)) return undefined;
  const expression = resourcesOf(place.context.repository, place.module, first.value);
  return expression && expression.kind !== "none" && isNamed(place, expression) ? first.value.text : undefined;
}

function isNamed(place: Place, expression: ResourcesExpression): boolean {
  switch (expression.kind) {
    case "none":
      return true;
    case "made":
      return false;
    case "choice":
      return isNamed(place, expression.whenTrue) && isNamed(place, expression.whenFalse);
    case "shared": {
      const isFree = !place.context.isPinned(expression.binding);
      if (isFree) referTo(place, expression);
      return isFree;
    }
  }
}

/** Reads the arguments. @throws Refusal */
export function requirementsOf(place: Place, given: Arguments): Requirements {
  const both = given.resources && readSides(place, given.resources);
  const requests = given.requests && readSides(place, given.requests);
  const limits = given.limits && readSides(place, given.limits);
  return {
    requests: both?.requests ?? requests?.requests ?? new Map(),
    limits: both?.limits ?? limits?.requests ?? new Map(),
    accelerator: given.accelerator && { node: given.accelerator.value, expression: readAccelerator(place, given.accelerator) },
    sharedMemory: given.shared_memory && sharedMemoryText(place, place.module, given.shared_memory.value),
    fieldComments: fieldComments(given),
    comments: argumentsOfWhole(given).flatMap(({ value }) => commentsBelow(value)),
  };
}

/** An accelerator and shared memory become one field each, and their comments stand at it. */
function fieldComments(given: Arguments): Map<ResourceField, ItemComments> {
  const comments = new Map<ResourceField, ItemComments>();
  const add = (field: ResourceField, argument: Argument | undefined) => {
    if (!argument) return;
    const { above, behind } = argument.comments;
    comments.set(field, { above: [...above, ...commentsWithin(argument.value)], behind });
  };
  add("gpu", given.accelerator);
  add("shm", given.shared_memory);
  return comments;
}

/** The arguments whose comments stand at the object as a whole. */
export function argumentsOfWhole(given: Arguments): Argument[] {
  return [given.requests, given.limits, given.resources].filter((argument) => argument !== undefined);
}

function readSides(place: Place, { value }: Argument): Sides {
  const expression = resourcesOf(place.context.repository, place.module, value);
  if (expression) return sidesOf(place, expression);
  const isMapping = value.kind === "call" && /\*\*/.test(value.field("arguments")?.text ?? "");
  return refuse(isMapping ? "resources/unknown-fields" : "resources/unknown-value", value, { value: value.text });
}

function readAccelerator(place: Place, { value }: Argument): AcceleratorExpression {
  const expression = acceleratorOf(place.context.repository, place.module, value);
  return expression ?? refuse("resources/unknown-accelerator", value, { value: value.text });
}

/** `True` is the node's largest, a text is a size, anything else asks for none (`construct_extended_resources`). */
function sharedMemoryText(place: Place, module: Module, node: SyntaxNode): string | undefined {
  const choice = choiceOf(node, (branch) => sharedMemoryText(place, module, branch) ?? "None");
  if (choice?.kind === "single") return choice.value === "None" ? undefined : choice.value;
  if (choice) return `${choice.whenTrue} if ${choice.condition.text} else ${choice.whenFalse}`;
  const alternatives = place.context.repository.constants.alternativesOf(module, node);
  if (!alternatives) return refuse("resources/unknown-value", node, { value: node.text });
  const [only, ...others] = alternatives;
  const isCertain = others.length === 0 && only?.fromEnvironment === false;
  if (isCertain && only.value === true) return quote(SHARED_MEMORY_AUTO);
  if (isCertain && typeof only.value !== "string") return undefined;
  const areSizes = alternatives.every(({ value }) => value === null || typeof value === "string");
  return areSizes ? node.text : refuse("resources/unknown-value", node, { value: node.text });
}

function commentsBelow(node: SyntaxNode): readonly string[] {
  const list = node.kind === "call" ? node.field("arguments") : undefined;
  return list ? commentsByItem(list).rest : [];
}

/** The arguments of `flyte.Resources(…)`, in its own order; empty when nothing is asked for. @throws Refusal */
export function resourceItems(place: Place, names: AcceleratorNames, requirements: Requirements): readonly Item[] {
  const items: Item[] = [];
  let above: readonly string[] = [];
  for (const field of RESOURCE_FIELDS) {
    const value = fieldValue(place, names, requirements, field);
    const comments = commentsOf(requirements, field);
    // The comments of a field that is left out belong to the one that follows.
    if (value) items.push({ prefix: `${field}=`, value, comments: { ...comments, above: [...above, ...comments.above] } });
    above = value ? [] : [...above, ...comments.above, ...(comments.behind === null ? [] : [comments.behind])];
  }
  const rest = [...above, ...requirements.comments];
  const last = items.at(-1);
  if (!last || rest.length === 0) return items;
  const { above: own, behind } = last.comments ?? NO_COMMENTS;
  return [...items.slice(0, -1), { ...last, comments: { above: [...own, ...rest], behind } }];
}

function commentsOf({ requests, limits, fieldComments: own }: Requirements, field: ResourceField): ItemComments {
  const ends = field === "shm" ? [] : [requests.get(field)?.comments, limits.get(field)?.comments];
  return mergeComments([...ends, own.get(field)].filter((comments) => comments !== undefined));
}

function fieldValue(
  place: Place,
  names: AcceleratorNames,
  { requests, limits, accelerator, sharedMemory }: Requirements,
  field: ResourceField,
): Expression | undefined {
  if (field === "shm") return sharedMemory === undefined ? undefined : source(sharedMemory);
  const [request, limit] = [requests.get(field), limits.get(field)];
  if (field !== "gpu") return rangeExpression(place, field, request, limit);
  return gpuExpression(place, names, singleValue(place, field, request, limit), accelerator);
}

/** The value of one field of a `flyte.Resources` by itself. @throws Refusal */
export function fieldExpression(
  place: Place,
  field: SizeField,
  request: Value | undefined,
  limit: Value | undefined,
): Expression | undefined {
  if (field !== "gpu") return rangeExpression(place, field, request, limit);
  const count = singleValue(place, field, request, limit);
  return count && countExpression(place, count);
}

function rangeExpression(
  place: Place,
  field: SizeField,
  request: Value | undefined,
  limit: Value | undefined,
): Expression | undefined {
  if (!request || !limit || isSame(request, limit) || !RANGE_FIELDS.has(field)) {
    const value = singleValue(place, field, request, limit);
    return value && source(value.text);
  }
  for (const { node, alternatives } of [request, limit]) {
    if (alternatives?.some(({ value }) => value === null)) return refuse("resources/optional-field", node, { field });
  }
  return tuple([source(request.text), source(limit.text)]);
}

/** One value for both ends: the request where they agree, else the limit. */
function singleValue(place: Place, field: SizeField, request: Value | undefined, limit: Value | undefined): Value | undefined {
  if (!request || !limit) return request ?? limit;
  if (isSame(request, limit)) return request;
  const code = field === "gpu" ? "resources/gpu-range" : "resources/disk-range";
  place.note(code, limit.node, { slots: { request: plain(request), limit: plain(limit) } });
  return limit;
}

function plain({ text }: Value): string {
  return text.replaceAll(/^["']|["']$/g, "");
}
