/** The pages of the finding codes. */
import leven from "leven";
import type { FindingKind } from "../migrate/transform.ts";
import { columns, prose } from "./layout.ts";
import type { View } from "./view.ts";

/** What the confidence of a finding means, on its page. */
const MEANINGS: Readonly<Record<FindingKind["confidence"], string>> = {
  review: "review: it was changed, and behaviour can differ",
  manual: "manual: it was left as it was, with a marker on the line",
};

/** One finding's page; ends with a line break. */
export function formatExplanation(kind: FindingKind, view: View): string {
  const { colours } = view;
  const head = [`${colours.bold(kind.code)}  ${kind.title}`, colours.dim(MEANINGS[kind.confidence])].join("\n");
  return `${[head, ...blocksOf(kind.explanation).map((block) => formatBlock(block, view))].join("\n\n")}\n`;
}

/** Paragraphs and fenced code blocks; blank lines inside a fence do not end it. */
function blocksOf(markdown: string): string[] {
  return markdown.match(/^```[^]*?^```[^\n]*$|^[^\n]+(?:\n(?!```)[^\n]+)*/gm) ?? [];
}

/** Prose is wrapped; code, lists and tables keep their lines. */
function formatBlock(block: string, view: View): string {
  if (block.startsWith("```")) {
    const lines = block.split("\n").slice(1, -1);
    return lines.map((line) => (line ? `    ${view.colours.cyan(line)}` : "")).join("\n");
  }
  if (/^(?:[-*] |\d+\. |\||#)/.test(block)) return block;
  return prose(block.replace(/\s*\n\s*/g, " "), view, 0).join("\n");
}

/** All codes, by transform; ends with a line break. */
export function formatCodes(
  groups: readonly { readonly title: string; readonly kinds: readonly FindingKind[] }[],
  view: View,
): string {
  const { colours } = view;
  const widest = Math.max(0, ...groups.flatMap(({ kinds }) => kinds.map(({ code }) => code.length)));
  const parts = groups
    .filter(({ kinds }) => kinds.length > 0)
    .map(({ title, kinds }) => {
      const rows = kinds.map((kind) => [`  ${kind.code.padEnd(widest)}`, kind.confidence, kind.title]);
      return [colours.bold(title), ...columns(rows)].join("\n");
    });
  return `${[...parts, colours.dim("flyteshift explain CODE prints the page of one.")].join("\n\n")}\n`;
}

/** At most this many suggestions: more would be the whole list. */
const MOST_SUGGESTIONS = 3;

/** Known codes that a misspelt one may have meant, the nearest first; else those of its topic; none when nothing is near. */
export function nearCodes(code: string, kinds: readonly FindingKind[]): string[] {
  const codes = kinds.map((kind) => kind.code);
  const isNear = (known: string): boolean => leven(code, known) <= Math.max(2, code.length / 3) || known.endsWith(`/${code}`);
  const near = codes.filter(isNear).sort((a, b) => leven(code, a) - leven(code, b));
  const [topic] = code.split("/");
  const found = near.length > 0 ? near : codes.filter((known) => known.startsWith(`${topic}/`));
  return found.slice(0, MOST_SUGGESTIONS);
}
