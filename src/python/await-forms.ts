/** What it takes to await an expression where it stands. */
import { bindsCloserThanAwait, isCoroutine } from "./coroutines.ts";
import type { Edit } from "./edits.ts";
import type { SyntaxNode } from "./syntax.ts";

/**
 * The edits that await an expression in an `async def`. An `await` makes a generator expression asynchronous, which nothing like
 * `sum(…)` can read, so it becomes a list.
 *
 * @param listed generators that have become lists; one that does now is added
 */
export function awaitInPlace(node: SyntaxNode, listed = new Set<SyntaxNode>()): Edit[] {
  const around = node.ancestor("generator_expression", "list_comprehension", "set_comprehension", "function_definition");
  const generator = around?.kind === "generator_expression" && !listed.has(around) ? around : undefined;
  if (generator) listed.add(generator);
  const [opening, closing] = generator ? bracketsOf(generator) : [];
  const [before, behind] = bindsCloserThanAwait(node) ? ["(await ", ")"] : ["await ", ""];
  return [
    ...(opening ? [opening] : []),
    insertion(node.start, before),
    ...(behind === "" ? [] : [insertion(node.end, behind)]),
    ...(closing ? [closing] : []),
  ];
}

/** The parentheses of a generator become brackets, unless they are those of a call: `sum(x for x in xs)`. */
function bracketsOf({ start, end, fieldName, parent }: SyntaxNode): [Edit, Edit] {
  const isArgument = parent?.kind === "call" && fieldName === "arguments";
  if (isArgument) return [insertion(start + 1, "["), insertion(end - 1, "]")];
  return [
    { start, end: start + 1, text: "[" },
    { start: end - 1, end, text: "]" },
  ];
}

function insertion(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/** True when the innermost function around a node is an `async def`. */
export function isInCoroutine(node: SyntaxNode): boolean {
  const around = node.ancestor("function_definition", "lambda");
  return around?.kind === "function_definition" && isCoroutine(around);
}
