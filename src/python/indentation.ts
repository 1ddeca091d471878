/** Moving lines to the right without touching what stands inside strings. */

/** What begins a string, a comment or a line in code; a line that is continued by a backslash is a line, too. */
const IN_CODE = /"""|'''|"|'|#[^\r\n]*|\r\n|\n|\r/g;
/** What ends a string, an escape or a line in a string. */
const IN_STRING = /"""|'''|"|'|\\(?:\r\n|[\s\S])|\r\n|\n|\r/g;

/**
 * Indents the lines of a piece of Python by `step`: the first one too, blank lines and the inside of strings not.
 *
 * @param text whole lines
 */
export function indentLines(text: string, step: string): string {
  let quote = "";
  let result = isBlank(text, 0) ? "" : step;
  let position = 0;
  for (;;) {
    const landmark = quote === "" ? IN_CODE : IN_STRING;
    landmark.lastIndex = position;
    const found = landmark.exec(text);
    if (!found) return result + text.slice(position);
    const [mark] = found;
    const end = found.index + mark.length;
    result += text.slice(position, end);
    position = end;
    if (/^[\r\n]/.test(mark)) {
      // A line break ends a string in single quotes, which Python would refuse, so that nothing behind it is taken for text.
      if (quote.length === 1) quote = "";
      if (quote === "" && !isBlank(text, end)) result += step;
    } else if (quote === "") quote = mark.startsWith("#") ? "" : mark;
    else if (mark.startsWith(quote)) {
      // Of three quotes that end a string in single ones, two belong to what follows.
      position = found.index + quote.length;
      result = result.slice(0, result.length - (mark.length - quote.length));
      quote = "";
    }
  }
}

/** True when nothing but blanks stands between an offset and the end of its line. */
function isBlank(text: string, offset: number): boolean {
  const rest = /[^\t ]|$/g;
  rest.lastIndex = offset;
  const next = rest.exec(text)?.[0] ?? "";
  return next === "" || next === "\r" || next === "\n";
}
