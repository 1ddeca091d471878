/** Statements as lines: where they begin and end on the page. Offsets are UTF-16. */
import type { SyntaxNode } from "./syntax.ts";

/** The innermost statement that holds a node (or the node itself): what stands directly in a block or in the module. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.parent && current.parent.kind !== "block" && current.parent.kind !== "module") current = current.parent;
  return current;
}

/** Offset of the first character of the line that holds `offset`; a byte order mark belongs to no line. */
export function lineStart(text: string, offset: number): number {
  const isBetween = text[offset] === "\n" && text[offset - 1] === "\r";
  const last = isBetween ? offset - 2 : offset - 1;
  const start = last < 0 ? 0 : Math.max(text.lastIndexOf("\n", last), text.lastIndexOf("\r", last)) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}

/** The offset where the blank lines directly above a line begin: the line's own start when there are none. */
export function startOfBlankLines(text: string, start: number): number {
  let blank = start;
  for (;;) {
    const above = lineStart(text, Math.max(blank - 1, 0));
    if (above >= blank || !/^[\t ]*[\r\n]+$/.test(text.slice(above, blank))) return blank;
    blank = above;
  }
}

/** Offset behind the line break of the line that holds `offset`. */
export function nextLine(text: string, offset: number): number {
  const rest = /\r\n|\n|\r/g;
  rest.lastIndex = offset;
  const found = rest.exec(text);
  return found ? found.index + found[0].length : text.length;
}

/** Blanks and tabs at the start of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[\t ]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** The offset where a statement begins together with the comment lines directly above it. */
export function startWithComments(statement: SyntaxNode): number {
  const { text } = statement.tree;
  let start = lineStart(text, statement.start);
  for (;;) {
    const above = start === 0 ? undefined : text.slice(lineStart(text, start - 1), start);
    if (above === undefined || !/^[\t ]*#/.test(above) || above.startsWith("#!")) return start;
    start -= above.length;
  }
}

/** The comment behind a statement on its last line. */
export function commentBehind(statement: SyntaxNode): SyntaxNode | undefined {
  const { text } = statement.tree;
  const siblings = statement.parent?.children ?? [];
  const next = siblings[siblings.indexOf(statement) + 1];
  if (next?.kind !== "comment") return undefined;
  return /[\r\n]/.test(text.slice(statement.end, next.start)) ? undefined : next;
}

/** Comments that speak to a tool about the line they stand on, not to a reader; they go with the line. */
export function isPragma(comment: string): boolean {
  return /^#\s*(type:|noqa|pylint:|pyright:|mypy:|fmt:|isort:|ruff:|nosec|pragma:)/i.test(comment);
}

/** True when two statements of a block share a line, or one the line of the block's head. */
export function sharesLines(block: SyntaxNode): boolean {
  const { text } = block.tree;
  return block.parts.some((statement) => text.slice(lineStart(text, statement.start), statement.start).trim() !== "");
}

/** One level of indentation as the file has it: in its first block, or where it has none, in what it spreads over lines. */
export function indentStep(root: SyntaxNode): string {
  for (const node of root.walk()) {
    if (node.kind !== "block" || !node.parent) continue;
    const [outer, inner] = [indentAt(root.tree.text, node.parent.start), indentAt(root.tree.text, node.start)];
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  const { text } = root.tree;
  for (const call of root.walk()) {
    const first = call.kind === "argument_list" ? call.parts[0] : undefined;
    const indent =
      first && /[([{][\t ]*$/.test(text.slice(0, lineStart(text, first.start)).trimEnd()) ? indentAt(text, first.start) : "";
    if (indent !== "") return indent;
  }
  return "    ";
}
