/** What a Python text says, whatever its layout: two texts of one shape differ in blanks, line breaks, quotes and comments only. */
import type { SyntaxNode, SyntaxTree } from "../../src/python/syntax.ts";

/** One line for each statement, so that a difference can be read. */
export function shapeOf(tree: SyntaxTree): string {
  return shape(tree.root);
}

/** Every comment, in order. */
export function commentsOf(tree: SyntaxTree): string[] {
  return [...tree.root.walk()].filter((node) => node.kind === "comment").map((node) => node.text);
}

function shape(node: SyntaxNode): string {
  const { parts } = node;
  const [only] = parts;
  if (node.kind === "module" || node.kind === "block") return inOrder(parts.map((part) => `${shape(part)}\n`)).join("");
  // Parentheses come and go with line breaks.
  if (node.kind === "parenthesized_expression" && only) return shape(only);
  if (node.kind === "string") return normalString(node.text);
  if (parts.length === 0) return withoutComments(node);
  const texts = parts.map((part, index) => punctuation(node, parts[index - 1]?.end ?? node.start, part.start) + shape(part));
  return `${node.kind}[${texts.join("")}${punctuation(node, parts.at(-1)?.end ?? node.end, node.end).replace(/^,/, "")}]`;
}

/** Imports that follow each other in one order: where a new one goes depends on the empty lines between them. */
function inOrder(statements: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const statement of statements) {
    const run = runs.at(-1);
    if (run && isImport(statement) && isImport(run[0] ?? "")) run.push(statement);
    else runs.push([statement]);
  }
  return runs.flatMap((run) => run.sort());
}

function isImport(statement: string): boolean {
  return statement.startsWith("import_");
}

/** What stands between two parts; only punctuation, keywords and comments can. */
function punctuation(node: SyntaxNode, start: number, end: number): string {
  return node.tree.text
    .slice(start, end)
    .replaceAll(/#[^\r\n]*/g, "")
    .replaceAll(/[\s\\]+/g, "");
}

function withoutComments(node: SyntaxNode): string {
  return node.kind === "string_content" ? node.text : punctuation(node, node.start, node.end);
}

/** Single quotes become double ones where nothing in the string minds; line ends count as one kind, as Python reads them. */
function normalString(text: string): string {
  return swapQuotes(text, "'", '"').replaceAll(/\r\n?/g, "\n");
}

/** The string in other quotes, or as it is when its content, its prefix or its length do not allow that. */
export function swapQuotes(text: string, from: string, to: string): string {
  const match = new RegExp(`^([rRbBuU]*)${from}([^'"\\\\\\r\\n]*)${from}$`).exec(text);
  return match ? `${match[1]}${to}${match[2]}${to}` : text;
}
