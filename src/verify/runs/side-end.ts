/** How the run of an entry ended on one side. */
import type { RunFailure, RunResult } from "./run-document.ts";

/** What came of one side: the result, or why its module could not be imported. */
export type SideEnd = RunResult | { readonly unread: RunFailure };

/** `ValueError: no such file`, or null when the run came to its end. */
export function failureOf(end: SideEnd): string | null {
  if ("unread" in end) return `${end.unread.type}: ${end.unread.message}`;
  if (end.problem) return end.problem.kind === "unmigrated" ? "it is still Flyte 1" : "there is no such task";
  return end.error ? `${end.error.type}: ${end.error.message}` : null;
}

/** Seconds of the run alone, or null when it did not come to its end. */
export function secondsOf(end: SideEnd): number | null {
  return "unread" in end ? null : end.seconds;
}
