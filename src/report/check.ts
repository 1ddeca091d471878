/** What `flyteshift check` says: where Flyte 1, or a marker of ours, is still in the code. */
import { MARKER } from "../migrate/markers.ts";
import type { Location, Plan } from "../migrate/plan.ts";
import { groupBy } from "../project/group-by.ts";
import { counted, place, visible } from "./layout.ts";
import { formatSkipped } from "./skipped.ts";
import type { View } from "./view.ts";

/** One line of code that still waits for someone. */
export interface Leftover extends Location {
  /** `flytekit.task`, or `TODO(flyteshift) secrets/unknown-name` for a marker. */
  readonly what: string;
}

/**
 * Every line with a reference to Flyte 1 or with a marker, in the plan's order.
 * Arguments (`flytekit.task(retries=)`) are left out: the call that they belong to is listed.
 */
export function leftovers(plan: Plan): Leftover[] {
  const references = plan.ledger
    .filter(({ name }) => !name.endsWith(")"))
    .map((entry) => ({ ...locationOf(entry), what: entry.name }));
  const markers = plan.files.flatMap(({ path, original }) => markersIn(path, original));
  return mergeByLine([...references, ...markers]);
}

/** True when a person still has something to do, unread files included: nobody knows what is in them. */
export function isSomethingLeft(plan: Plan): boolean {
  return plan.skipped.length > 0 || leftovers(plan).length > 0;
}

/** One line a place, `path:line: what`, then the count; ends with a line break. */
export function formatCheck(plan: Plan, view: View): string {
  const { colours } = view;
  const left = leftovers(plan);
  const lines = left.map((leftover) => `${colours.bold(place(leftover, view))}: ${visible(leftover.what)}`);
  const parts = [lines.join("\n"), formatSkipped(plan.skipped, view), verdict(plan, left, view)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function verdict({ summary, skipped }: Plan, left: readonly Leftover[], { colours }: View): string {
  const files = new Set(left.map(({ path }) => path)).size;
  const unread = skipped.length > 0 ? `${counted(skipped.length, "file")} could not be checked` : "";
  if (left.length > 0) {
    const found = `Flyte 1 is left on ${counted(left.length, "line")} of ${counted(files, "file")}`;
    return colours.red(`${[found, unread].filter((part) => part !== "").join("; ")}.`);
  }
  const clean = `No Flyte 1 code and no markers in ${counted(summary.filesScanned - skipped.length, "Python file")}`;
  return unread ? colours.red(`${clean}; ${unread}.`) : colours.green(`${clean}.`);
}

function markersIn(path: string, text: string): Leftover[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const start = line.indexOf(MARKER);
    if (start < 0) return [];
    const [code = ""] = line
      .slice(start + MARKER.length)
      .trim()
      .split(/\s/, 1);
    return [{ path, line: index + 1, column: start + 1, what: `TODO(flyteshift) ${code}`.trim() }];
  });
}

function mergeByLine(all: readonly Leftover[]): Leftover[] {
  const merged = [...groupBy(all, ({ path, line }) => `${path}:${line}`).values()].map((same) => {
    return { ...same[0], what: [...new Set(same.map(({ what }) => what))].join(", ") };
  });
  return merged.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function locationOf({ path, line, column }: Location): Location {
  return { path, line, column };
}
