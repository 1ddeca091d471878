/** How definitions of secrets are edited where they stand. */
import { type DisplayExpression, type Expression, type Item, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

export interface DefinitionEdit {
  readonly node: SyntaxNode;
  readonly expression: Expression;
}

/**
 * The edits for the declarations `nodes`. Each is replaced where it stands; only a list on one line is written anew as a whole,
 * because that line may become too long.
 *
 * @param print the secrets that a node declares: one for a call, several for a comprehension
 */
export function definitionEdits(
  nodes: readonly SyntaxNode[],
  print: (node: SyntaxNode) => readonly Expression[],
): DefinitionEdit[] {
  const known = new Set(nodes);
  const edits = new Map<SyntaxNode, DefinitionEdit>();
  for (const node of nodes) {
    const list = oneLineList(node);
    const target = list ?? node;
    if (!edits.has(target))
      edits.set(target, { node: target, expression: list ? written(list, known, print) : single(node, print) });
  }
  return [...edits.values()];
}

function oneLineList(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  const isList = parent?.kind === "list" || parent?.kind === "tuple";
  return isList && parent.text.startsWith(parent.kind === "list" ? "[" : "(") && !/[\r\n]/.test(parent.text) ? parent : undefined;
}

function single(node: SyntaxNode, print: (node: SyntaxNode) => readonly Expression[]): Expression {
  const printed = print(node);
  const [only] = printed;
  return node.kind === "call" && only
    ? only
    : display(
        "[]",
        printed.map((value) => ({ prefix: "", value })),
      );
}

function written(
  list: SyntaxNode,
  known: ReadonlySet<SyntaxNode>,
  print: (node: SyntaxNode) => readonly Expression[],
): Expression {
  const items = list.parts.map((part) => ({ prefix: "", value: known.has(part) ? single(part, print) : source(part.text) }));
  return display(list.kind === "list" ? "[]" : "()", items);
}

function display(brackets: DisplayExpression["brackets"], items: readonly Item[]): DisplayExpression {
  return { kind: "display", brackets, items };
}
