import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import writeFileAtomic from "write-file-atomic";

import type { FilePlan, Plan } from "../migrate/plan.ts";
import { gitState } from "../project/git.ts";
import { encode } from "../project/source-file.ts";
import { refusal } from "./refusal.ts";

/** What became of the plan's files; all paths as in the plan, in its order. */
export interface ApplyResult {
  readonly written: readonly string[];
  /** Left alone, because they are not (or no longer) what the plan was made from. */
  readonly changedOnDisk: readonly string[];
  /** Left alone, because they could not be written. */
  readonly failed: readonly { readonly path: string; readonly message: string }[];
}

/** Only what applying needs of a plan. */
export type ApplicablePlan = Pick<Plan, "root" | "files">;

/**
 * Writes the migrated files. What refuses the plan as a whole is settled before the first file is touched; after that, a file that
 * cannot be written does not keep the others from being written. Each file is replaced as a whole, so that an interrupted run
 * leaves only old and new files; mode bits stay, and a symbolic link stays one while its target is replaced.
 *
 * @param options.allowDirty write although git could not bring the present state back
 * @throws ApplyError when the git tree is dirty or there is no git; nothing is written then
 */
export async function applyPlan(plan: ApplicablePlan, options: { readonly allowDirty: boolean }): Promise<ApplyResult> {
  const changes = plan.files.filter((file) => file.migrated !== file.original);
  if (changes.length === 0) return { written: [], changedOnDisk: [], failed: [] };
  if (!options.allowDirty) await assertWayBack(plan.root, changes);
  const outcomes: Outcome[] = [];
  for (const file of changes) outcomes.push({ path: file.path, ...(await write(plan.root, file)) });
  return summarise(outcomes);
}

type Problem = { readonly kind: "changedOnDisk" } | { readonly kind: "failed"; readonly message: string };
type Outcome = { readonly path: string } & (Problem | { readonly kind: "written" });

async function assertWayBack(root: string, changes: readonly FilePlan[]): Promise<void> {
  const state = await gitState(
    root,
    changes.map((file) => file.path),
  );
  const error = refusal(root, state);
  if (error) throw error;
}

/** Why the file must be left alone, or null. */
function findProblem(root: string, file: FilePlan): Problem | null {
  const path = join(root, file.path);
  try {
    if (!readFileSync(path).equals(encode(file.original))) return { kind: "changedOnDisk" };
    // Replacing a file asks nothing of its own mode, and the superuser may write everything; the owner's wish counts all the same.
    const isReadOnly = (statSync(path).mode & 0o222) === 0;
    if (isReadOnly) return { kind: "failed", message: "the file is read-only; make it writable (chmod u+w) and run again" };
    accessSync(path, constants.W_OK);
    return null;
  } catch (error) {
    return isMissing(error) ? { kind: "changedOnDisk" } : failure(error);
  }
}

async function write(root: string, file: FilePlan): Promise<Problem | { readonly kind: "written" }> {
  // Only now, because writing the files before this one took time.
  const problem = findProblem(root, file);
  if (problem) return problem;
  try {
    await writeFileAtomic(join(root, file.path), encode(file.migrated));
    return { kind: "written" };
  } catch (error) {
    return failure(error);
  }
}

function summarise(outcomes: readonly Outcome[]): ApplyResult {
  const pathsOf = (kind: Outcome["kind"]): string[] =>
    outcomes.filter((outcome) => outcome.kind === kind).map((outcome) => outcome.path);
  return {
    written: pathsOf("written"),
    changedOnDisk: pathsOf("changedOnDisk"),
    failed: outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [{ path: outcome.path, message: outcome.message }] : [])),
  };
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function failure(error: unknown): Problem {
  return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
}
