/** The comments and blank lines around the statements of a body. */
import { commentBehind, lineStart, nextLine } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** What stands around a statement on the page. */
export interface Surroundings {
  /** Lines above it, from the statement before: comments, and empty text for blank lines. */
  readonly above: readonly string[];
  /** The comment behind it on its last line. */
  readonly behind: string | null;
}

/** Offset where a statement's part of the body begins: behind the line of the statement before. */
export function chunkStart(statement: SyntaxNode): number {
  const { text } = statement.tree;
  const body = statement.parent;
  const before = body?.parts[body.parts.indexOf(statement) - 1];
  if (before) return nextLine(text, before.end);
  let start = lineStart(text, statement.start);
  for (;;) {
    const above = lineStart(text, Math.max(start - 1, 0));
    if (above >= start || !/^[\t ]*(#.*)?$/.test(text.slice(above, start).replace(/[\r\n]+$/, ""))) return start;
    start = above;
  }
}

/** Offset behind a statement and the comment on its line. */
export function chunkEnd(statement: SyntaxNode): number {
  return commentBehind(statement)?.end ?? statement.end;
}

export function surroundings(statement: SyntaxNode): Surroundings {
  const { text } = statement.tree;
  const lines = text.slice(chunkStart(statement), lineStart(text, statement.start)).split(/\r\n|\n|\r/);
  return { above: lines.slice(0, -1).map((line) => line.trim()), behind: commentBehind(statement)?.text ?? null };
}
