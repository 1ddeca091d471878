/** Conditional expressions as data. */
import type { SyntaxNode } from "../python/syntax.ts";

/** What `A if CONDITION else B` (or something in parentheses) holds. */
export type Choice<Value> =
  | { readonly kind: "single"; readonly value: Value }
  | {
      readonly kind: "choice";
      readonly node: SyntaxNode;
      readonly condition: SyntaxNode;
      readonly whenTrue: Value;
      readonly whenFalse: Value;
    };

/** Reads the branches of an expression with `read`; undefined when it has none, or when `read` does not know one of them. */
export function choiceOf<Value>(node: SyntaxNode, read: (branch: SyntaxNode) => Value | undefined): Choice<Value> | undefined {
  const [first, condition, second] = node.parts;
  if (node.kind === "parenthesized_expression") {
    const value = first && read(first);
    return value === undefined ? undefined : { kind: "single", value };
  }
  if (node.kind !== "conditional_expression" || !first || !condition || !second) return undefined;
  const [whenTrue, whenFalse] = [read(first), read(second)];
  if (whenTrue === undefined || whenFalse === undefined) return undefined;
  return { kind: "choice", node, condition, whenTrue, whenFalse };
}
