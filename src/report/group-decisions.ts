/** Findings as a person decides them: the same thing in many places is one decision. */
import type { Finding, Location } from "../migrate/plan.ts";
import { groupBy } from "../project/group-by.ts";

/** One reason, with all places where it holds. */
export interface Reason {
  readonly why: string;
  readonly todo: string;
  readonly places: readonly Location[];
  /** Places that belong to it without being decided there. */
  readonly related: readonly Location[];
}

/** All findings of one code. */
export interface Decision {
  readonly code: string;
  readonly confidence: Finding["confidence"];
  readonly reasons: readonly Reason[];
}

/** `manual` before `review`; within them codes, reasons and places in the plan's order. */
export function groupDecisions(findings: readonly Finding[]): Decision[] {
  return (["manual", "review"] as const).flatMap((confidence) => {
    const byCode = groupBy(
      findings.filter((finding) => finding.confidence === confidence),
      ({ code }) => code,
    );
    return [...byCode.values()].map((same) => ({ code: same[0].code, confidence, reasons: reasonsOf(same) }));
  });
}

function reasonsOf(findings: readonly Finding[]): Reason[] {
  return [...groupBy(findings, ({ why, todo }) => `${why}\n${todo}`).values()].map((same) => ({
    why: same[0].why,
    todo: same[0].todo,
    places: distinct(same),
    related: distinct(same.flatMap(({ related }) => related)),
  }));
}

/** One place a line: two findings on a line are one thing to look at. */
function distinct(places: readonly Location[]): Location[] {
  return [...new Map(places.map(({ path, line, column }) => [`${path}:${line}`, { path, line, column }])).values()];
}
