/** Comments and what they stand beside. */
import type { SyntaxNode } from "./syntax.ts";

/** The comments of one item in a bracketed list, each with its `#`. */
export interface ItemComments {
  /** On lines of their own above the item, in order. */
  readonly above: readonly string[];
  /** Behind the item on its last line; null when there is none. */
  readonly behind: string | null;
}

export const NO_COMMENTS: ItemComments = { above: [], behind: null };

/**
 * Distributes the comments of a bracketed node to its items: a comment on the line where an item ends belongs to that item,
 * one on a line of its own to the item below it. Comments under the last item count as above a missing one: `rest`.
 */
export function commentsByItem(bracketed: SyntaxNode): { items: Map<SyntaxNode, ItemComments>; rest: string[] } {
  const items = new Map<SyntaxNode, ItemComments>();
  let above: string[] = [];
  let previous: SyntaxNode | undefined;
  for (const child of bracketed.children) {
    if (child.kind !== "comment") {
      items.set(child, { above, behind: null });
      above = [];
      previous = child;
      continue;
    }
    const sharesLine = !bracketed.tree.text.slice(previous?.end ?? bracketed.start, child.start).includes("\n");
    const owner = previous && items.get(previous);
    if (sharesLine && previous && owner && owner.behind === null) items.set(previous, { ...owner, behind: child.text });
    else above.push(child.text);
  }
  return { items, rest: above };
}

/** Every comment inside a node, in order. */
export function commentsWithin(node: SyntaxNode): string[] {
  return node.nodesOf("comment").map((child) => child.text);
}
