/** Source text that moves to another place on the page: its further lines move along, its strings stay as they are. */

/** Where a text starts: the indentation of its first line, and the column of its first character, from 0. */
export interface TextPlace {
  readonly indent: string;
  readonly column: number;
}

interface LineBreak {
  /** Offset of the first character of the next line. */
  readonly next: number;
  /** How many brackets are open there. */
  readonly depth: number;
  /** False where only comments and blanks stand between an opening bracket and the line break. */
  readonly isAligned: boolean;
  /** True where the line ends with a comment. */
  readonly isCommented: boolean;
}

/**
 * An expression as it is written at another place. Lines below its first one keep their distance to the indentation, or to the
 * bracket that they are aligned with.
 */
export function moveText(text: string, from: TextPlace, to: TextPlace): string {
  const breaks = lineBreaks(text);
  const isAligned = breaks[0]?.isAligned ?? false;
  let moved = "";
  let position = 0;
  for (const { next } of breaks) {
    const blanks = /^[\t ]*/.exec(text.slice(next))?.[0] ?? "";
    const isEmpty = /^[\r\n]/.test(text.slice(next + blanks.length));
    moved += text.slice(position, next) + (isEmpty ? "" : movedIndent(blanks, isAligned, from, to));
    position = next + blanks.length;
  }
  return moved + text.slice(position);
}

function movedIndent(blanks: string, isAligned: boolean, from: TextPlace, to: TextPlace): string {
  if (isAligned && !blanks.includes("\t")) return " ".repeat(Math.max(blanks.length + to.column - from.column, 0));
  return blanks.startsWith(from.indent) ? to.indent + blanks.slice(from.indent.length) : blanks;
}

/** True when an expression ends at one of its line breaks unless parentheses stand around it. */
export function needsParentheses(text: string): boolean {
  return lineBreaks(text).some(({ depth }) => depth === 0);
}

/** An expression on one line; undefined where a comment, a string or, as formatters have it, a trailing comma keeps its lines. */
export function onOneLine(text: string): string | undefined {
  const breaks = lineBreaks(text);
  if (breaks.some(({ depth, isCommented }) => depth === 0 || isCommented)) return undefined;
  const starts = [0, ...breaks.map(({ next }) => next)];
  const lines = starts.map((start, index) => text.slice(start, starts[index + 1]).trim()).filter((line) => line !== "");
  if (lines.some((line, index) => line.endsWith("\\") || (line.endsWith(",") && /^[)\]}]/.test(lines[index + 1] ?? "")))) {
    return undefined;
  }
  const joined = lines.reduce(
    (left, right) => left + (/[([{]$/.test(left) || /^([)\]}]|\.[a-z_])/i.test(right) ? "" : " ") + right,
  );
  return /[\r\n]/.test(joined) ? undefined : joined;
}

/** Line breaks outside of strings, in order. */
function lineBreaks(text: string): LineBreak[] {
  const breaks: LineBreak[] = [];
  const tokens = /#[^\r\n]*|[rbuf]{0,2}("""|'''|"|')|[([{]|[)\]}]|\r\n|\n|\r/gi;
  let depth = 0;
  let isCommented = false;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [whole, quote] = token;
    if (quote !== undefined) tokens.lastIndex = endOfString(text, tokens.lastIndex, quote);
    else if (/^[([{]/.test(whole)) depth++;
    else if (/^[)\]}]/.test(whole)) depth--;
    else if (whole.startsWith("#")) isCommented = true;
    else {
      const line =
        text
          .slice(0, token.index)
          .split(/[\r\n]/)
          .at(-1) ?? "";
      breaks.push({ next: tokens.lastIndex, depth, isAligned: depth > 0 && !/[([{][\t ]*(#.*)?$/.test(line), isCommented });
      isCommented = false;
    }
  }
  return breaks;
}

function endOfString(text: string, start: number, quote: string): number {
  for (let index = start; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text.startsWith(quote, index)) return index + quote.length;
  }
  return text.length;
}
