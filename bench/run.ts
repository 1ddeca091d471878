/**
 * The benchmark: a migration of 5,000 files, 300 of them Flyte 1, against the least that any such tool has to do.
 *
 *     npm run bench -- [--runs 7] [--seed 1] [--cli dist/src/cli/main.js] [--keep]
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Plan } from "../src/migrate/plan.ts";
import { generateFiles, writeFiles } from "./generate.ts";
import { measure, median, type Measurement } from "./measure.ts";

const SIZE = { files: 5000, flyte1: 300 };

/** What a run may take. */
const MOST_TIMES_THE_FLOOR = 2;
const MOST_MEGABYTES = 400;

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const FLOOR = join(PACKAGE, "bench/floor.mjs");
const BUILT = join(PACKAGE, "dist/src/cli/main.js");

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    seed: { type: "string", default: "1" },
    cli: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});

interface Pair {
  readonly floor: Measurement;
  readonly tool: Measurement;
}

process.exitCode = benchmark();

/** @returns the exit code */
function benchmark(): number {
  const cli = options.cli === undefined ? built() : resolve(options.cli);
  const scratch = mkdtempSync(join(tmpdir(), "flyteshift-bench-"));
  try {
    const repository = makeRepository(join(scratch, "repository"));
    const pairs = measurePairs(cli, repository, scratch);
    return report(pairs);
  } finally {
    if (options.keep) print(`The repository is kept in ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
}

/** The compiled tool, compiled now where it is older than its sources. */
function built(): string {
  const isFresh =
    existsSync(BUILT) && statSync(BUILT).mtimeMs > newest(["src", "transforms"].map((folder) => join(PACKAGE, folder)));
  if (!isFresh) execFileSync(process.execPath, [join(PACKAGE, "scripts/build.mjs")], { cwd: PACKAGE, stdio: "inherit" });
  return BUILT;
}

function newest(folders: readonly string[]): number {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function makeRepository(folder: string): string {
  const files = generateFiles(Number(options.seed), SIZE);
  mkdirSync(folder);
  writeFiles(folder, files);
  for (const words of [
    ["init", "--quiet"],
    ["add", "--all"],
  ])
    execFileSync("git", ["-C", folder, ...words]);
  const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  print(`${files.size} Python files, ${SIZE.flyte1} of them Flyte 1, ${(bytes / 1e6).toFixed(1)} MB, seed ${options.seed}`);
  print(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores\n`);
  return folder;
}

/** In turn, so that what else the machine does meets both; the first pair warms the file cache and does not count. */
function measurePairs(cli: string, repository: string, scratch: string): Pair[] {
  const pairs = Array.from({ length: Number(options.runs) + 1 }, () => ({
    floor: measure([FLOOR, repository], scratch),
    tool: measure([cli, "--json", repository], scratch),
  }));
  return pairs.slice(1);
}

function report(pairs: readonly Pair[]): number {
  const ratios = pairs.map(({ floor, tool }) => tool.seconds / floor.seconds);
  print(" run   floor (s)   flyteshift (s)   ratio   peak memory (MB)");
  pairs.forEach(({ floor, tool }, index) => {
    const cells = [String(index + 1).padStart(4), floor.seconds.toFixed(3).padStart(11), tool.seconds.toFixed(3).padStart(16)];
    print([...cells, (ratios[index] ?? 0).toFixed(2).padStart(7), tool.megabytes.toFixed(0).padStart(18)].join(" "));
  });
  reportStages(pairs.map(({ tool }) => tool));
  const ratio = median(ratios);
  const megabytes = Math.max(...pairs.map(({ tool }) => tool.megabytes));
  const floor = median(pairs.map((pair) => pair.floor.seconds));
  const seconds = median(pairs.map(({ tool }) => tool.seconds));
  print(`\nMedians: floor ${floor.toFixed(3)} s, flyteshift ${seconds.toFixed(3)} s.`);
  const isFast = verdict("Time", ratio, MOST_TIMES_THE_FLOOR, 2, "times the floor (median of the pairs' ratios)");
  const isSmall = verdict("Memory", megabytes, MOST_MEGABYTES, 0, "MB (highest of all runs)");
  return isFast && isSmall ? 0 : 1;
}

/** The medians by stage, as the tool measures itself; what is left is the start of Node, loading the modules, and printing. */
function reportStages(runs: readonly Measurement[]): void {
  const plans = runs.map((run) => JSON.parse(run.output) as Pick<Plan, "timings" | "summary">);
  const stages = Object.keys(plans[0]?.timings ?? {});
  print("\nStage (median, ms)");
  for (const stage of stages)
    print(`  ${stage.padEnd(22)}${milliseconds(median(plans.map((plan) => plan.timings[stage] ?? 0)))}`);
  const outside = plans.map(
    (plan, index) => (runs[index]?.seconds ?? 0) - stages.reduce((sum, stage) => sum + (plan.timings[stage] ?? 0), 0),
  );
  print(`  ${"start and print".padEnd(22)}${milliseconds(median(outside))}`);
  const { filesChanged, tasksMigrated, workflowsMigrated, tasksLeft } = plans[0]?.summary ?? {};
  print(`\n${filesChanged} files changed, ${tasksMigrated} tasks and ${workflowsMigrated} workflows migrated, ${tasksLeft} left`);
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(0).padStart(7);
}

function verdict(what: string, value: number, most: number, digits: number, unit: string): boolean {
  const passes = value <= most;
  print(`${what}: ${value.toFixed(digits)} ${unit}, at most ${most}: ${passes ? "pass" : "FAIL"}`);
  return passes;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
