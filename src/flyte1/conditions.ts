/** `conditional("by size").if_(…).then(…).elif_(…).then(…).else_().fail("…")` as data (flytekit/core/condition.py). */
import { callArguments } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** What an arm does when it is taken: it gives a value, or it fails. */
type Outcome =
  | { readonly kind: "value"; readonly value: SyntaxNode }
  | { readonly kind: "failure"; readonly message: SyntaxNode };

/** One `.if_(test).then(value)`, `.elif_(…)` or `.else_()`. */
export interface Arm {
  /** Null for `else_`. */
  readonly test: SyntaxNode | null;
  readonly outcome: Outcome;
  /** Comments on lines of their own, above the arm or inside it. */
  readonly above: readonly SyntaxNode[];
  /** The comment on the line of the test, and the one on the line of the outcome. */
  readonly behindTest: SyntaxNode | null;
  readonly behindOutcome: SyntaxNode | null;
}

/** A whole chain. */
export interface Condition {
  readonly module: Module;
  readonly reference: Reference;
  /** What the condition is called in Flyte 1's console; null where that is no plain string. */
  readonly name: SyntaxNode | null;
  /** The chain with the parentheses around it. */
  readonly expression: SyntaxNode;
  readonly arms: readonly Arm[];
  /** Comments above the first arm that speak of the whole, and those below the last one. */
  readonly above: readonly SyntaxNode[];
  readonly below: readonly SyntaxNode[];
}

/** `.if_(…)`: a method, its call, and the one argument that it takes. */
interface Link {
  readonly method: string;
  /** The method's name in the text. */
  readonly name: SyntaxNode;
  readonly call: SyntaxNode;
  readonly argument: SyntaxNode | undefined;
}

/** The methods of a chain, and the name of the parameter that each takes. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["if_", ["expr"]],
  ["elif_", ["expr"]],
  ["else_", []],
  ["then", ["p"]],
  ["fail", ["err"]],
]);

/** Reads of `conditional` in a workflow, in order. */
export function conditionReferences(repository: Repository, task: TaskDeclaration): Reference[] {
  const references = repository.referencesWithin(task.module, task.function);
  return references.filter(({ kind, name }) => kind === "read" && name === "flytekit.conditional");
}

/** Says whether a call in a workflow belongs to a condition: it is a link of one, or asks a promise for one. */
export function conditionCalls(repository: Repository, task: TaskDeclaration): (call: SyntaxNode) => boolean {
  const hasConditions = conditionReferences(repository, task).length > 0;
  return (call) => hasConditions && (isNamedAsLink(call) || isPromiseTest(call));
}

function isNamedAsLink(call: SyntaxNode): boolean {
  return PARAMETERS.has(call.field("function")?.field("attribute")?.text ?? "");
}

/** The chain that a reference to `conditional` begins; undefined for one without an `else_`, or that cannot be followed. */
export function conditionOf(reference: Reference): Condition | undefined {
  const { module, node } = reference;
  const start = node.parent;
  if (start?.kind !== "call" || node.fieldName !== "function") return undefined;
  const links = linksAfter(start);
  const arms = armsOf(links);
  if (!arms) return undefined;
  const expression = withParentheses(links.at(-1)?.call ?? start);
  const [name] = callArguments(start, ["name"]);
  const comments = distributeComments(start, links, expression);
  return {
    module,
    reference,
    name: name?.value.kind === "string" ? name.value : null,
    expression,
    arms: arms.map((arm, index) => ({ ...arm, ...(comments.arms[index] ?? NO_COMMENTS) })),
    above: comments.above,
    below: comments.below,
  };
}

/** Methods by which a promise is asked (flytekit/core/promise.py). */
const PROMISE_TESTS = new Set(["is_true", "is_false", "is_none"]);

/** True for `passed.is_true()` and its like. */
export function isPromiseTest(call: SyntaxNode): boolean {
  const callee = call.kind === "call" ? call.field("function") : undefined;
  const isAsked = callee?.kind === "attribute" && PROMISE_TESTS.has(callee.field("attribute")?.text ?? "");
  return isAsked && call.field("arguments")?.parts.length === 0;
}

/** An expression with all parentheses that stand around it. */
function withParentheses(node: SyntaxNode): SyntaxNode {
  let outer = node;
  while (outer.parent?.kind === "parenthesized_expression") outer = outer.parent;
  return outer;
}

/** The methods of the chain, in order; what follows `.else_().then(…)` is not its own. */
function linksAfter(start: SyntaxNode): Link[] {
  const links: Link[] = [];
  for (let link = linkOn(start); link; link = isLast(links) ? undefined : linkOn(link.call)) links.push(link);
  return links;
}

/** The method that is called on an expression, if it is one of a chain. */
function linkOn(node: SyntaxNode): Link | undefined {
  const object = withParentheses(node);
  const attribute = object.parent;
  const call = attribute?.parent;
  const name = attribute?.kind === "attribute" && object.fieldName === "object" ? attribute.field("attribute") : undefined;
  const parameters = name && PARAMETERS.get(name.text);
  if (!parameters || call?.kind !== "call" || attribute?.fieldName !== "function") return undefined;
  const [argument] = callArguments(call, parameters);
  return { method: name.text, name, call, argument: argument?.splat === null ? argument.value : undefined };
}

function isLast(links: readonly Link[]): boolean {
  return links.at(-2)?.method === "else_";
}

type PlainArm = Pick<Arm, "test" | "outcome">;

function armsOf(links: readonly Link[]): PlainArm[] | undefined {
  const arms: PlainArm[] = [];
  for (let index = 0; index < links.length; index += 2) {
    const [head, tail] = [links[index], links[index + 1]];
    const isElse = head?.method === "else_";
    const test = isElse ? null : head?.argument;
    const isExpected = isElse ? index > 0 : head?.method === (index === 0 ? "if_" : "elif_");
    if (!isExpected || test === undefined || !tail?.argument) return undefined;
    if (tail.method === "then") arms.push({ test, outcome: { kind: "value", value: tail.argument } });
    else if (tail.method === "fail") arms.push({ test, outcome: { kind: "failure", message: tail.argument } });
    else return undefined;
  }
  return arms.at(-1)?.test === null ? arms : undefined;
}

type ArmComments = Pick<Arm, "above" | "behindTest" | "behindOutcome">;
type Mutable<Data> = { -readonly [Key in keyof Data]: Data[Key] };

const NO_COMMENTS: ArmComments = { above: [], behindTest: null, behindOutcome: null };

/** A comment on the line of a link belongs to that link; one on a line of its own to the link below it. */
function distributeComments(start: SyntaxNode, links: readonly Link[], expression: SyntaxNode) {
  const above: SyntaxNode[] = [];
  const below: SyntaxNode[] = [];
  const arms = Array.from({ length: links.length / 2 }, (): Mutable<ArmComments> => ({ ...NO_COMMENTS }));
  const isWithinPart = (comment: SyntaxNode) => links.some(({ argument }) => argument?.contains(comment));
  const comments = expression.nodesOf("comment").filter((comment) => !isWithinPart(comment));
  for (const comment of comments) {
    const index = links.findLastIndex(({ name }) => name.start < comment.start);
    const link = links[index];
    const isAlone = standsAlone(comment);
    const isBelow = isAlone && link?.call.contains(comment) !== true;
    const arm = arms[Math.floor((isBelow ? index + 1 : index) / 2)];
    const place = index % 2 === 0 ? "behindTest" : "behindOutcome";
    if (!link && (!isAlone || comment.start < start.start)) above.push(comment);
    else if (!arm) below.push(comment);
    else if (isAlone || arm[place] !== null || isBeforeArgument(comment, link)) arm.above = [...arm.above, comment];
    else arm[place] = comment;
  }
  return { above, below, arms };
}

/** `.then(  # small data`: the argument is on the next line. */
function isBeforeArgument(comment: SyntaxNode, link: Link | undefined): boolean {
  return link?.argument !== undefined && comment.start < link.argument.start;
}

function standsAlone(comment: SyntaxNode): boolean {
  const before = comment.tree.text.slice(0, comment.start);
  return /(^|[\r\n])[\t ]*$/.test(before);
}
