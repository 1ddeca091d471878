/** The edits of one module: nodes replaced, statements removed, lines inserted; names spelled as the module imports them. */
import { applyEdits, type Edit } from "../python/edits.ts";
import { type Expression, layOut } from "../python/expression.ts";
import { dominantNewline } from "../python/newlines.ts";
import {
  commentBehind,
  indentAt,
  indentStep,
  isPragma,
  lineStart,
  nextLine,
  startOfBlankLines,
  statementOf,
} from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { ImportNames } from "./import-names.ts";

export class ModuleEdits {
  readonly edits: Edit[] = [];
  readonly names: ImportNames;
  readonly newline: string;
  readonly step: string;
  /** Statements that are gone. */
  readonly removed = new Set<SyntaxNode>();
  /** Modules of relative imports that become absolute. */
  readonly absoluteModules = new Map<SyntaxNode, string>();

  constructor(
    readonly module: Module,
    private readonly width: number,
  ) {
    this.names = new ImportNames(module);
    this.newline = dominantNewline(module.text);
    this.step = indentStep(module.tree.root);
  }

  replace(node: SyntaxNode, replacement: string | Expression): void {
    this.replaceRange(node.start, node.end, typeof replacement === "string" ? replacement : this.layOut(replacement, node));
  }

  replaceRange(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  insert(offset: number, text: string): void {
    this.edits.push({ start: offset, end: offset, text });
  }

  /** The text of `[start, end)` with the edits inside it applied; they are no edits of the module any more. */
  takeText(start: number, end: number): string {
    const taken = this.edits.filter((edit) => start <= edit.start && edit.end <= end);
    for (const edit of taken) this.edits.splice(this.edits.indexOf(edit), 1);
    const moved = taken.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    return applyEdits(this.module.text.slice(start, end), moved);
  }

  /**
   * An expression as it is printed at a node's place.
   *
   * @param own a path that means something in this module and is not imported
   * @param behind what will stand behind the expression on its line; by default what stands there now
   */
  layOut(expression: Expression, node: SyntaxNode, own?: string, behind = this.restOfLine(node.end)): string {
    const { text } = this.module;
    const start = lineStart(text, node.start);
    return layOut(expression, {
      naming: (path) => (path === own ? path : this.names.spell(path, node)),
      indent: indentAt(text, node.start),
      column: node.start - start,
      behind: behind.length,
      width: this.width,
      newline: this.newline,
      step: this.step,
    });
  }

  /** An expression behind `prefix` on a line of its own at module level. */
  layOutLine(prefix: string, expression: Expression, naming: (path: string) => string): string {
    const place = {
      naming,
      indent: "",
      column: prefix.length,
      behind: 0,
      width: this.width,
      newline: this.newline,
      step: this.step,
    };
    return prefix + layOut(expression, place);
  }

  /** Removes a statement. A reader's comment behind it stays on a line of its own; a pragma goes. A block is never left empty. */
  removeStatement(node: SyntaxNode): void {
    const statement = statementOf(node);
    if (this.removed.has(statement)) return;
    this.removed.add(statement);
    const { text } = this.module;
    const siblings = statement.parent?.parts ?? [];
    const isAlone = statement.parent?.kind === "block" && siblings.every((sibling) => this.removed.has(sibling));
    if (isAlone) return this.replaceRange(statement.start, statement.end, "pass");
    const start = lineStart(text, statement.start);
    const sharesLine = text.slice(start, statement.start).trim() !== "" || /^[\t ]*;/.test(text.slice(statement.end));
    if (sharesLine) return this.removeBetweenSemicolons(statement);
    const comment = commentBehind(statement);
    if (comment && !isPragma(comment.text)) return this.replaceRange(statement.start, comment.start, "");
    const end = nextLine(text, statement.end);
    if (/import/.test(statement.kind)) return this.replaceRange(start, end, "");
    const gap = this.startOfGap(start, end);
    this.replaceRange(gap, end, "");
    if (this.isGapAt(end)) this.removeGapAboveRemoved(statement, gap);
  }

  /** The gap above several statements that are gone goes with the last of them. */
  private removeGapAboveRemoved(statement: SyntaxNode, start: number): void {
    const { text } = this.module;
    const siblings = statement.parent?.parts ?? [];
    let top = start;
    for (const above of siblings.slice(0, siblings.indexOf(statement)).toReversed()) {
      if (!this.removed.has(above) || nextLine(text, above.end) !== top) break;
      top = lineStart(text, above.start);
    }
    const gap = startOfBlankLines(text, top);
    if (top < start && gap < top) this.replaceRange(gap, top, "");
  }

  /** Between two gaps one goes with the statement. (What replaces an import needs the place that the import had.) */
  private startOfGap(start: number, end: number): number {
    return this.isGapAt(end) ? startOfBlankLines(this.module.text, start) : start;
  }

  private isGapAt(offset: number): boolean {
    const { text } = this.module;
    return offset === text.length || /^[\t ]*(\r\n|\n|\r)/.test(text.slice(offset));
  }

  /** Removes the blank lines above a removed import that nothing replaces, where there are blank lines below as well. */
  closeGap(statement: SyntaxNode, hasNewImports: boolean): void {
    const comment = commentBehind(statement);
    if (comment && !isPragma(comment.text)) return;
    const siblings = statement.parent?.children ?? [];
    const isFirst = siblings.slice(0, siblings.indexOf(statement)).every((above) => this.removed.has(above));
    if (isFirst && !hasNewImports) return this.removeGapBelow(statement);
    const start = lineStart(this.module.text, statement.start);
    const gap = this.startOfGap(start, this.endOfLine(statement));
    if (gap < start) this.replaceRange(gap, start, "");
  }

  /** A file does not begin with blank lines. */
  private removeGapBelow(statement: SyntaxNode): void {
    const end = this.endOfLine(statement);
    const gap = /^(?:[\t ]*(?:\r\n|\n|\r))+/.exec(this.module.text.slice(end))?.[0] ?? "";
    if (gap !== "") this.replaceRange(end, end + gap.length, "");
  }

  /** Offset behind the line break of a statement's last line. */
  endOfLine(statement: SyntaxNode): number {
    return nextLine(this.module.text, statement.end);
  }

  /** The rest of a line as formatters count it: comments are part of the line, pragmas are not. */
  restOfLine(offset: number): string {
    const { text } = this.module;
    const rest = text.slice(offset, nextLine(text, offset)).trimEnd();
    // What has a quote behind it may be part of a string.
    const comment = /#[^"']*$/.exec(rest);
    return comment && isPragma(comment[0]) ? rest.slice(0, comment.index).trimEnd() : rest;
  }

  private removeBetweenSemicolons(statement: SyntaxNode): void {
    const { text } = this.module;
    const behind = /^[\t ]*;[\t ]*/.exec(text.slice(statement.end))?.[0];
    if (behind !== undefined) return this.replaceRange(statement.start, statement.end + behind.length, "");
    const before = /;[\t ]*$/.exec(text.slice(0, statement.start))?.[0] ?? "";
    this.replaceRange(statement.start - before.length, statement.end, "");
  }
}
