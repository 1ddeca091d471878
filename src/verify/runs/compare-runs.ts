/** Two runs of one entry: whether they gave the same, and if not, where they differ or why one failed. */
import type { CompareOptions, TaskComparison } from "../compare/compare-trees.ts";
import type { Mask } from "../secrets/masking.ts";
import { SIDES } from "../sides.ts";
import type { RunComparison } from "../verification.ts";
import { compareCalls } from "./compare-calls.ts";
import { compareValues } from "./compare-values.ts";
import type { EntryName } from "./entry-name.ts";
import type { RunResult } from "./run-document.ts";
import { secretAdvice } from "./secret-advice.ts";
import { failureOf, secondsOf } from "./side-end.ts";
import type { SideEnd } from "./side-end.ts";

/** Of numbers with a fraction. */
const DEFAULT_TOLERANCE = 1e-9;

/** How many differences of one entry are shown, and how much of each value. */
const SHOWN_DIFFERENCES = 20;
const SHOWN_CHARACTERS = 200;

/** How two runs are compared. */
export interface CompareRunOptions {
  /** Takes the values of secrets out of what is told. */
  readonly mask: Mask;
  /** What is announced about calls; they are not compared when not given. */
  readonly calls: CompareOptions | undefined;
  /** Relative, of numbers with a fraction; 1e-9 when not given. */
  readonly tolerance: number | undefined;
}

/** Compares the outputs of two runs, and what their calls ask for; says why one that failed did. */
export function compareRun(entry: EntryName, v1: SideEnd, v2: SideEnd, options: CompareRunOptions): RunComparison {
  const { outcome, details } = compareEnds(entry, v1, v2, options);
  return {
    entry: `${entry.module}.${entry.name}`,
    outcome,
    details: details.map((parts) => parts.map((part) => clip(options.mask(part))).join("")),
    seconds: { v1: secondsOf(v1), v2: secondsOf(v2) },
  };
}

/** A detail in parts: each is masked before it is cut to length, so that a cut leaves no piece of a secret. */
type Detail = readonly string[];

function compareEnds(
  entry: EntryName,
  v1: SideEnd,
  v2: SideEnd,
  { calls, tolerance = DEFAULT_TOLERANCE }: CompareRunOptions,
): { readonly outcome: RunComparison["outcome"]; readonly details: readonly Detail[] } {
  const failures = failureDetails(failureOf(v1), failureOf(v2));
  if (failures.length > 0 || "unread" in v1 || "unread" in v2) {
    return { outcome: "failed", details: [...failures, ...secretAdvice([v1, v2]).map((advice) => [advice])] };
  }
  const outputs = compareOutputs(v1, v2, tolerance);
  const different = [...outputs.differences, ...(calls ? compareCalls(entry, v1, v2, calls).flatMap(callDetails) : [])];
  const details = [...different.slice(0, SHOWN_DIFFERENCES), ...more(different.length - SHOWN_DIFFERENCES), ...outputs.notes];
  return { outcome: different.length === 0 ? "equal" : "different", details };
}

/** Nothing is proven by two runs that fail in the same way, so that is told too. */
function failureDetails(v1: string | null, v2: string | null): readonly Detail[] {
  if (v1 !== null && v1 === v2) return [["both fail with ", v1]];
  const sides = [
    { title: SIDES.v1.title, failure: v1 },
    { title: SIDES.v2.title, failure: v2 },
  ];
  return sides.flatMap(({ title, failure }) => (failure === null ? [] : [[`${title}: ${failure}`]]));
}

function more(count: number): readonly Detail[] {
  return count > 0 ? [[`… and ${count} more`]] : [];
}

/** Outputs by position: Flyte 2 gives plain tuples. They are called as Flyte 1 calls them. */
function compareOutputs(v1: RunResult, v2: RunResult, tolerance: number) {
  const [before, after] = [v1.outputs ?? [], v2.outputs ?? []];
  if (before.length !== after.length) {
    return { differences: [[`${before.length} outputs became ${after.length}`]], notes: [] };
  }
  const compared = before.map(({ name, value }, index) => compareValues(value, after[index]?.value ?? null, name, tolerance));
  return {
    differences: compared.flatMap(({ differences }) =>
      differences.map(({ place, v1: was, v2: is }) => [place, ": ", was, " became ", is]),
    ),
    notes: compared.flatMap(({ comparedByText }) => comparedByText.map((place) => [place, ": compared by repr"])),
  };
}

/** The facts that differ of a call whose differences nothing announced. */
function callDetails({ name, outcome, reason, facts }: TaskComparison): readonly Detail[] {
  if (outcome === "equal" || outcome === "expected") return [];
  if (outcome !== "different") return [[`${name}: ${reason ?? outcome}`]];
  const different = facts.filter((fact) => fact.outcome === "different");
  return different.map(({ fact, v1, v2 }) => [`${name}: ${fact}: `, JSON.stringify(v1), " became ", JSON.stringify(v2)]);
}

function clip(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
