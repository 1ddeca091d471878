/** Comments of a rewritten expression: none may be lost, also where what they stood beside has no counterpart. */
import { commentsWithin, NO_COMMENTS } from "./comments.ts";
import { type Expression, type Item, itemsOf } from "./expression.ts";
import type { SyntaxNode } from "./syntax.ts";

/** The expression that takes the place of `original`, with the comments that it would lose above its first item. */
export function keepComments(expression: Expression, original: SyntaxNode): Expression {
  const kept = commentsOf(expression);
  const copied = copiedTexts(expression);
  const lost = commentsWithin(original).filter((comment) => {
    const index = kept.indexOf(comment);
    if (index >= 0) kept.splice(index, 1);
    return index < 0 && !copied.some((text) => text.includes(comment));
  });
  return lost.length > 0 ? withCommentsAbove(expression, lost) : expression;
}

/** Comments that the layout writes. */
function commentsOf(expression: Expression): string[] {
  return itemsOf(expression).flatMap(({ comments, value }) => [
    ...(comments?.above ?? []),
    ...(comments?.behind ? [comments.behind] : []),
    ...commentsOf(value),
  ]);
}

/** Text that is taken over with the comments in it. */
function copiedTexts(expression: Expression): string[] {
  if (expression.kind === "source") return [expression.text];
  const start = expression.kind === "chain" ? copiedTexts(expression.start) : [];
  return [...start, ...itemsOf(expression).flatMap(({ value }) => copiedTexts(value))];
}

function withCommentsAbove(expression: Expression, comments: readonly string[]): Expression {
  switch (expression.kind) {
    case "source":
      return expression;
    case "call":
      return { ...expression, arguments: aboveFirst(expression.arguments, comments) };
    case "display":
      return { ...expression, items: aboveFirst(expression.items, comments) };
    case "chain": {
      if (itemsOf(expression.start).length > 0) return { ...expression, start: withCommentsAbove(expression.start, comments) };
      const [first, ...others] = expression.links;
      return first
        ? { ...expression, links: [{ ...first, arguments: aboveFirst(first.arguments, comments) }, ...others] }
        : expression;
    }
  }
}

function aboveFirst([first, ...others]: readonly Item[], comments: readonly string[]): Item[] {
  if (!first) return [];
  const { above, behind } = first.comments ?? NO_COMMENTS;
  return [{ ...first, comments: { above: [...comments, ...above], behind } }, ...others];
}

/** The expression again where its original stays, with its comments. */
export function withoutComments(expression: Expression): Expression {
  const strip = (items: readonly Item[]): Item[] => items.map(({ prefix, value }) => ({ prefix, value: withoutComments(value) }));
  switch (expression.kind) {
    case "source":
      return expression;
    case "call":
      return { ...expression, arguments: strip(expression.arguments) };
    case "display":
      return { ...expression, items: strip(expression.items) };
    case "chain": {
      const links = expression.links.map((link) => ({ ...link, arguments: strip(link.arguments) }));
      return { ...expression, start: withoutComments(expression.start), links };
    }
  }
}
