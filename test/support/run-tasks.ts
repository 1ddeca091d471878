/** Runs the tasks and workflows of migrations under both SDKs, with the same made-up inputs, and compares what comes out. */
import { fileURLToPath } from "node:url";
import type { Sdk, SourceTree } from "../../src/verify/serialise.ts";
import { withTrees } from "./migrated-trees.ts";
import type { CheckOptions, Migration, Problem } from "./migrated-trees.ts";
import { runPython } from "./run-python.ts";

const SCRIPT = fileURLToPath(new URL("run_tasks.py", import.meta.url));
const VERIFY_SCRIPTS = fileURLToPath(new URL("../../src/verify/python", import.meta.url));

/** What came out of one task: a value, or an error as text. */
type Result = { readonly value: unknown } | { readonly error: string };

/** Results by `MODULE.TASK`. */
type Results = ReadonlyMap<string, Result>;

/**
 * Runs everything under Flyte 1, and what was migrated under Flyte 2 with its local runner, where calls of tasks are actions.
 * Secrets have the same made-up values, each where the SDK looks for it.
 *
 * @returns for each migration what differs, and what cannot be compared because it does not run under Flyte 1; by `MODULE.TASK`
 */
export async function compareRuns(migrations: readonly Migration[], options: CheckOptions): Promise<readonly (readonly Problem[])[]> {
  const [v1, v2] = await withTrees(migrations, (before, after) =>
    Promise.all([runAll("flytekit", before, options), runAll("flyte", after, options)]),
  );
  return v1.map((original, index) => compare(original, v2[index] ?? new Map()));
}

async function runAll(sdk: Sdk, trees: readonly SourceTree[], options: CheckOptions): Promise<Results[]> {
  const names = trees.flatMap(({ root, modules }, index) => [...(index > 0 ? ["--"] : []), root, ...modules]);
  const { out, error } = await runPython([SCRIPT, sdk, VERIFY_SCRIPTS, ...names], options);
  const last = out.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`the tasks of ${last} could not be run with ${sdk}: ${error.slice(-2000)}`);
  const document = JSON.parse(last) as { trees: { deploy: Record<string, Record<string, Result>> }[] };
  return document.trees.map(({ deploy }) => {
    const modules = Object.entries(deploy);
    return new Map(modules.flatMap(([module, results]) => Object.entries(results).map(([name, result]) => [`${module}.${name}`, result])));
  });
}

function compare(v1: Results, v2: Results): Problem[] {
  return [...v2].flatMap(([subject, migrated]) => {
    const original = v1.get(subject);
    if (!original) return [];
    if ("error" in original) return [{ subject, detail: `does not run under Flyte 1: ${original.error}` }];
    const [before, after] = [shown(original), shown(migrated)];
    return before === after ? [] : [{ subject, detail: `${before} became ${after}` }];
  });
}

function shown(result: Result): string {
  return "value" in result ? JSON.stringify(result.value) : result.error;
}
