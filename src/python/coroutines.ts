/** Where code can wait for a coroutine. */
import type { SyntaxNode } from "./syntax.ts";

/**
 * How a coroutine is waited for at a place.
 *
 * - `await`: the place is in the body of an `async def`.
 * - `run`: no event loop runs there as far as the function around it tells, so one can be started.
 * - `neither`: a lambda, a generator or a class inside an `async def`, where `await` cannot stand while a loop runs.
 */
export type Waiting = "await" | "run" | "neither";

/** Kinds of nodes whose inner part does not run in the coroutine around it. */
const LEAVES_COROUTINE = new Set(["lambda", "class_definition", "generator_expression"]);

/** How code at a node can wait. */
export function waitingAt(node: SyntaxNode): Waiting {
  let hasLeft = false;
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.kind === "function_definition" && inner.fieldName === "body") {
      if (!isCoroutine(outer)) return "run";
      return hasLeft ? "neither" : "await";
    }
    hasLeft ||= LEAVES_COROUTINE.has(outer.kind);
  }
  return "run";
}

/** True for `async def`. */
export function isCoroutine(definition: SyntaxNode): boolean {
  return definition.text.startsWith("async");
}

/** True where `await call` has to stand in parentheses: something reads from the result in the same expression. */
export function bindsCloserThanAwait({ parent, fieldName }: SyntaxNode): boolean {
  switch (parent?.kind) {
    case "attribute":
      return fieldName === "object";
    case "subscript":
      return fieldName === "value";
    case "call":
      return fieldName === "function";
    case "binary_operator":
      return parent.tree.text.slice(parent.field("left")?.end, parent.field("right")?.start).trim() === "**";
    default:
      return false;
  }
}
