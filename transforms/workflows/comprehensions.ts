/** Comprehensions over calls: the calls start together. */
import { bindsCloserThanAwait } from "../../src/python/coroutines.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";

/** `[train.aio(x=x) for x in xs]` becomes `await asyncio.gather(*[train.aio(x=x) for x in xs])`. */
export function gatherComprehension(node: SyntaxNode, { spell, replaceBetween }: ModuleRewrite): void {
  const gather = spell("asyncio.gather", node);
  if (node.kind === "generator_expression") {
    // It is written in the brackets of the call.
    replaceBetween(node.start + 1, node.start + 1, `await ${gather}(*[`);
    return replaceBetween(node.end - 1, node.end - 1, "])");
  }
  const isInner = bindsCloserThanAwait(node);
  replaceBetween(node.start, node.start, `${isInner ? "(" : ""}await ${gather}(*`);
  replaceBetween(node.end, node.end, isInner ? "))" : ")");
}
