/** Functions and classes around a place. */
import type { SyntaxNode } from "./syntax.ts";

/** The outermost function or class that holds a node: what the module has as a name of its own. */
export function outermostDefinition(node: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  for (let current = node.parent; current; current = current.parent) {
    if (current.kind === "function_definition" || current.kind === "class_definition") found = current;
  }
  return found;
}
