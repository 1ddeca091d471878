/** Chains of calls: `make("x").first(1).then(2)`. */
import type { SyntaxNode } from "./syntax.ts";

/** What the first call of a chain calls: `make` of `make("x").first(1).then`; a callee that no call stands in is its own. */
export function rootCallee(callee: SyntaxNode): SyntaxNode {
  let root = callee;
  for (let node: SyntaxNode | undefined = callee; node; node = startOf(node)) {
    if (node.kind === "call") root = node.field("function") ?? root;
  }
  return root;
}

/** What a link of a chain follows. */
function startOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind === "parenthesized_expression") return node.parts[0];
  return node.field(node.kind === "call" ? "function" : "object");
}
