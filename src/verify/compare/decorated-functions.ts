/** The decorated functions of a file, by the name that Python gives them. */
import type { SyntaxNode } from "../../python/syntax.ts";

/** A function with its decorators; lines from 1, both inclusive. */
export interface DecoratedFunction {
  readonly first: number;
  readonly last: number;
  /** Text of the decorators, as written. */
  readonly decorators: string;
}

/** Decorated functions by qualified name (`Class.method`, `outer.<locals>.inner`). */
export function decoratedFunctions(root: SyntaxNode): Map<string, DecoratedFunction> {
  const found = new Map<string, DecoratedFunction>();
  for (const node of root.walk()) {
    if (node.kind !== "decorated_definition") continue;
    const definition = node.field("definition");
    if (definition?.kind !== "function_definition") continue;
    const { tree } = node;
    found.set(qualifiedName(definition), {
      first: tree.position(node.start).line,
      last: tree.position(node.end).line,
      decorators: tree.text.slice(node.start, definition.start).trimEnd(),
    });
  }
  return found;
}

/** As Python's `__qualname__` has it. */
function qualifiedName(definition: SyntaxNode): string {
  const names: string[] = [];
  for (let node: SyntaxNode | null = definition; node; node = node.parent) {
    if (node.kind === "function_definition" && node !== definition) names.unshift("<locals>");
    if (node.kind === "function_definition" || node.kind === "class_definition") names.unshift(node.field("name")?.text ?? "");
  }
  return names.join(".");
}
