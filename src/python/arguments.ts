/** The arguments of a call as data. */
import { commentsByItem, type ItemComments, NO_COMMENTS } from "./comments.ts";
import type { SyntaxNode } from "./syntax.ts";

export interface Argument {
  /** `keyword_argument`, a splat, or the positional expression itself. */
  readonly node: SyntaxNode;
  /** Keyword, or the parameter that a positional argument was bound to; null when unknown. */
  readonly name: string | null;
  /** The argument's expression; for a splat, what is splatted. */
  readonly value: SyntaxNode;
  readonly splat: "*" | "**" | null;
  readonly comments: ItemComments;
}

/**
 * The arguments of a call in source order.
 *
 * @param parameters names for positional arguments, in order
 */
export function callArguments(call: SyntaxNode, parameters: readonly string[] = []): Argument[] {
  const list = call.field("arguments");
  // `f(x for x in xs)` has the generator itself where the list should be.
  if (!list || list.kind !== "argument_list") return [];
  const { items } = commentsByItem(list);
  let position = 0;
  return list.parts.map((node): Argument => {
    const comments = items.get(node) ?? NO_COMMENTS;
    if (node.kind === "keyword_argument") {
      return { node, name: node.field("name")?.text ?? null, value: node.field("value") ?? node, splat: null, comments };
    }
    if (node.kind === "dictionary_splat") return { node, name: null, value: node.parts[0] ?? node, splat: "**", comments };
    if (node.kind === "list_splat") return { node, name: null, value: node.parts[0] ?? node, splat: "*", comments };
    return { node, name: parameters[position++] ?? null, value: node, splat: null, comments };
  });
}
