/** Import statements as data. */
import type { SyntaxNode } from "./syntax.ts";

/** One imported name: each item of `from m import a, b as c`, `import m.n`, or a star. */
export interface ImportItem {
  readonly statement: SyntaxNode;
  /** The item's node in the statement; the star itself for `import *`. */
  readonly node: SyntaxNode;
  /** The module as written, with leading dots for a relative import. */
  readonly module: string;
  /** The imported name; null for `import m`, `*` for a star import. */
  readonly name: string | null;
  /** The name that is bound in the importing module; null for a star. */
  readonly local: string | null;
  readonly alias: string | null;
}

/** All import items in a tree, in source order, at any depth. */
export function importItems(root: SyntaxNode): ImportItem[] {
  return root.nodesOf("import_statement", "import_from_statement").flatMap(itemsOf);
}

/** The items of one import statement. */
export function itemsOf(statement: SyntaxNode): ImportItem[] {
  const from = statement.field("module_name");
  const star = statement.children.find((child) => child.kind === "wildcard_import");
  if (from && star) {
    return [{ statement, node: star, module: compact(from), name: "*", local: null, alias: null }];
  }
  return statement.fields("name").map((node) => {
    const aliased = node.kind === "aliased_import";
    const name = compact((aliased ? node.field("name") : node) ?? node);
    const alias = aliased ? (node.field("alias")?.text ?? null) : null;
    if (from) return { statement, node, module: compact(from), name, local: alias ?? name, alias };
    return { statement, node, module: name, name: null, local: alias ?? name.split(".")[0] ?? name, alias };
  });
}

/** `a . b` may be written with blanks. */
function compact(node: SyntaxNode): string {
  return node.text.replaceAll(/\s+/g, "");
}
