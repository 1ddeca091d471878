/** `approve(text, "publish", timeout=…)`: a condition, an error when it is refused, and the value that passes through. */
import { quote, stringValue } from "../../src/python/literals.ts";
import { nextLine, statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { LineStyle } from "../../src/python/written-lines.ts";
import type { Gate } from "../../src/flyte1/gates.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { freeName, item, namedCondition, styleAt, timeoutItem, waitText } from "./conditions.ts";

/**
 * Where a person is asked.
 *
 * - `before`: before the statement, because the value that passes through is known there.
 * - `after`: after the assignment of the value.
 * - `return`: between the value, which gets a name, and its return.
 * - `instead`: in place of the statement, which does nothing else.
 */
export type ApprovalPlace = "before" | "after" | "return" | "instead";

/** Expressions that do nothing when they are evaluated. */
const KNOWN_VALUES = new Set(["identifier", "attribute", "subscript"]);
/** What an approval can stand in, up to its statement, and still be asked for every time. */
const ALWAYS_RUN = new Set([
  "argument_list",
  "keyword_argument",
  "call",
  "assignment",
  "list",
  "tuple",
  "dictionary",
  "pair",
  "expression_list",
  "parenthesized_expression",
  "return_statement",
  "expression_statement",
]);

/** Where a person can be asked; undefined where the statement would have to be taken apart. */
export function approvalPlace({ call, arguments: given }: Gate): ApprovalPlace | undefined {
  const upstream = given.get("upstream_item")?.value;
  const statement = statementOf(call);
  if (!upstream || !isAlwaysRun(call, statement)) return undefined;
  const assignment = call.parent?.kind === "assignment" && call.parent.field("right") === call ? call.parent : undefined;
  if (KNOWN_VALUES.has(upstream.kind)) {
    const isOnlyPassed = call.parent === statement && statement.kind === "expression_statement";
    return isOnlyPassed || assignment?.field("left")?.text === upstream.text ? "instead" : "before";
  }
  if (assignment?.parent === statement) return "after";
  return call.parent === statement && statement.kind === "return_statement" ? "return" : undefined;
}

/** False in a lambda, a comprehension, an arm of a condition, or the head of a compound statement. */
function isAlwaysRun(call: SyntaxNode, statement: SyntaxNode): boolean {
  for (let node = call.parent; node; node = node.parent) {
    if (!ALWAYS_RUN.has(node.kind) || isChained(node)) return false;
    if (node === statement) return true;
  }
  return false;
}

/** `conditional("…").if_(…).then(…)`: arms run when they are chosen. */
function isChained(node: SyntaxNode): boolean {
  const callee = node.kind === "call" ? node.field("function") : undefined;
  return callee?.kind === "attribute" && callee.field("object")?.kind === "call";
}

export function rewriteApproval(context: MigrationContext, gate: Gate, rewrite: ModuleRewrite): void {
  const { call, module } = gate;
  const place = approvalPlace(gate);
  const upstream = gate.arguments.get("upstream_item")?.value;
  if (!place || !upstream) return;
  const statement = statementOf(call);
  const style = styleAt(context, statement, rewrite);
  const question = questionText(context, gate, style);
  const behind = nextLine(module.text, statement.end);
  const end = statement.end + module.text.slice(statement.end, behind).trimEnd().length;
  if (place === "instead") return rewrite.replaceBetween(statement.start, statement.end, question);
  if (place === "before") rewrite.replaceBetween(statement.start, statement.start, question + style.newline + style.indent);
  const name = place === "return" ? freeName(gate, ["result", "approved"]) : undefined;
  rewrite.replaceBetween(
    name === undefined ? call.start : statement.start,
    upstream.start,
    name === undefined ? "" : `${name} = `,
  );
  rewrite.replaceBetween(upstream.end, call.end, "");
  if (place === "before") return;
  const last = name === undefined ? "" : `${style.newline}${style.indent}return ${name}`;
  rewrite.replaceBetween(end, end, style.newline + style.indent + question + last);
}

/** The `if` with its `raise`, for the statement's indentation. */
function questionText(context: MigrationContext, gate: Gate, style: LineStyle): string {
  const items = [...item(gate, "name", ""), ...timeoutItem(gate)];
  const refused = `${style.newline}${style.indent}${style.step}raise RuntimeError(${refusal(gate)})`;
  if (!context.isAsync(gate.caller)) {
    return waitText(context, gate, { before: "if not ", items, behind: ":", style }) + refused;
  }
  const name = freeName(gate, [`${valueName(gate)}_approval`]);
  return `${namedCondition(name, { items, style })}if not await ${name}.wait.aio():${refused}`;
}

/** What is approved, in one word. */
function valueName({ call, arguments: given }: Gate): string {
  const upstream = given.get("upstream_item")?.value;
  const isKnown = upstream !== undefined && KNOWN_VALUES.has(upstream.kind);
  const value = isKnown ? (upstream.field("attribute") ?? upstream) : call.parent?.field("left");
  return value?.kind === "identifier" ? value.text : "result";
}

function refusal(gate: Gate): string {
  const name = gate.arguments.get("name")?.value;
  const text = name?.kind === "string" ? stringValue(name) : undefined;
  if (text !== undefined) return quote(`${text} was not approved`);
  return name?.kind === "identifier" ? `f"{${name.text}} was not approved"` : '"not approved"';
}
