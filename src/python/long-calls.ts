/** Breaking a line that has become too long. */

/** A line of code that ends with a bracket: what stands in it, one item a line. */
export interface LongLine {
  /** Without its indentation. */
  readonly text: string;
  readonly indent: string;
  /** One level of indentation in this file. */
  readonly step: string;
  readonly newline: string;
  /** What may stand on a line, the indentation included. */
  readonly width: number;
}

/** The text with the items of its last bracket on lines of their own, as formatters break it, where it is too long for its line. */
export function breakLongLine({ text, indent, step, newline, width }: LongLine): string {
  if (/[\r\n]/.test(text) || indent.length + text.length <= width) return text;
  const bracket = lastBracket(text);
  if (!bracket || bracket.items.length === 0) return text;
  const { open, close, items } = bracket;
  const lines = items.map((item) => `${indent}${step}${item},`);
  return [text.slice(0, open + 1), ...lines, indent + text.slice(close)].join(newline);
}

/** The outermost call or display that ends the text, with its items; none for a subscript or what stands in brackets only to be read. */
function lastBracket(text: string): { open: number; close: number; items: string[] } | undefined {
  const opened: { at: number; from: number; items: string[] }[] = [];
  let last: { open: number; close: number; items: string[] } | undefined;
  const tokens = /#|(?:"""|'''|"|')|[([{]|[)\]}]|,/g;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [mark] = token;
    const top = opened.at(-1);
    if (mark === "#") return undefined;
    if (/^["']/.test(mark)) tokens.lastIndex = endOfString(text, tokens.lastIndex, mark);
    else if (/^[([{]/.test(mark)) opened.push({ at: token.index, from: tokens.lastIndex, items: [] });
    else if (!top) return undefined;
    else {
      const item = text.slice(top.from, token.index).trim();
      if (item !== "") top.items.push(item);
      top.from = tokens.lastIndex;
      if (mark === ",") continue;
      opened.pop();
      if (opened.length === 0) last = { open: top.at, close: token.index, items: top.items };
    }
  }
  const isCall = last?.close === text.length - 1 && text.endsWith(")") && /[\w)\]]$/.test(text.slice(0, last.open));
  return isCall && last?.items.every((item) => !/^[^=(]*\bfor\b/.test(item) && !/\sfor\s.*\sin\s/.test(item)) ? last : undefined;
}

function endOfString(text: string, start: number, quote: string): number {
  for (let index = start; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text.startsWith(quote, index)) return index + quote.length;
  }
  return text.length;
}
