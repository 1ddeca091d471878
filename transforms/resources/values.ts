/** Fields of Flyte 1 resources as Python text of Flyte 2's types. */
import type { MigrationContext, Note } from "../../src/migrate/transform.ts";
import { mergeComments } from "../../src/migrate/transform.ts";
import { choiceOf } from "../../src/flyte1/choices.ts";
import {
  type FieldArgument,
  FLYTE1_FIELDS,
  type Flyte1Field,
  isChanged,
  type MadeResources,
  type ResourcesExpression,
  type SharedResources,
} from "../../src/flyte1/resources.ts";
import { isSameQuantity, type ResourceField, TEXT_FIELDS } from "../../src/flyte2/resources.ts";
import type { Constant, PythonValue } from "../../src/project/constants.ts";
import type { Module } from "../../src/project/modules.ts";
import { type ItemComments, NO_COMMENTS } from "../../src/python/comments.ts";
import { quote, stringValue } from "../../src/python/literals.ts";
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { orNote, refuse } from "./refusal.ts";
import type { SharedObjects } from "./shared.ts";

/** The fields of a Flyte 1 object under their names in Flyte 2. */
export const FIELD_NAMES = {
  cpu: "cpu",
  mem: "memory",
  gpu: "gpu",
  ephemeral_storage: "disk",
} as const satisfies Record<Flyte1Field, ResourceField>;

export type SizeField = (typeof FIELD_NAMES)[Flyte1Field];

/** One end of a field. */
export interface Value {
  /** For notes. */
  readonly node: SyntaxNode;
  /** Python of the type that Flyte 2 takes: the count of GPUs is an int, sizes are texts. */
  readonly text: string;
  /** Every value that it can have, as Flyte 1 had it; undefined when unknown. */
  readonly alternatives: readonly Constant[] | undefined;
  /** Whether it is spelled out here, computed here, or read from a shared object. */
  readonly origin: "literal" | "expression" | "shared";
  readonly comments: ItemComments;
}

/** Requests and limits by field. */
export interface Sides {
  readonly requests: ReadonlyMap<SizeField, Value>;
  readonly limits: ReadonlyMap<SizeField, Value>;
}

const NO_SIDES: Sides = { requests: new Map(), limits: new Map() };

/** Where values are written: they may use this module's names. */
export interface Place {
  readonly context: MigrationContext;
  readonly shared: SharedObjects;
  readonly module: Module;
  readonly note: Note;
  refer(binding: Binding): void;
}

/** The one value that is known for certain; undefined when there are several, or the environment decides. */
export function constantOf(value: Value): PythonValue | undefined {
  const [only, ...others] = value.alternatives ?? [];
  return only && others.length === 0 && !only.fromEnvironment ? only.value : undefined;
}

/** True when both ends certainly ask for the same. */
export function isSame(a: Value, b: Value): boolean {
  if (a.text === b.text) return true;
  const [first, second] = [constantOf(a), constantOf(b)];
  return isQuantity(first) && isQuantity(second) && isSameQuantity(first, second);
}

function isQuantity(value: PythonValue | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Reads the fields of an expression. @throws Refusal */
export function sidesOf(place: Place, expression: ResourcesExpression): Sides {
  switch (expression.kind) {
    case "none":
      return NO_SIDES;
    case "made":
      return madeSides(place, expression);
    case "shared":
      return place.context.isPinned(expression.binding) ? copiedSides(place, expression) : namedSides(place, expression);
    case "choice": {
      const [whenTrue, whenFalse] = [sidesOf(place, expression.whenTrue), sidesOf(place, expression.whenFalse)];
      return {
        requests: choose(expression, whenTrue.requests, whenFalse.requests),
        limits: choose(expression, whenTrue.limits, whenFalse.limits),
      };
    }
  }
}

/** The ends of one field as it is written; fields that are `None` have none. @throws Refusal */
export function endsOf(
  place: Place,
  field: SizeField,
  argument: FieldArgument,
): { readonly request: Value | undefined; readonly limit: Value | undefined } {
  const { module, value } = argument;
  const [first, second, ...more] = value.kind === "list" || value.kind === "tuple" ? value.parts : [];
  if (first && second && more.length === 0) {
    const limit = valueOf(place, field, { ...argument, value: second, comments: NO_COMMENTS });
    return { request: valueOf(place, field, { ...argument, value: first }), limit };
  }
  const alternatives = place.context.repository.constants.alternativesOf(module, value);
  const [only, ...others] = alternatives ?? [];
  if (!only || !alternatives?.some((constant) => Array.isArray(constant.value))) {
    return { request: valueOf(place, field, argument), limit: undefined };
  }
  const [request, limit] = Array.isArray(only.value) ? (only.value as readonly PythonValue[]) : [];
  if (others.length > 0 || only.fromEnvironment || !isQuantity(request) || !isQuantity(limit)) return unreadable(value);
  return {
    request: literal(place, field, value, request, argument.comments),
    limit: literal(place, field, value, limit, NO_COMMENTS),
  };
}

function madeSides(place: Place, made: MadeResources): Sides {
  const [requests, limits] = [new Map<SizeField, Value>(), new Map<SizeField, Value>()];
  for (const [name, argument] of made.fields) {
    const field = FIELD_NAMES[name];
    const { request, limit } = endsOf(place, field, argument);
    if (request) requests.set(field, request);
    if (limit) limits.set(field, limit);
  }
  return { requests, limits };
}

/** The values of an object that stays Flyte 1, written in place. */
function copiedSides(place: Place, shared: SharedResources & { readonly node: SyntaxNode }): Sides {
  const { repository } = place.context;
  const [made, ...others] = shared.made;
  const refuseCopy = () => refuse("resources/shared-object", shared.node, { name: shared.node.text });
  if (!made || others.length > 0 || isChanged(repository, shared)) return refuseCopy();
  for (const { module, value } of made.fields.values()) {
    // Names of another module, or of the body of a class, mean nothing here; constants of theirs are spelled out.
    const isVisible = module === place.module && shared.attribute === null;
    const isSpelledOut = shared.attribute === null ? repository.constants.valueOf(module, value) !== undefined : isWritten(value);
    if (!isVisible && !isSpelledOut) return refuseCopy();
  }
  return madeSides(place, made);
}

/**
 * Says that an object is used by name, which needs every field of it to be readable where it is made.
 *
 * @throws Refusal
 */
export function referTo(place: Place, { binding, module, made, node }: SharedResources & { readonly node: SyntaxNode }): void {
  const home: Place = { ...place, module, note: () => undefined };
  orNote(
    () => refuse("resources/unknown-value", node, { value: node.text }),
    () => {
      for (const { fields } of made) for (const [name, argument] of fields) endsOf(home, FIELD_NAMES[name], argument);
    },
  );
  place.refer(binding);
}

/** Reads of the rewritten object: `LIMITS.memory`. */
function namedSides(place: Place, shared: SharedResources & { readonly node: SyntaxNode }): Sides {
  referTo(place, shared);
  const requests = new Map<SizeField, Value>();
  for (const name of FLYTE1_FIELDS) {
    const alternatives = sharedAlternatives(place, shared, name);
    const field = FIELD_NAMES[name];
    const text = `${shared.node.text}.${field}`;
    const value: Value = { node: shared.node, text, alternatives, origin: "shared", comments: NO_COMMENTS };
    if (constantOf(value) !== null) requests.set(field, value);
  }
  return { requests, limits: new Map() };
}

/** Every value of one field, `None` where a branch does not set it. */
function sharedAlternatives(place: Place, shared: SharedResources, name: Flyte1Field): readonly Constant[] | undefined {
  const found: Constant[] = [];
  for (const { fields } of shared.made) {
    const argument = fields.get(name);
    const known = argument ? alternativesOf(place, argument.module, argument.value) : UNSET;
    if (!known) return undefined;
    found.push(...known.map((constant) => ({ ...constant, value: rangeless(name, constant.value) })));
  }
  return withoutRepeats(found);
}

const UNSET: readonly Constant[] = [{ value: null, fromEnvironment: false }];

/** GPUs and disk have one value in Flyte 2, which is the limit. */
function rangeless(name: Flyte1Field, value: PythonValue): PythonValue {
  const hasNoRange = name === "gpu" || name === "ephemeral_storage";
  return hasNoRange && Array.isArray(value) ? ((value as readonly PythonValue[]).at(-1) ?? null) : value;
}

function withoutRepeats(constants: readonly Constant[]): readonly Constant[] {
  return [...new Map(constants.map((constant) => [JSON.stringify(constant), constant])).values()];
}

function choose(
  choice: { readonly node: SyntaxNode; readonly condition: SyntaxNode },
  then: ReadonlyMap<SizeField, Value>,
  otherwise: ReadonlyMap<SizeField, Value>,
): ReadonlyMap<SizeField, Value> {
  const chosen = new Map<SizeField, Value>();
  for (const field of new Set([...then.keys(), ...otherwise.keys()])) {
    const [a, b] = [then.get(field), otherwise.get(field)];
    if (!a || !b) return refuse("resources/optional-field", choice.node, { field });
    const alternatives = a.alternatives && b.alternatives ? withoutRepeats([...a.alternatives, ...b.alternatives]) : undefined;
    const comments = mergeComments([a.comments, b.comments]);
    const text = `${asOperand(a)} if ${choice.condition.text} else ${b.text}`;
    const isEqual = a.text === b.text;
    chosen.set(field, isEqual ? { ...a, comments } : { node: choice.node, text, alternatives, origin: "expression", comments });
  }
  return chosen;
}

/** A choice inside a choice is read more easily in parentheses, and before `if` it needs them. */
function asOperand({ node, text, origin }: Value): string {
  const isChoice = origin === "expression" && node.kind === "conditional_expression" && !text.startsWith("int(");
  return isChoice ? `(${text})` : text;
}

function valueOf(place: Place, field: SizeField, { module, value, comments }: FieldArgument): Value | undefined {
  const alternatives = alternativesOf(place, module, value);
  const [only, ...others] = alternatives ?? [];
  const isCertain = only && others.length === 0 && !only.fromEnvironment;
  if (isCertain && only.value === null) return undefined;
  if (isCertain && isQuantity(only.value) && (isWritten(value) || module !== place.module)) {
    return literal(place, field, value, only.value, comments, isWritten(value) ? value.text : undefined);
  }
  if (module !== place.module) return unreadable(value);
  const text = converted(place, field, value, renamed(place, module, value), alternatives);
  return { node: value, text, alternatives, origin: "expression", comments };
}

function isWritten({ kind }: SyntaxNode): boolean {
  return kind === "string" || kind === "integer" || kind === "float";
}

/** A value spelled out: as it was written where that is of the right type. */
function literal(
  place: Place,
  field: SizeField,
  node: SyntaxNode,
  value: string | number,
  comments: ItemComments,
  written = typeof value === "string" ? quote(value) : String(value),
): Value {
  const alternatives = [{ value, fromEnvironment: false }];
  const text = literalText(place, field, node, value, written);
  return { node, text, alternatives, origin: "literal", comments };
}

function literalText(place: Place, field: SizeField, node: SyntaxNode, value: string | number, written: string): string {
  if (field === "gpu") return Number.isInteger(Number(value)) ? String(Number(value)) : unreadable(node);
  if (!TEXT_FIELDS.has(field) || typeof value === "string") return written;
  place.note("resources/numbers", node, { slots: { value: written } });
  return quote(String(value));
}

/** Text of the type that Flyte 2 takes. */
function converted(
  place: Place,
  field: SizeField,
  node: SyntaxNode,
  text: string,
  alternatives: readonly Constant[] | undefined,
): string {
  const read = place.shared.readAt(node);
  const isConverted = read && FIELD_NAMES[read.field] === field && !place.context.isPinned(read.shared.binding);
  const areNumbers = alternatives?.every(({ value }) => typeof value === "number") ?? false;
  if (isConverted || (field === "gpu" && areNumbers)) return text;
  if (field === "gpu") return countText(node, text, alternatives?.some(({ value }) => value === null) ?? false);
  if (!TEXT_FIELDS.has(field) || !areNumbers) return text;
  place.note("resources/numbers", node, { slots: { value: text } });
  return `str(${text})`;
}

/** A count as an int: `"1" if DEMO else "0"` has its texts replaced, anything else is converted when the module is imported. */
function countText(node: SyntaxNode, text: string, canBeNone: boolean): string {
  const choice = choiceOf(node, writtenCount);
  if (choice?.kind === "choice") return `${choice.whenTrue} if ${choice.condition.text} else ${choice.whenFalse}`;
  if (!canBeNone) return `int(${text})`;
  return `int(${node.kind === "conditional_expression" ? `(${text})` : text} or 0)`;
}

function writtenCount(node: SyntaxNode): string | undefined {
  const value = node.kind === "string" ? stringValue(node) : node.kind === "integer" ? node.text : undefined;
  const count = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
  return Number.isInteger(count) ? String(count) : undefined;
}

function unreadable(node: SyntaxNode): never {
  return refuse("resources/unknown-value", node, { value: node.text });
}

/** Constants, and reads of constants from shared objects. */
function alternativesOf(place: Place, module: Module, node: SyntaxNode): readonly Constant[] | undefined {
  const known = place.context.repository.constants.alternativesOf(module, node);
  const read = known ? undefined : place.shared.readAt(node);
  return read ? sharedAlternatives(place, read.shared, read.field) : known;
}

/** The text of an expression, with reads of rewritten objects under their new names. */
function renamed(place: Place, module: Module, node: SyntaxNode): string {
  let text = "";
  let position = node.start;
  for (const { use, shared, field, name } of place.shared.readsIn(module)) {
    if (!node.contains(use.node) || place.context.isPinned(shared.binding)) continue;
    place.refer(shared.binding);
    text += node.tree.text.slice(position, name.start) + newName(field, name);
    position = name.end;
  }
  return text + node.tree.text.slice(position, node.end);
}

/** How a field's name is written where it stood: as an attribute, or as a text. */
export function newName(field: Flyte1Field, node: SyntaxNode): string {
  return node.kind === "string" ? quote(FIELD_NAMES[field]) : FIELD_NAMES[field];
}
