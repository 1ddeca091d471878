/**
 * The plan: what a migration would do to a repository, as plain data.
 *
 * Showing, applying and verifying are readers of one plan; none of them computes anything that another one has to agree with.
 * `--json` prints it as it stands, so a change of shape is a change of {@link PLAN_VERSION}.
 */

/** Version of the plan's form, printed in `--json`. */
export const PLAN_VERSION = 1;

/**
 * How sure we are of a change.
 *
 * - `exact`: the cluster is asked for the same thing.
 * - `review`: applied, and behaviour can differ; the finding says how.
 * - `manual`: not applied; a marker stands on the line and the finding says what to do.
 */
type Confidence = "exact" | "review" | "manual";

/** A place in a file: path relative to the plan's root with `/`, line and column from 1 (columns in UTF-16 units). */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Something a person should look at or decide. `exact` changes have none. */
export interface Finding extends Location {
  /** Stable words, `topic/problem`; `flyteshift explain CODE` prints the page. */
  readonly code: string;
  readonly confidence: Exclude<Confidence, "exact">;
  /** One sentence: why this is not simply done. */
  readonly why: string;
  /** One sentence: what to do. */
  readonly todo: string;
  /** Other places that belong to the same decision (uses of a wrapper, the other declaration of a secret). */
  readonly related: readonly Location[];
}

/** One change that was made, with where it stood in the original. */
export interface Change extends Location {
  /** Id of the transform (or of the pipeline's own step) that made it. */
  readonly transform: string;
  readonly confidence: Exclude<Confidence, "manual">;
}

/** A file that the plan has something to say about. `migrated === original` when only findings concern it. */
export interface FilePlan {
  readonly path: string;
  readonly original: string;
  readonly migrated: string;
  readonly changes: readonly Change[];
}

/** Why a file was left alone without being understood. */
export type SkipReason = "not-utf8" | "syntax-error" | "too-large" | "unreadable" | "withdrawn";

/** A file that was left alone: reported, never a reason to stop the run. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** One sentence with the place (`line 12`) where there is one. */
  readonly detail: string;
}

/** How a reference to Flyte 1 ended. `neutral`: nothing to do, by decision (for example an unused import that goes). */
export type Outcome = "migrated" | "review" | "manual" | "neutral";

/** One reference to Flyte 1, or one argument of a Flyte 1 call, and how it ended. */
export interface LedgerEntry extends Location {
  /** Canonical name: `flytekit.Secret`, or `flytekit.task(retries=)` for an argument. */
  readonly name: string;
  readonly outcome: Outcome;
  /** Id of the transform that settled it. */
  readonly by: string;
}

/** A task environment that the plan creates. */
export interface PlannedEnvironment extends Location {
  /** The environment's `name=`, unique in the repository. */
  readonly name: string;
  /** The Python variable that holds it. */
  readonly variable: string;
  /** Names of the tasks in it (function names), former workflows included. */
  readonly tasks: readonly string[];
}

/** A secret that the migrated code needs in the store; its value is never known here. */
export interface PlannedSecret {
  readonly key: string;
  readonly group: string | null;
  /** Environment variable, or null for a secret mounted as a file. */
  readonly variable: string | null;
  readonly declarations: readonly Location[];
}

/** What a manager reads. Counts of tasks and environments are of the whole plan. */
export interface Summary {
  /** Python files looked at. */
  readonly filesScanned: number;
  /** Files with a reference to Flyte 1. */
  readonly filesWithFlyte1: number;
  readonly filesChanged: number;
  readonly tasksMigrated: number;
  readonly workflowsMigrated: number;
  /** Tasks and workflows that stay Flyte 1. */
  readonly tasksLeft: number;
  readonly environments: number;
  /** Ledger entries by how they ended; `exact` counts migrated and neutral ones. */
  readonly exact: number;
  readonly review: number;
  readonly manual: number;
}

/** Seconds per stage of the pipeline, in order. */
export type Timings = Readonly<Record<string, number>>;

/** Everything that is known after the pipeline ran. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** Absolute path of the repository's root. */
  readonly root: string;
  readonly files: readonly FilePlan[];
  readonly skipped: readonly SkippedFile[];
  readonly findings: readonly Finding[];
  readonly ledger: readonly LedgerEntry[];
  readonly environments: readonly PlannedEnvironment[];
  readonly secrets: readonly PlannedSecret[];
  readonly summary: Summary;
  readonly timings: Timings;
}
