/**
 * Runs the tasks and workflows of migrations under both SDKs, with the same made-up inputs, and compares what comes out; and for
 * workflows, what each call asks the cluster for, overrides included.
 */
import { fileURLToPath } from "node:url";
import type { CompareOptions } from "../../src/verify/compare.ts";
import type { Sdk, SourceTree } from "../../src/verify/serialise.ts";
import { compareCalls } from "./compare-calls.ts";
import type { Call } from "./compare-calls.ts";
import { expectations, withTrees } from "./migrated-trees.ts";
import type { CheckOptions, Migration, Problem } from "./migrated-trees.ts";
import { runPython } from "./run-python.ts";

const SCRIPT = fileURLToPath(new URL("run_tasks.py", import.meta.url));
const VERIFY_SCRIPTS = fileURLToPath(new URL("../../src/verify/python", import.meta.url));

/** What came out of one task: a value, or an error as text. */
type Result = { readonly value: unknown; readonly calls: readonly Call[] | null } | { readonly error: string };

interface Run {
  readonly module: string;
  readonly name: string;
  readonly result: Result;
}

/** Runs by `MODULE.TASK`. */
type Results = ReadonlyMap<string, Run>;

/**
 * Runs everything under Flyte 1, and what was migrated under Flyte 2 with its local runner, where calls of tasks are actions.
 * Secrets have the same made-up values, each where the SDK looks for it.
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
  return Promise.all(migrations.map((migration, index) => compare(migration, v1[index] ?? new Map(), v2[index] ?? new Map())));
}

async function runAll(sdk: Sdk, trees: readonly SourceTree[], options: CheckOptions): Promise<Results[]> {
  const names = trees.flatMap(({ root, modules }, index) => [...(index > 0 ? ["--"] : []), root, ...modules]);
  const { out, error } = await runPython([SCRIPT, sdk, VERIFY_SCRIPTS, ...names], options);
  const last = out.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`the tasks of ${last} could not be run with ${sdk}: ${error.slice(-2000)}`);
  const document = JSON.parse(last) as { trees: { deploy: Readonly<Record<string, Readonly<Record<string, Result>>>> }[] };
  return document.trees.map(({ deploy }) => {
    const all = Object.entries(deploy).flatMap(([module, results]) =>
      Object.entries(results).map(([name, result]) => ({ module, name, result })),
    );
    return new Map(all.map((run) => [`${run.module}.${run.name}`, run]));
  });
}

async function compare(migration: Migration, v1: Results, v2: Results): Promise<Problem[]> {
  const { options } = await expectations(migration);
  return [...v2].flatMap(([subject, migrated]) => {
    const original = v1.get(subject);
    return original ? compareRun(subject, original, migrated, options) : [];
  });
}

function compareRun(subject: string, v1: Run, v2: Run, options: CompareOptions): readonly Problem[] {
  if ("error" in v1.result) return [{ subject, detail: `does not run under Flyte 1: ${v1.result.error}` }];
  const before = JSON.stringify(v1.result.value);
  if ("error" in v2.result) return [{ subject, detail: `${before} became ${v2.result.error}` }];
  const after = JSON.stringify(v2.result.value);
  if (before !== after) return [{ subject, detail: `${before} became ${after}` }];
  return v1.result.calls ? compareCalls(v1, v1.result.calls, v2.result.calls ?? [], options) : [];
}
