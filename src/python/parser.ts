import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Language, Parser, type TreeCursor } from "web-tree-sitter";
import { LEAVES, WITHOUT_FIELDS } from "./grammar.ts";
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
  const kinds = namedKinds(language);
  return (text) => {
    const parsed = parser.parse(text);
    if (!parsed) throw new Error("the Python grammar returned no tree");
    try {
      return copyTree(text, parsed.walk(), parsed.rootNode.hasError, kinds);
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

/** Names of the node types by their number; undefined for punctuation and keywords. */
type NamedKinds = readonly (string | undefined)[];

function namedKinds(language: Language): NamedKinds {
  return language.types.map((kind, id) => (language.nodeTypeIsNamed(id) ? kind : undefined));
}

function copyTree(text: string, cursor: TreeCursor, hasError: boolean, kinds: NamedKinds): SyntaxTree {
  const tree = new SyntaxTree(text);
  tree.root = new SyntaxNode(tree, cursor.nodeType, 0, text.length, null, null);
  if (hasError) tree.firstError = firstErrorOf(tree, cursor);
  else copyChildren(tree, tree.root, cursor, kinds);
  cursor.delete();
  return tree;
}

/** Recursive: Python's own parser limits nesting to 100 or so levels, far below the depth of our stack. */
function copyChildren(tree: SyntaxTree, parent: SyntaxNode, cursor: TreeCursor, kinds: NamedKinds): void {
  if (!cursor.gotoFirstChild()) return;
  const hasFields = !WITHOUT_FIELDS.has(parent.kind);
  do {
    const kind = kinds[cursor.nodeTypeId];
    if (kind === undefined) continue;
    const start = cursor.startIndex;
    const end = endWithoutReturn(tree.text, start, cursor.endIndex);
    const isLeaf = LEAVES.has(kind);
    const node = new SyntaxNode(tree, kind, start, end, hasFields ? cursor.currentFieldName : null, parent, isLeaf);
    parent.children.push(node);
    if (!isLeaf) copyChildren(tree, node, cursor, kinds);
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
}

/** The grammar takes the `\r` of a `\r\n` for a part of the comment before it, and of whatever ends with that comment. */
function endWithoutReturn(text: string, start: number, end: number): number {
  return end > start && text[end - 1] === "\r" ? end - 1 : end;
}

function firstErrorOf(tree: SyntaxTree, cursor: TreeCursor) {
  let found = cursor.currentNode;
  for (;;) {
    const broken = found.children.find((child) => child !== null && (child.isError || child.isMissing || child.hasError));
    if (!broken || found.isError) return tree.position(found.startIndex);
    found = broken;
  }
}
