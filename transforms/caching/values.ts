/** Values of caches as text. */
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** What binds weaker than the `if` of a conditional expression. */
const LOOSE: ReadonlySet<string> = new Set(["conditional_expression", "lambda", "named_expression"]);

/** The text of an expression where it stands between `if` and `else`. */
export function asCondition(node: SyntaxNode): string {
  return LOOSE.has(node.kind) ? `(${node.text})` : node.text;
}
