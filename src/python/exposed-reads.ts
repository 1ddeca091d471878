/** What a statement reads from before it: names that it does not bind itself on every way to the read. */
import type { SyntaxNode } from "./syntax.ts";

/**
 * The identifiers in a statement that may read what a name was bound to before it.
 *
 * @param isRead says which identifiers read a name of the function
 */
export function exposedReads(statement: SyntaxNode, isRead: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  follow(statement, new Set(), isRead, found);
  return found;
}

/** The names that are bound on every way through a node, those before it included. */
function follow(
  node: SyntaxNode,
  bound: ReadonlySet<string>,
  isRead: (node: SyntaxNode) => boolean,
  found: SyntaxNode[],
): ReadonlySet<string> {
  const inside = (child: SyntaxNode | undefined, before: ReadonlySet<string>) =>
    child ? follow(child, before, isRead, found) : before;
  switch (node.kind) {
    case "identifier":
      if (isRead(node) && !bound.has(node.text)) found.push(node);
      return bound;
    case "block":
      return node.parts.reduce((before, part) => inside(part, before), bound);
    case "assignment":
      inside(node.field("right"), bound);
      inside(node.field("left"), bound);
      return node.field("right") ? new Set([...bound, ...names(node.field("left"))]) : bound;
    case "for_statement": {
      inside(node.field("right"), bound);
      inside(node.field("body"), new Set([...bound, ...names(node.field("left"))]));
      inside(node.field("alternative"), bound);
      return bound;
    }
    case "if_statement": {
      inside(node.field("condition"), bound);
      const ends = [node.field("consequence"), ...node.fields("alternative")].map((branch) => inside(branch, bound));
      const hasElse = node.fields("alternative").some(({ kind }) => kind === "else_clause");
      return hasElse ? ends.reduce((common, end) => new Set([...common].filter((name) => end.has(name)))) : bound;
    }
    case "while_statement":
    case "try_statement":
    case "match_statement":
      for (const part of node.parts) inside(part, bound);
      return bound;
    default:
      return node.parts.reduce((before, part) => inside(part, before), bound);
  }
}

/** The names that a target binds. */
function names(target: SyntaxNode | undefined): string[] {
  if (!target) return [];
  if (target.kind === "identifier") return [target.text];
  return /^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern)$/.test(target.kind) ? target.parts.flatMap(names) : [];
}
