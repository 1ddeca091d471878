/** Files that were left alone, for a terminal. */
import type { SkipReason, SkippedFile } from "../migrate/plan.ts";
import { prose, visible } from "./layout.ts";
import type { View } from "./view.ts";

/** Each reason in words. */
export const SKIP_REASONS: Readonly<Record<SkipReason, string>> = {
  "not-utf8": "not UTF-8",
  "syntax-error": "does not parse as Python 3",
  "too-large": "too large",
  unreadable: "cannot be read",
  withdrawn: "changes withdrawn, a defect of flyteshift: please report it",
};

/** The files and why, or the empty text when there are none. */
export function formatSkipped(skipped: readonly SkippedFile[], view: View): string {
  if (skipped.length === 0) return "";
  const { colours } = view;
  const lines = skipped.flatMap(({ path, reason, detail }) => [
    `  ${visible(view.showPath(path))}  ${colours.dim(SKIP_REASONS[reason])}`,
    ...prose(detail, view, 6),
  ]);
  return [`${colours.bold("Left alone")}  ${colours.dim("nothing in these files was changed")}`, ...lines].join("\n");
}
