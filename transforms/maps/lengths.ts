/** Whether lists have the same length, as far as the source alone tells. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Module } from "../../src/project/modules.ts";

/** Names are followed this far. */
const MAX_DEPTH = 4;

/** True when the source shows that all lists have as many elements as the first. */
export function haveSameLength(module: Module, lists: readonly SyntaxNode[]): boolean {
  const [first, ...others] = lists.map((list) => lengthOf(module, list));
  return first !== undefined && others.every((other) => other === first);
}

/** A text that is the same for lists of the same length; undefined when nothing is known. */
function lengthOf(module: Module, node: SyntaxNode, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const next = (inner: SyntaxNode | undefined) => inner && lengthOf(module, inner, depth + 1);
  switch (node.kind) {
    case "list":
      return node.parts.some(({ kind }) => kind === "list_splat") ? undefined : String(node.parts.length);
    case "parenthesized_expression":
      return next(node.parts[0]);
    case "list_comprehension": {
      const clauses = node.parts.filter(({ kind }) => kind.endsWith("clause"));
      return clauses.length === 1 ? next(clauses[0]?.field("right")) : undefined;
    }
    case "call":
      return lengthOfCall(module, node, depth);
    case "binary_operator":
      return lengthOfRepetition(module, node, depth);
    case "identifier":
      return lengthOfName(module, node, depth);
    case "attribute":
      return node.text;
    default:
      return undefined;
  }
}

function lengthOfName(module: Module, name: SyntaxNode, depth: number): string | undefined {
  const [site, ...others] = module.scopes.bindingOf(name)?.sites ?? [];
  if (!site || others.length > 0) return undefined;
  // Two names can hold one length; one name always has its own.
  return (site.kind === "assignment" && site.value && lengthOf(module, site.value, depth + 1)) || `len(${name.text})`;
}

/** `list(range(3))`, `range(3)`. */
function lengthOfCall(module: Module, call: SyntaxNode, depth: number): string | undefined {
  const [only, ...others] = call.field("arguments")?.parts ?? [];
  if (!only || others.length > 0) return undefined;
  if (call.field("function")?.text === "list") return lengthOf(module, only, depth + 1);
  return call.field("function")?.text === "range" ? countOf(module, only, depth) : undefined;
}

/** `[0.5] * len(days)`, `[0.5] * 3`. */
function lengthOfRepetition(module: Module, node: SyntaxNode, depth: number): string | undefined {
  const [left, right] = [node.field("left"), node.field("right")];
  if (!left || !right || node.tree.text.slice(left.end, right.start).trim() !== "*" || left.kind !== "list") return undefined;
  return left.parts.length === 1 ? countOf(module, right, depth) : undefined;
}

/** The number that an expression gives, in the words of {@link lengthOf}. */
function countOf(module: Module, node: SyntaxNode, depth: number): string | undefined {
  if (node.kind === "integer") return node.text;
  const [only] = node.kind === "call" && node.field("function")?.text === "len" ? (node.field("arguments")?.parts ?? []) : [];
  return only && lengthOf(module, only, depth + 1);
}
