/** The plan as a unified diff. Without colour and into a pipe it is a patch that `git apply` takes. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import type { FilePlan, Plan } from "../migrate/plan.ts";
import { visible } from "./layout.ts";
import type { View } from "./view.ts";

/** Lines of context around a change, as `git diff` has it. */
const CONTEXT = 3;

/** All changed files, in the plan's order; the empty text when no file changes. Ends with a line break. */
export function formatDiff(plan: Plan, view: View): string {
  return plan.files.map((file) => formatFileDiff(file, view)).join("");
}

/** One file's diff for a reader; the empty text when the file does not change. */
export function formatFileDiff(file: FilePlan, view: View): string {
  const patch = patchOf(file);
  if (!view.isTerminal && !view.colours.isColorSupported) return patch;
  return withLines(patch, (line, index) => paint(line, index, view, hasMixedLineEnds(patch)));
}

/** One file's change as an exact patch, byte for byte; the empty text when the file does not change. */
export function patchOf({ path, original, migrated }: FilePlan): string {
  if (original === migrated) return "";
  const patch = structuredPatch(`a/${path}`, `b/${path}`, original, migrated, undefined, undefined, { context: CONTEXT });
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

function withLines(text: string, change: (line: string, index: number) => string): string {
  if (!text) return "";
  return text.replace(/\n$/, "").split("\n").map(change).join("\n") + "\n";
}

/** Number of lines before the first hunk: `---` and `+++`. */
const HEADER_LINES = 2;

function paint(line: string, index: number, { colours }: View, showReturns: boolean): string {
  const shown = visibleLine(line, showReturns);
  if (index < HEADER_LINES) return colours.bold(shown);
  if (line.startsWith("@@")) return colours.cyan(shown);
  if (line.startsWith("+")) return colours.green(shown);
  if (line.startsWith("-")) return colours.red(shown);
  return line.startsWith("\\") ? colours.dim(shown) : shown;
}

/** In a file whose lines all end in CR LF the CR says nothing and is left out; where line ends are mixed it is shown. */
function visibleLine(line: string, showReturns: boolean): string {
  return visible(showReturns ? line : line.replace(/\r$/, ""));
}

function hasMixedLineEnds(patch: string): boolean {
  const lines = patch.split("\n").filter((line, index) => index >= HEADER_LINES && /^[-+ ]/.test(line));
  return lines.some((line) => line.endsWith("\r")) && lines.some((line) => !line.endsWith("\r"));
}
