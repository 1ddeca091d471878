/** Migrations held against the real SDKs: original and migrated trees on disk, serialised, compared, and what is wrong in one list. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding, Plan } from "../../src/migrate/plan.ts";
import { ModuleLayout } from "../../src/project/layout.ts";
import type { Settings } from "../../src/project/settings.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import { announcements } from "../../src/verify/compare/announcements.ts";
import { compareTrees } from "../../src/verify/compare/compare-trees.ts";
import type { CompareOptions, TaskComparison, TreeComparison } from "../../src/verify/compare/compare-trees.ts";
import { serialise } from "../../src/verify/serialise/serialise.ts";
import type { SerialisedTree } from "../../src/verify/serialise/serialised-document.ts";
import type { Sdk } from "../../src/verify/sides.ts";
import type { SourceTree } from "../../src/verify/trees/source-tree.ts";
import { writeTree } from "./serialised-pairs.ts";

/** A repository as texts by path, with its plan. */
export interface Migration {
  readonly input: ReadonlyMap<string, string>;
  readonly settings: Partial<Settings>;
  readonly plan: Plan;
  /** The folder from which its modules are imported; the repository's root when not given. */
  readonly importRoot?: string | undefined;
}

/** What the SDKs say about a migration. */
export interface CheckedMigration {
  readonly comparison: TreeComparison;
  /** Everything that is wrong. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** What it is about, in the words that `wire.json` uses: `flytekit: MODULE`, `MODULE.TASK`, `MODULE.TASK: FACT`, `deploy: ENVIRONMENT`. */
  readonly subject: string;
  readonly detail: string;
}

/** The new texts of all files, whether the plan has something to say about them or not. */
function migratedTexts({ input, plan }: Pick<Migration, "input" | "plan">): Map<string, string> {
  const planned = new Map(plan.files.map((file) => [file.path, file.migrated]));
  return new Map([...input].map(([path, text]) => [path, planned.get(path) ?? text]));
}

export interface CheckOptions {
  /** Interpreter that has both SDKs. */
  readonly python: string;
  /** Variables that modules read while they are imported. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Checks migrations that do not see each other, with one process per SDK for all, because starting an SDK takes seconds. */
export async function checkMigrations(
  migrations: readonly Migration[],
  options: CheckOptions,
): Promise<readonly CheckedMigration[]> {
  const [v1, v2] = await withTrees(migrations, (before, after) => {
    const serialiseOptions = { ...options, timeoutMilliseconds: 110_000 };
    return Promise.all([serialise("flytekit", before, serialiseOptions), serialise("flyte", after, serialiseOptions)]);
  });
  return Promise.all(migrations.map((migration, index) => check(migration, v1.trees[index], v2.trees[index])));
}

/** Gives `work` the original and the migrated trees, which are on disk only for so long. */
export async function withTrees<T>(
  migrations: readonly Migration[],
  work: (before: readonly SourceTree[], after: readonly SourceTree[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "flyteshift-migrated-"));
  const trees = (side: string, texts: (migration: Migration) => ReadonlyMap<string, string>) =>
    migrations.map((migration, index) => sourceTree(join(folder, side, String(index)), texts(migration), migration.importRoot));
  try {
    return await work(
      trees("before", ({ input }) => input),
      trees("after", migratedTexts),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sourceTree(folder: string, texts: ReadonlyMap<string, string>, importRoot = ""): SourceTree {
  writeTree(folder, Object.fromEntries(texts));
  return { root: join(folder, importRoot), modules: modulePaths(texts.keys(), importRoot).map(({ module }) => module) };
}

function modulePaths(paths: Iterable<string>, importRoot = ""): { path: string; module: string }[] {
  const all = [...paths];
  const layout = new ModuleLayout(all);
  return all.map((path) => ({ path, module: layout.dottedNameFrom(importRoot, path) })).filter(({ module }) => module !== "");
}

interface Expectations {
  pathOf(module: string): string;
  /** Findings that speak of a task. */
  about(task: { readonly module: string; readonly name: string }): readonly Finding[];
  readonly options: CompareOptions;
}

/** What a migration's plan and settings let a comparison expect. */
export async function expectations({ input, plan, settings, importRoot }: Migration): Promise<Expectations> {
  const paths = new Map(modulePaths(input.keys(), importRoot).map(({ path, module }) => [module, path]));
  const announced = announcements(input, plan.findings, await loadPythonParser());
  const pathOf = (module: string) => paths.get(module) ?? "";
  const about: Expectations["about"] = ({ module, name }) => announced.about(pathOf(module), name);
  const options: CompareOptions = {
    announced: (task) => new Set(about(task).map((finding) => finding.code)),
    foldSecretGroups: settings.secretNames === "folded",
    defaultAccelerator: Boolean(settings.defaultAccelerator),
  };
  return { pathOf, about, options };
}

async function check(
  migration: Migration,
  v1: SerialisedTree | undefined,
  v2: SerialisedTree | undefined,
): Promise<CheckedMigration> {
  if (!v1 || !v2) throw new Error("the serialiser left a tree out");
  const { plan } = migration;
  const { pathOf, about, options } = await expectations(migration);
  const comparison = compareTrees(v1, v2, options);
  const planned = new Set(plan.environments.flatMap(({ path, tasks }) => tasks.map((name) => `${path}:${name}`)));
  const isPlanned = ({ module, name }: TaskComparison) => planned.has(`${pathOf(module)}:${name}`);
  const isReported = (task: TaskComparison) => about(task).some((finding) => finding.confidence === "manual");
  const problems = [
    ...unreadModules(v1, "flytekit"),
    ...unreadModules(v2, "flyte"),
    ...comparison.tasks.flatMap((task) => (isPlanned(task) ? problemsOfMigrated(task) : problemsOfLeft(task, isReported(task)))),
    ...comparison.deploy.map(({ environment, kind, problem }) => ({
      subject: `deploy: ${environment}`,
      detail: `${kind}: ${problem}`,
    })),
  ];
  return { comparison, problems };
}

function unreadModules({ modules }: SerialisedTree, sdk: Sdk): Problem[] {
  return modules.flatMap(({ module, error }) =>
    error ? [{ subject: `${sdk}: ${module}`, detail: `cannot be imported: ${error.type}: ${error.message}` }] : [],
  );
}

/** A task that the plan says is migrated. */
export function problemsOfMigrated({ module, name, outcome, reason, facts }: TaskComparison): Problem[] {
  const subject = `${module}.${name}`;
  if (outcome !== "different")
    return outcome === "equal" || outcome === "expected" ? [] : [{ subject, detail: reason ?? outcome }];
  const different = facts.filter((fact) => fact.outcome === "different");
  return different.map(({ fact, v1, v2, unannounced }) => {
    const silent = unannounced.map(({ announcedBy }) => `, announced by no ${announcedBy.join(" or ")}`).join("");
    return { subject: `${subject}: ${fact}`, detail: `${JSON.stringify(v1)} became ${JSON.stringify(v2)}${silent}` };
  });
}

/** A task that is in no environment of the plan: it must be there as it was, and the user must have been told. */
function problemsOfLeft({ module, name, outcome, reason }: TaskComparison, isReported: boolean): Problem[] {
  const subject = `${module}.${name}`;
  if (outcome !== "unmigrated") return [{ subject, detail: `is not in the plan, and ${reason ?? outcome}` }];
  return isReported ? [] : [{ subject, detail: "stays Flyte 1, and no finding says so" }];
}
