/** List, tuple and dictionary displays of a source file as expressions that we can lay out again. */
import { commentsByItem, commentsWithin, NO_COMMENTS } from "./comments.ts";
import { type DisplayExpression, type Expression, type Item, itemsOf, source } from "./expression.ts";
import type { SyntaxNode } from "./syntax.ts";

const BRACKETS: Readonly<Record<string, DisplayExpression["brackets"]>> = { list: "[]", tuple: "()", dictionary: "{}" };

/** How an element, or the value of a dictionary's pair, is written; undefined leaves it out. */
export type WriteElement = (element: SyntaxNode) => Expression | undefined;

/**
 * A display's elements with their comments. The comments of an element that is left out go to the next one.
 *
 * @returns undefined for other expressions, and where a comment stands so that it would be lost
 */
export function readDisplay(node: SyntaxNode, write: WriteElement = writeSource): DisplayExpression | undefined {
  const brackets = BRACKETS[node.kind];
  if (!brackets) return undefined;
  const { items, rest } = commentsByItem(node);
  const kept: Item[] = [];
  let waiting: string[] = [];
  for (const part of node.parts) {
    const { above, behind } = items.get(part) ?? NO_COMMENTS;
    const value = part.kind === "pair" ? part.field("value") : part;
    const written = value && write(value);
    if (value && written) {
      const prefix = node.tree.text.slice(part.start, value.start);
      kept.push({ prefix, value: written, comments: { above: [...waiting, ...above], behind } });
      waiting = [];
    } else waiting.push(...above, ...(behind ? [behind] : []));
  }
  const display: DisplayExpression = { kind: "display", brackets, items: withLastComments(kept, [...waiting, ...rest]) };
  return countComments(display) === commentsWithin(node).length ? display : undefined;
}

function withLastComments(items: readonly Item[], comments: readonly string[]): Item[] {
  return items.map((item, index) => {
    if (index < items.length - 1) return item;
    const { above, behind } = item.comments ?? NO_COMMENTS;
    return { ...item, comments: { above: [...above, ...comments], behind } };
  });
}

/** The element as it stands, nested displays laid out anew. */
export function writeSource(element: SyntaxNode): Expression {
  return readDisplay(element) ?? source(element.text);
}

/** Comments that the layout writes, and those inside of text that is copied, are both kept. */
function countComments(expression: Expression): number {
  return itemsOf(expression).reduce((count, { comments, value }) => {
    const own = (comments?.above.length ?? 0) + (comments?.behind ? 1 : 0);
    return count + own + countComments(value);
  }, 0);
}
