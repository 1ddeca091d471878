/** Where a condition stands: its arms are lazy, so in Flyte 2 it has to become a statement, or stand before one. */
import { lineStart, nextLine, statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import type { Condition } from "../../src/flyte1/conditions.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";

/**
 * - `statement`: its value is all that the statement assigns, returns or drops
 * - `arm`: it is the outcome of another condition's arm
 * - `operand`: the statement, or the outcome of an arm, does more with the value: `within`
 */
export type Place =
  | { readonly kind: "statement"; readonly statement: SyntaxNode }
  | { readonly kind: "arm"; readonly of: Condition }
  | { readonly kind: "operand"; readonly within: SyntaxNode; readonly of: Condition | null };

/** Expressions that evaluate all their parts once, so that a part may as well be evaluated before. */
const EVALUATES_ALL = new Set([
  "argument_list",
  "assignment",
  "attribute",
  "call",
  "dictionary",
  "expression_list",
  "expression_statement",
  "keyword_argument",
  "list",
  "pair",
  "parenthesized_expression",
  "return_statement",
  "subscript",
  "tuple",
]);

/** Undefined where no statement can be put, or the condition is not in the function of the workflow itself. */
export function placeOf(condition: Condition, all: readonly Condition[], task: TaskDeclaration): Place | undefined {
  const { expression } = condition;
  if (expression.ancestor("function_definition", "lambda") !== task.function) return undefined;
  for (const other of all) {
    if (other === condition || !other.expression.contains(expression)) continue;
    const values = other.arms.flatMap(({ outcome }) => (outcome.kind === "value" ? [outcome.value] : []));
    if (values.includes(expression)) return { kind: "arm", of: other };
  }
  const around = all.findLast((other) => other !== condition && other.expression.contains(expression));
  const outcome = around?.arms.map((arm) => arm.outcome).find((one) => one.kind === "value" && one.value.contains(expression));
  if (around) {
    const within = outcome?.kind === "value" ? outcome.value : undefined;
    return within && isEvaluatedOnce(expression, within) ? { kind: "operand", within, of: around } : undefined;
  }
  const statement = statementOf(expression);
  if (!isEvaluatedOnce(expression, statement) || sharesLine(statement)) return undefined;
  if (isWholeValue(expression)) return { kind: "statement", statement };
  return isInline(statement) ? undefined : { kind: "operand", within: statement, of: null };
}

/** True when everything from a statement or an outcome down to the expression is evaluated exactly once. */
function isEvaluatedOnce(expression: SyntaxNode, within: SyntaxNode): boolean {
  for (let node = expression.parent; node && within.contains(node); node = node.parent) {
    if (!EVALUATES_ALL.has(node.kind)) return false;
    if (node === within) return true;
  }
  return expression === within;
}

/** For `x = conditional(…)…` and `return conditional(…)….o0`: what the statement does with the value, it can do in each arm. */
function isWholeValue(expression: SyntaxNode): boolean {
  let node = expression;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    if (parent.kind === "expression_statement" || parent.kind === "return_statement") return true;
    const isRead = parent.kind === "attribute" || (parent.kind === "subscript" && node.fieldName === "value");
    const isAssigned = parent.kind === "assignment" && node.fieldName === "right";
    if (!isRead && !isAssigned && parent.kind !== "parenthesized_expression") return false;
  }
  return false;
}

function sharesLine(statement: SyntaxNode): boolean {
  const { text } = statement.tree;
  const [before, behind] = [
    text.slice(lineStart(text, statement.start), statement.start),
    text.slice(statement.end, nextLine(text, statement.end)),
  ];
  return /^\s*;/.test(behind) || (before.trim() !== "" && !isInline(statement));
}

/** `def choose(n: int) -> int: return conditional(…)…`: the body on the line of its head. */
export function isInline(statement: SyntaxNode): boolean {
  const { text } = statement.tree;
  const before = text.slice(lineStart(text, statement.start), statement.start);
  return before.trim() !== "" && statement.parent?.kind === "block" && statement.parent.parts[0] === statement;
}

/** True where nothing uses the value; a workflow without outputs returned nothing, whatever its arms gave. */
export function isDropped({ parent }: SyntaxNode, task: TaskDeclaration): boolean {
  if (parent?.kind === "expression_statement") return true;
  const returned = task.function.field("return_type")?.text ?? "None";
  return parent?.kind === "return_statement" && returned === "None" && bodyOf(task)?.parts.at(-1) === parent;
}
