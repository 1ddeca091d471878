/**
 * Runs the tasks and workflows of migrations under both SDKs, with the same made-up inputs, and compares what comes out; and for
 * workflows, what each call asks the cluster for, overrides included.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompareOptions } from "../../src/verify/compare/compare-trees.ts";
import { compareCalls } from "../../src/verify/runs/compare-calls.ts";
import { compareValues } from "../../src/verify/runs/compare-values.ts";
import { runTrees } from "../../src/verify/runs/run-trees.ts";
import type { EntryRun, TreeRun } from "../../src/verify/runs/run-trees.ts";
import type { Sdk } from "../../src/verify/sides.ts";
import type { SourceTree } from "../../src/verify/trees/source-tree.ts";
import { expectations, problemsOfMigrated, withTrees } from "./migrated-trees.ts";
import type { CheckOptions, Migration, Problem } from "./migrated-trees.ts";

/** What floats may differ by. */
const TOLERANCE = 1e-12;

/**
 * Runs everything under Flyte 1, and what was migrated under Flyte 2 with its local runner, where calls of tasks are actions.
 * Secrets have the same made-up values, each where the SDK looks for it.
 *
 * What fails in the same way on both sides is as equal as what gives the same value.
 *
 * @returns for each migration what differs, and what cannot be compared because it does not run under Flyte 1; by `MODULE.TASK`
 */
export async function compareRuns(
  migrations: readonly Migration[],
  options: CheckOptions,
): Promise<readonly (readonly Problem[])[]> {
  const [v1, v2] = await withTrees(migrations, (before, after) =>
    Promise.all([runAll("flytekit", before, options), runAll("flyte", after, options)]),
  );
  return Promise.all(migrations.map((migration, index) => compare(migration, v1[index], v2[index])));
}

/** With a home folder of their own, so that nobody's settings reach the SDKs. */
async function runAll(
  sdk: Sdk,
  trees: readonly SourceTree[],
  { python, environment }: CheckOptions,
): Promise<readonly TreeRun[]> {
  const home = mkdtempSync(join(tmpdir(), "flyteshift-home-"));
  try {
    return await runTrees(
      sdk,
      trees.map((tree) => ({ ...tree, entries: "all" })),
      {
        python,
        timeoutMilliseconds: 60_000,
        environment: { ...process.env, ...environment, HOME: home },
        secrets: "made-up",
        insteadOfDefaults: true,
        callFacts: true,
      },
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function compare(migration: Migration, v1: TreeRun | undefined, v2: TreeRun | undefined): Promise<readonly Problem[]> {
  const { options } = await expectations(migration);
  const originals = new Map(v1?.runs.map((run) => [subjectOf(run), run]));
  return (v2?.runs ?? []).flatMap((migrated) => {
    const original = originals.get(subjectOf(migrated));
    return original ? compareRun(original, migrated, options) : [];
  });
}

function subjectOf({ module, name }: EntryRun): string {
  return `${module}.${name}`;
}

function compareRun(v1: EntryRun, v2: EntryRun, options: CompareOptions): readonly Problem[] {
  const subject = subjectOf(v1);
  const [failure, became] = [failureOf(v1), failureOf(v2)];
  if (failure !== null) return failure === became ? [] : [{ subject, detail: `does not run under Flyte 1: ${failure}` }];
  const [before, after] = [v1, v2].map(({ result }) => (result.outputs ?? []).map(({ value }) => value));
  if (became !== null) return [{ subject, detail: `${JSON.stringify(before)} became ${became}` }];
  const { differences } = compareValues(before ?? [], after ?? [], "outputs", TOLERANCE);
  if (differences.length > 0) {
    return differences.map(({ place, v1: was, v2: is }) => ({ subject, detail: `${place}: ${was} became ${is}` }));
  }
  return compareCalls(v1, v1.result, v2.result, options).flatMap(problemsOfMigrated);
}

function failureOf({ result: { error, problem } }: EntryRun): string | null {
  if (problem) return problem.message;
  return error && `${error.type}: ${error.message}`;
}
