/** Values of Python literals, and values as Python literals. */
import type { SyntaxNode } from "./syntax.ts";

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * The value of a `string` node without interpolations, prefix and escapes honoured.
 * Undefined for bytes, for f-strings with interpolations, and for `\N{…}` escapes, which need Unicode's name table.
 */
export function stringValue(node: SyntaxNode): string | undefined {
  const start = node.children.find((child) => child.kind === "string_start")?.text ?? "";
  if (/b/i.test(start) || node.children.some((child) => child.kind === "interpolation")) return undefined;
  return unescape(stringContent(node), start);
}

/** The raw text between the quotes. */
export function stringContent(node: SyntaxNode): string {
  const [first, last] = [node.children.at(0), node.children.at(-1)];
  return first && last ? node.tree.text.slice(first.end, last.start) : "";
}

/** Resolves escapes in a piece of string content, given the string's opening (`r"`, `f'''`). */
export function unescape(content: string, opening: string): string | undefined {
  const text = /f/i.test(opening) ? content.replaceAll("{{", "{").replaceAll("}}", "}") : content;
  if (/r/i.test(opening) || !text.includes("\\")) return text;
  if (/\\N\{/.test(text)) return undefined;
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex2, hex4, hex8, octal, simple) => {
      const hex = hex2 ?? hex4 ?? hex8;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return SIMPLE_ESCAPES[simple] ?? whole;
    },
  );
}

/** The value of an `integer` or `float` node; undefined for imaginary numbers. */
export function numberValue(node: SyntaxNode): number | undefined {
  const digits = node.text.replaceAll("_", "").toLowerCase();
  if (digits.endsWith("j")) return undefined;
  const value = Number(digits);
  return Number.isNaN(value) ? undefined : value;
}

/** A Python string literal in double quotes, as formatters write it. */
export function quote(value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  if (escaped.includes('"') && !escaped.includes("'")) return `'${escaped}'`;
  return `"${escaped.replaceAll('"', '\\"')}"`;
}
