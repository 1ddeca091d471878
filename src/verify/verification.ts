/**
 * What `flyteshift verify` found out, as plain data: the terminal, Markdown and JSON print this one document.
 * A change of shape is a change of {@link VERIFICATION_VERSION}.
 */
import type { Location } from "../migrate/plan.ts";
import type { FactComparison } from "./compare/compare-facts.ts";
import type { TaskOutcome } from "./compare/compare-trees.ts";
import type { DeployProblem } from "./serialise/serialised-document.ts";
import type { Sdk } from "./sides.ts";

/** Version of the document's form, printed in `--json`. */
export const VERIFICATION_VERSION = 1;

/** Which two states of the repository were compared. */
export type Compared =
  /** Before `--write`: the files as they are on disk with what the plan would make of them. */
  | { readonly kind: "plan" }
  /** After it: a revision of git with the files on disk. `commit` is the full hash of `base`. */
  | { readonly kind: "revision"; readonly base: string; readonly commit: string };

/** The interpreter that imported one side. */
export interface Interpreter {
  readonly sdk: Sdk;
  /** Version of the SDK. */
  readonly version: string;
  /** Path of the interpreter, as it can be typed. */
  readonly python: string;
  /** Where it was found, in words: `--python`, `.venv`, `the active environment`. */
  readonly foundIn: string;
}

/** One task or workflow, with all of its facts. */
export interface VerifiedTask {
  readonly module: string;
  /** Qualified name of the function. */
  readonly name: string;
  readonly outcome: TaskOutcome;
  /** Where it stands on each side; null where there is none. */
  readonly v1: Location | null;
  readonly v2: Location | null;
  readonly facts: readonly FactComparison[];
  /** Why it could not be compared. */
  readonly reason: string | null;
  /** Packages that stood in for missing ones when the module was imported; empty for a result that is wholly real. */
  readonly stubbed: readonly string[];
  /** Source text of the decorators on each side, for a report of our mistake; null where there are none. */
  readonly decorators: { readonly v1: string | null; readonly v2: string | null };
}

/** A module of which nothing could be compared. */
export interface UnreadModule {
  readonly module: string;
  readonly path: string;
  readonly sdk: Sdk;
  readonly reason: string;
  /** The third-party package that is missing, when that is the reason. */
  readonly missingPackage: string | null;
}

/** One entry of `--run`, run on both sides. */
export interface RunComparison {
  /** `MODULE.FUNCTION`. */
  readonly entry: string;
  readonly outcome: "equal" | "different" | "failed";
  /** Where the outputs differ (`o0[3].loss: 0.5 became 0.25`), or why a side failed. Never a secret's value. */
  readonly details: readonly string[];
  /** Seconds of each side's run; null when it did not come to its end. */
  readonly seconds: { readonly v1: number | null; readonly v2: number | null };
}

/** `--tests`: the user's own tests on both trees. */
export interface TestsComparison {
  readonly command: string;
  /** What was compared: single tests, where the command runs pytest, or only how the command ended. */
  readonly basis: "tests" | "exit-code";
  readonly v1: TestsEnd;
  readonly v2: TestsEnd;
  /** Tests that passed before and do not pass after; the command itself, when only its end is known. */
  readonly broken: readonly string[];
}

/** How the command ended on one side. */
export interface TestsEnd {
  readonly exitCode: number | null;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** The last part of what the command printed, when it did not end well; without the values of secrets. */
  readonly output: string | null;
}

/** The whole document. */
export interface Verification {
  readonly version: typeof VERIFICATION_VERSION;
  /** Version of flyteshift. */
  readonly flyteshift: string;
  /** Absolute path of the repository's root. */
  readonly root: string;
  readonly compared: Compared;
  readonly interpreters: { readonly v1: Interpreter; readonly v2: Interpreter };
  readonly tasks: readonly VerifiedTask[];
  readonly unread: readonly UnreadModule[];
  /** What `flyte deploy` would refuse. */
  readonly deploy: readonly DeployProblem[];
  readonly runs: readonly RunComparison[];
  readonly tests: TestsComparison | null;
  readonly seconds: number;
}

/** Outcomes of tasks that nobody need look at. What stays Flyte 1 was not compared. */
const PROVEN: readonly TaskOutcome[] = ["equal", "expected", "added"];

/** True when every task that was there is equal, or different as announced, and all else that was looked at is fine. */
export function isProven({ tasks, unread, deploy, runs, tests }: Verification): boolean {
  const areEqual = tasks.every(({ outcome }) => PROVEN.includes(outcome)) && unread.length === 0;
  return areEqual && deploy.length === 0 && runs.every(({ outcome }) => outcome === "equal") && !tests?.broken.length;
}
