/** What need not be parsed a second time: bodies of functions and classes in which nothing was edited. */
import type { Edit } from "./edits.ts";
import type { SyntaxNode } from "./syntax.ts";

const HAS_A_BODY = new Set(["function_definition", "class_definition"]);

/**
 * Edits that put `pass` in the place of every body that `edits` leave alone. The grammar asks nothing of a body but that it is
 * one, so the edited text parses exactly when it parses with these edits, too, and most of it is gone then.
 */
export function untouchedBlocks(root: SyntaxNode, edits: readonly Edit[]): Edit[] {
  const isUntouched = ({ start, end }: SyntaxNode) => edits.every((edit) => edit.end < start || end < edit.start);
  const below = (node: SyntaxNode): Edit[] =>
    node.children.flatMap((child) => {
      const isBody = child.kind === "block" && HAS_A_BODY.has(node.kind);
      return isBody && isUntouched(child) ? [{ start: child.start, end: child.end, text: "pass" }] : below(child);
    });
  return below(root);
}
