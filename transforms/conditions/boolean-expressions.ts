/** Tests of a condition as Python: promises cannot say `and`, `or` and `not`, so Flyte 1 has `&`, `|` and `.is_false()`. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { isPromiseTest } from "../../src/flyte1/conditions.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { comparedEnum, isNaiveDatetime, isOptional } from "./operand-types.ts";

/** A test as it is written: an operand of `and` and `or`, or several joined by one of them. */
export type Test =
  | { readonly kind: "plain"; readonly text: string }
  | { readonly kind: "and" | "or"; readonly operands: readonly Test[] };

const JOINS: Readonly<Record<string, "and" | "or">> = { "&": "and", "|": "or" };

/** Parentheses around these were needed because `&` binds tighter, and are not around operands of `and` and `or`. */
const NEEDS_NO_PARENTHESES = new Set([
  "comparison_operator",
  "binary_operator",
  "call",
  "identifier",
  "attribute",
  "subscript",
  "parenthesized_expression",
]);

/** What a promise's method asks, as Python asks it of a value; {@link isPromiseTest} knows the same names. */
const METHODS: Readonly<Record<string, (value: string) => string>> = {
  is_true: (value) => value,
  is_false: (value) => `not ${value}`,
  is_none: (value) => `${value} is None`,
};

/** `(await check.aio(x=x))`, which needed its parentheses before a method. */
const AWAITED = /^\((await [^()]*(?:\([^()]*\))?)\)$/;

/** Tests that stand outside of a condition, for it to use by name: `passed = score.is_none() | skip.is_true()`. */
export function testsOutside(body: SyntaxNode, conditions: readonly SyntaxNode[]): SyntaxNode[] {
  const asking = body.nodesOf("call").filter((call) => isPromiseTest(call) && !conditions.some((node) => node.contains(call)));
  return [...new Set(asking.map(wholeTest))];
}

/** The outermost `&` or `|` that a test is an operand of. */
function wholeTest(node: SyntaxNode): SyntaxNode {
  let whole = node;
  for (let outer = node.parent; outer && (joinOf(outer) || outer.kind === "parenthesized_expression"); outer = outer.parent) {
    whole = outer;
  }
  return whole;
}

/** Reads a test, with what others have rewritten in it; its text is taken away from where it stands. */
export function readTest(context: MigrationContext, task: TaskDeclaration, rewrite: ModuleRewrite, node: SyntaxNode): Test {
  const read = (inner: SyntaxNode): Test => {
    const join = joinOf(inner);
    const [left, right] = [inner.field("left"), inner.field("right")];
    if (join && left && right) return joined(join, [read(left), read(right)]);
    const [only, ...others] = inner.kind === "parenthesized_expression" ? inner.children : [];
    if (only && others.length === 0 && NEEDS_NO_PARENTHESES.has(only.kind)) return read(only);
    return asked(context, task, rewrite, inner) ?? { kind: "plain", text: compared(context, task, rewrite, inner) };
  };
  return read(node);
}

/** The whole test on one line; mixed operators keep their parentheses. */
export function flatTest(test: Test): string {
  return test.kind === "plain" ? test.text : operandTexts(test).join(` ${test.kind} `);
}

/** The operands of a test's outermost operator. */
export function operandTexts(test: Test): string[] {
  if (test.kind === "plain") return [test.text];
  return test.operands.map((operand) => (operand.kind === "plain" ? operand.text : `(${flatTest(operand)})`));
}

/** `a & (b & c)` says the same as `a & b & c`. */
function joined(kind: "and" | "or", parts: readonly Test[]): Test {
  return { kind, operands: parts.flatMap((part) => (part.kind === kind ? part.operands : [part])) };
}

function joinOf(node: SyntaxNode): "and" | "or" | undefined {
  const [left, right] = [node.field("left"), node.field("right")];
  if (node.kind !== "binary_operator" || !left || !right) return undefined;
  return JOINS[node.tree.text.slice(left.end, right.start).replaceAll(/#.*|\s/g, "")];
}

/** `passed.is_true()` and its like. The object is taken together with the call: others may have rewritten the chain as a whole. */
function asked(context: MigrationContext, task: TaskDeclaration, rewrite: ModuleRewrite, call: SyntaxNode): Test | undefined {
  const callee = call.field("function");
  const [object, method = ""] = [callee?.field("object"), callee?.field("attribute")?.text];
  if (!object || !isPromiseTest(call)) return undefined;
  const taken = rewrite.takeText(call.start, call.end).replace(/\s*\.\s*is_\w+\s*\(\s*\)$/, "");
  const value = AWAITED.exec(taken)?.[1] ?? taken;
  // A missing value is not false: Flyte 1 compared it with `False`.
  if (method === "is_false" && isOptional(context, task, object)) return { kind: "plain", text: `${value} is False` };
  return { kind: "plain", text: METHODS[method]?.(value) ?? value };
}

/** A comparison: what Flyte 1 compared in its wire form is compared as Python values now. */
function compared(context: MigrationContext, task: TaskDeclaration, rewrite: ModuleRewrite, node: SyntaxNode): string {
  if (node.kind === "comparison_operator") {
    const member = comparedEnum(context, task, node);
    if (member) rewrite.replaceBetween(member.end, member.end, ".value");
    for (const operand of node.parts) if (isNaiveDatetime(context, task, operand)) makeAware(operand, task, rewrite);
  }
  return onOneLine(rewrite.takeText(node.start, node.end));
}

/** A naive datetime was sent as UTC, and what Flyte 2 hands over is in UTC. */
function makeAware(datetime: SyntaxNode, task: TaskDeclaration, { spell, replaceBetween, note }: ModuleRewrite): void {
  const end = (datetime.field("arguments")?.parts.at(-1) ?? datetime).end;
  replaceBetween(end, end, `, tzinfo=${spell("datetime.timezone.utc", datetime)}`);
  note("conditions/naive-datetime", datetime, { slots: { code: datetime.text, task: task.name } });
}

/** Outside of the parentheses of `.if_(…)` a line break would end the test. */
function onOneLine(text: string): string {
  if (/["']{3}|#/.test(text)) return text;
  return text.replaceAll(/([([{]?)(,?)[\t ]*\\?[\r\n]\s*([)\]}]?)/g, (_, open: string, comma: string, close: string) => {
    if (close !== "") return open + close;
    return open === "" ? `${comma} ` : open;
  });
}
