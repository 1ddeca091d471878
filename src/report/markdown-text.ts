/** Plain text inside Markdown: what code and names may hold must not become markup. */
import { visible } from "./layout.ts";

/** One line of text, `code spans` kept, everything else literal. */
export function markdownText(text: string): string {
  return oneLine(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")))
    .join("");
}

/** A code span that shows exactly `text`, whatever backticks it has. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** A table of GitHub's Markdown; cells are Markdown already. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const rule = header.map((_, index) => (numbers.includes(index) ? "---:" : "---"));
  return [header, rule, ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

/** A `|` ends a cell even inside a code span, so it is escaped there too; one that is escaped stays so. */
function cell(markdown: string): string {
  return markdown.replace(/\\?\|/g, "\\|");
}

/** The id of a heading that we can link to whatever characters its title has. */
export function anchorId(title: string): string {
  return title.replace(/[^\w-]+/g, "-").toLowerCase();
}

/** Text inside of an HTML element. */
export function htmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function oneLine(text: string): string {
  return visible(text.replace(/\s*[\r\n]+\s*/g, " "));
}
