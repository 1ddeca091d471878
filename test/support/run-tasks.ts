/** Runs the tasks and workflows of migrations under both SDKs, with the same made-up inputs, and compares what comes out. */
import { fileURLToPath } from "node:url";
import type { SourceTree } from "../../src/verify/serialise.ts";
import type { Sdk } from "../../src/verify/serialise.ts";
import { withTrees } from "./migrated-trees.ts";
import type { CheckOptions, Migration, Problem } from "./migrated-trees.ts";
import { runPython } from "./run-python.ts";

const SCRIPT = fileURLToPath(new URL("run_tasks.py", import.meta.url));
const VERIFY_SCRIPTS = fileURLToPath(new URL("../../src/verify/python", import.meta.url));

/** What came out of one task: a value, or an error as text. */
type Result = { readonly value: unknown } | { readonly error: string };

/** Results by `MODULE.TASK`. */
type Results = ReadonlyMap<string, Result>;

/** How the runs of one migration compare. */
export interface ComparedRuns {
  /** `MODULE.TASK` of what runs under Flyte 1 and was migrated. */
  readonly compared: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Runs everything that runs under Flyte 1, and the same under Flyte 2 with its local runner, where calls of tasks are actions.
 * Secrets have the same made-up values, each where the SDK looks for it.
 */
export async function compareRuns(migrations: readonly Migration[], options: CheckOptions): Promise<readonly ComparedRuns[]> {
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

function compare(v1: Results, v2: Results): ComparedRuns {
  const compared = [...v1].flatMap(([name, original]) => {
    const migrated = v2.get(name);
    return "value" in original && migrated ? [{ name, before: JSON.stringify(original.value), after: shown(migrated) }] : [];
  });
  const different = compared.filter(({ before, after }) => before !== after);
  return {
    compared: compared.map(({ name }) => name),
    problems: different.map(({ name, before, after }) => ({ subject: name, detail: `${before} became ${after}` })),
  };
}

function shown(result: Result): string {
  return "value" in result ? JSON.stringify(result.value) : result.error;
}
