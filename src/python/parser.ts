import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Language, Parser, type TreeCursor } from "web-tree-sitter";
import { SyntaxNode, SyntaxTree } from "./syntax.ts";

/** Parses Python text. Throws only when the grammar itself cannot be loaded; a file with errors has {@link SyntaxTree.firstError}. */
export type ParsePython = (text: string) => SyntaxTree;

let loaded: Promise<ParsePython> | undefined;

/** Loads the grammar once per process. */
export function loadPythonParser(): Promise<ParsePython> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ParsePython> {
  await Parser.init();
  const language = await Language.load(grammarPath());
  const parser = new Parser();
  parser.setLanguage(language);
  return (text) => {
    const parsed = parser.parse(text);
    if (!parsed) throw new Error("the Python grammar returned no tree");
    try {
      return copyTree(text, parsed.walk(), parsed.rootNode.hasError);
    } finally {
      parsed.delete();
    }
  };
}

/** The built package carries the grammar in `dist/wasm/`; in a checkout it comes from the development dependency. */
function grammarPath(): string {
  const shipped = fileURLToPath(new URL("../../wasm/tree-sitter-python.wasm", import.meta.url));
  if (existsSync(shipped)) return shipped;
  return createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm");
}

/** Nothing below these is ever asked for. */
const LEAVES = new Set(["identifier", "comment", "integer", "float", "string_content"]);

function copyTree(text: string, cursor: TreeCursor, hasError: boolean): SyntaxTree {
  const tree = new SyntaxTree(text);
  tree.root = new SyntaxNode(tree, cursor.nodeType, 0, text.length, null, null);
  if (hasError) tree.firstError = firstErrorOf(tree, cursor);
  else copyChildren(tree, tree.root, cursor);
  cursor.delete();
  return tree;
}

/** Recursive: Python's own parser limits nesting to 100 or so levels, far below the depth of our stack. */
function copyChildren(tree: SyntaxTree, parent: SyntaxNode, cursor: TreeCursor): void {
  if (!cursor.gotoFirstChild()) return;
  do {
    if (!cursor.nodeIsNamed) continue;
    const kind = cursor.nodeType;
    const node = new SyntaxNode(
      tree,
      kind,
      cursor.startIndex,
      endWithoutReturn(tree.text, cursor),
      cursor.currentFieldName,
      parent,
    );
    parent.children.push(node);
    if (!LEAVES.has(kind)) copyChildren(tree, node, cursor);
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
}

/** The grammar takes the `\r` of a `\r\n` for a part of the comment before it, and of whatever ends with that comment. */
function endWithoutReturn(text: string, { startIndex, endIndex }: TreeCursor): number {
  return endIndex > startIndex && text[endIndex - 1] === "\r" ? endIndex - 1 : endIndex;
}

function firstErrorOf(tree: SyntaxTree, cursor: TreeCursor) {
  let found = cursor.currentNode;
  for (;;) {
    const broken = found.children.find((child) => child !== null && (child.isError || child.isMissing || child.hasError));
    if (!broken || found.isError) return tree.position(found.startIndex);
    found = broken;
  }
}
