/** The small parts that all terminal texts are made of: counted words, wrapped prose, visible control characters. */
import type { Location } from "../migrate/plan.ts";
import type { View } from "./view.ts";

/** `1 file`, `3 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `0.4 s`, `12 s`; below a hundredth `under 0.01 s`. */
export function seconds(value: number): string {
  if (value < 0.01) return "under 0.01 s";
  if (value < 1) return `${value.toFixed(2)} s`;
  return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

/** Control characters, tabs and line breaks excepted: a terminal would obey them, and code may hold any. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The text with control characters as pictures (`␛`), so that code cannot move the cursor or colour the screen. */
export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "␡";
  });
}

/** `path:line`, as terminals and editors make it clickable. */
export function place({ path, line }: Location, view: View): string {
  return visible(`${view.showPath(path)}:${line}`);
}

/** Words for wrapping: a code span with the punctuation that touches it is one word. */
const WORD = /(?:[^\s`]|`[^`]*`|`)+/g;

/** Lines of at most `width` columns; a longer word stands alone. */
export function wrap(words: readonly string[], width: number, between = " "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line && line.length + between.length + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line ? line + between + word : word;
  }
  return line ? [...lines, line] : lines;
}

/** One paragraph, wrapped and indented, with `code spans` coloured; `lead` stands before the first line, and the others line up with it. */
export function prose(text: string, view: View, indent: number, lead = ""): string[] {
  const room = Math.max(20, view.width - indent - lead.length);
  return wrap(visible(text).match(WORD) ?? [], room).map((line, index) => {
    const start = index === 0 ? lead : " ".repeat(lead.length);
    return " ".repeat(indent) + start + colourCode(line, view);
  });
}

/** With colour, `code` is known by its colour and loses its backticks. */
function colourCode(line: string, { colours }: View): string {
  if (!colours.isColorSupported) return line;
  return line.replace(/`([^`]+)`/g, (_, code: string) => colours.cyan(code));
}

/** Lines of columns, each as wide as its widest cell; the last one is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + gap)))
      .join("")
      .trimEnd(),
  );
}

/** A command to paste, and what a comment says about it. */
export interface CommandLine {
  readonly command: string;
  readonly comment: string;
}

/** Commands with their comments in a column of their own, one line each. */
export function commandLines(lines: readonly CommandLine[], { colours }: View): string[] {
  const commands = lines.map(({ command }) => `  ${visible(command)}`);
  const widest = Math.max(0, ...commands.map((command) => command.length));
  return lines.map(({ comment }, index) => `${(commands[index] ?? "").padEnd(widest)}  ${colours.dim(`# ${visible(comment)}`)}`);
}
