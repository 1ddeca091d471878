/**
 * How many workflows of example repositories give the same before and after a migration, run with both SDKs on this machine.
 *
 *     npx tsx scripts/run-equality.ts [--python PATH] [--jobs 2] [--timeout 30] [--without MODULE] NAME=FOLDER… > docs/run-equality.md
 *
 * NAME is what the table calls the repository in FOLDER. `import MODULE` is left out: a module that replaces Flyte 1 while the
 * program runs. Everything happens in temporary copies. Executes the code of the examples.
 */
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { applyPlan } from "../src/apply/write.ts";
import { migrate } from "../src/migrate/migrate.ts";
import type { Plan } from "../src/migrate/plan.ts";
import { loadPythonParser } from "../src/python/parser.ts";
import { announcements } from "../src/verify/compare/announcements.ts";
import { compareValues } from "../src/verify/runs/compare-values.ts";
import type { RunFailure, RunResult } from "../src/verify/runs/run-document.ts";
import { runTrees } from "../src/verify/runs/run-trees.ts";
import type { EntryToRun, TreeRun } from "../src/verify/runs/run-trees.ts";
import type { Sdk } from "../src/verify/sides.ts";
import { modulesToImport } from "../src/verify/trees/modules-to-import.ts";
import type { SourceTree } from "../src/verify/trees/source-tree.ts";
import { mayDeclareTasks } from "../src/verify/trees/task-declarations.ts";
import { pythonTexts } from "../test/support/fixtures.ts";
import { pythonEnvironment } from "../test/support/python-environment.ts";
import { transforms } from "../transforms/index.ts";
import { equalityReport } from "./equality-report.ts";
import type { EntryOutcome, FileOutcome, RepositoryOutcome } from "./equality-report.ts";

/** Of numbers with a fraction. */
const TOLERANCE = 1e-9;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string" },
    jobs: { type: "string", default: String(Math.min(2, cpus().length)) },
    timeout: { type: "string", default: "30" },
    without: { type: "string", multiple: true, default: [] },
  },
});

/** One file of a repository, with what is needed to run it. */
interface Example {
  readonly path: string;
  readonly before: SourceTree;
  readonly after: SourceTree;
  readonly module: string;
  /** Codes of the findings that keep a task in Flyte 1. */
  readonly obstacles: (task: string) => readonly string[];
}

const python = options.python ?? (await pythonEnvironment());
const repositories: RepositoryOutcome[] = [];
for (const argument of positionals) {
  const [name = "", folder = name] = argument.split("=");
  repositories.push({ name: folder === name ? basename(resolve(folder)) : name, files: await checkRepository(resolve(folder)) });
}
process.stdout.write(equalityReport(repositories));

async function checkRepository(folder: string): Promise<readonly FileOutcome[]> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "flyteshift-equality-")));
  try {
    const [before, after] = [join(scratch, "before"), join(scratch, "after")];
    cpSync(folder, before, { recursive: true });
    leaveOut(options.without, before);
    cpSync(before, after, { recursive: true });
    const plan = await migrate({ paths: [after], settings: {}, transforms });
    await applyPlan(plan, { allowDirty: true });
    return await inParallel(await examplesOf(plan, before, after), (example) => checkExample(example, scratch));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function leaveOut(modules: readonly string[], folder: string): void {
  for (const [path, text] of pythonTexts(folder)) {
    const kept = modules.reduce((rest, module) => rest.replaceAll(new RegExp(`^import ${module}\\b.*\n`, "gm"), ""), text);
    if (kept !== text) writeFileSync(join(folder, path), kept);
  }
}

async function examplesOf(plan: Plan, before: string, after: string): Promise<readonly Example[]> {
  const texts = pythonTexts(before);
  const ofFlyte1 = new Set(plan.ledger.map(({ path }) => path));
  const wanted = [...ofFlyte1].filter((path) => mayDeclareTasks(texts.get(path) ?? ""));
  const obstacles = plan.findings.filter(({ confidence }) => confidence === "manual");
  const { about } = announcements(texts, obstacles, await loadPythonParser());
  return modulesToImport(texts, wanted, []).roots.flatMap(({ root, path: furtherRoots, modules }) =>
    [...modules].map(([module, path]) => {
      const tree = (side: string) => ({
        root: join(side, root),
        path: furtherRoots.map((one) => join(side, one)),
        modules: [module],
      });
      const codes = (task: string) => [...new Set(about(path, task).map(({ code }) => code))].sort();
      return { path, module, before: tree(before), after: tree(after), obstacles: codes };
    }),
  );
}

async function checkExample(example: Example, scratch: string): Promise<FileOutcome> {
  const { path, module } = example;
  const v1 = await run("flytekit", example.before, "outermost", scratch);
  const unread = v1.unread.get(module);
  if (unread) return { path, unread: failureInWords(unread), entries: [] };
  const runnable = v1.runs.filter(({ result }) => result.outputs !== null || result.error !== null);
  const entries = runnable.map(({ name }) => ({ module, name, inputs: null }));
  const v2 = entries.length > 0 ? await run("flyte", example.after, entries, scratch) : null;
  process.stderr.write(`${path}\n`);
  const outcomes = v1.runs.map(async ({ name, result }): Promise<EntryOutcome> => {
    const outcome = compareResults(result, v2, name, example);
    if (outcome.outcome !== "differs" || !(await isRandom(example, name, result, scratch)))
      return { name, kind: result.kind ?? "task", ...outcome };
    return { name, kind: result.kind ?? "task", outcome: "not-run", reason: "gives something else each time" };
  });
  return { path, unread: null, entries: await Promise.all(outcomes) };
}

async function run(sdk: Sdk, tree: SourceTree, entries: readonly EntryToRun[] | "outermost", scratch: string): Promise<TreeRun> {
  const [found] = await runTrees(sdk, [{ ...tree, entries }], {
    python,
    timeoutMilliseconds: Number(options.timeout) * 1000,
    environment: { ...process.env, HOME: scratch, PYTHONHASHSEED: "0" },
    secrets: "made-up",
  });
  if (!found) throw new Error(`nothing was said about ${tree.root}`);
  return found;
}

function compareResults(v1: RunResult, v2: TreeRun | null, name: string, example: Example): Omit<EntryOutcome, "name" | "kind"> {
  if (v1.problem) return { outcome: "not-run", reason: `needs input: ${v1.problem.message}` };
  const failure = v1.error && failureInWords(v1.error);
  const unread = v2?.unread.get(example.module);
  if (unread) return failure ? notRun(failure) : { outcome: "differs", reason: `the migrated module: ${failureInWords(unread)}` };
  const migrated = v2?.runs.find((one) => one.name === name)?.result;
  if (!migrated || migrated.problem) {
    const codes = example.obstacles(name).join(", ");
    return failure ? notRun(failure) : { outcome: "not-migrated", reason: codes || "no finding says why" };
  }
  const became = migrated.error && failureInWords(migrated.error);
  if (failure) return failure === became ? { outcome: "fails-alike", reason: failure } : notRun(failure);
  if (became) return { outcome: "differs", reason: `Flyte 2: ${became}` };
  const [before, after] = [v1, migrated].map(({ outputs }) => (outputs ?? []).map(({ value }) => value));
  const { differences } = compareValues(before ?? [], after ?? [], "outputs", TOLERANCE);
  const [first] = differences;
  return first
    ? { outcome: "differs", reason: `${first.place}: ${first.v1} became ${first.v2}` }
    : { outcome: "equal", reason: "" };
}

function notRun(failure: string): Omit<EntryOutcome, "name" | "kind"> {
  return { outcome: "not-run", reason: failure };
}

/** Whether a second run with Flyte 1 gives something else than the first. */
async function isRandom({ before, module }: Example, name: string, first: RunResult, scratch: string): Promise<boolean> {
  if (!first.outputs) return false;
  const again = await run("flytekit", before, [{ module, name, inputs: null }], scratch);
  const [one, other] = [first, again.runs[0]?.result].map((result) => (result?.outputs ?? []).map(({ value }) => value));
  return compareValues(one ?? [], other ?? [], "outputs", TOLERANCE).differences.length > 0;
}

function failureInWords({ type, message }: RunFailure): string {
  const [firstLine = ""] = message.split("\n", 1);
  // Where the temporary copy stood says nothing to a reader of the page.
  return `${type}: ${firstLine.replaceAll(/\S*flyteshift-equality-\w+\/(?:before|after)\//g, "")}`;
}

/** Results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
  return results;
}
