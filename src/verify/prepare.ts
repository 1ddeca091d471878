/** All that a verification needs before the user's code runs: two states, two interpreters, two copies, and the modules to import. */
import { dirname, join } from "node:path";
import type { MigrateOptions, OpenedRepository } from "../migrate/migrate.ts";
import { listEverything } from "../project/discover.ts";
import { ExpectedError } from "../project/expected-error.ts";
import { loadPythonParser } from "../python/parser.ts";
import type { ParsePython } from "../python/parser.ts";
import { announcements } from "./compare/announcements.ts";
import type { CompareOptions } from "./compare/compare-trees.ts";
import { findInterpreters } from "./interpreters/find-interpreters.ts";
import type { InstallSdk, InterpreterWishes } from "./interpreters/find-interpreters.ts";
import { privateEnvironment } from "./interpreters/private-environment.ts";
import { readEnvironmentFile } from "./secrets/environment-file.ts";
import type { Side } from "./sides.ts";
import { filesToCopy } from "./trees/files-to-copy.ts";
import { modulesToImport } from "./trees/modules-to-import.ts";
import type { ModuleRoot, ModulesToImport } from "./trees/modules-to-import.ts";
import type { SourceTree } from "./trees/source-tree.ts";
import { chooseStates } from "./trees/states.ts";
import type { States } from "./trees/states.ts";
import { importsSdk, mayDeclareTasks } from "./trees/task-declarations.ts";
import type { TemporaryTrees } from "./trees/temporary-trees.ts";
import type { Interpreter } from "./verification.ts";

/** What the user asked for. */
export interface VerifyRequest extends MigrateOptions {
  /** Revision of git that holds the original. */
  readonly base?: string | undefined;
  readonly python: InterpreterWishes;
  /** Whether an SDK that is missing is installed into an environment of our own. */
  readonly install: boolean;
  readonly stubMissing: boolean;
  /** For one module, one run, and one silence of the tests. */
  readonly timeoutMilliseconds: number;
  /** Entries to run on both sides: `module.function` or `path/to/file.py:function`. */
  readonly runs: readonly string[];
  /** Of the entries: a JSON object, or the path of a file with one. */
  readonly inputs?: string | undefined;
  /** Path of a file with variables for the user's code. */
  readonly environmentFile?: string | undefined;
  readonly tolerance?: number | undefined;
  /** The user's own command for tests. */
  readonly tests?: string | undefined;
  /** Told in one line what takes long. */
  readonly say: (text: string) => void;
}

/** Everything that is known before user code runs. */
export interface Prepared {
  readonly repository: OpenedRepository;
  readonly states: States;
  readonly interpreters: Readonly<Record<Side, Interpreter>>;
  readonly trees: TemporaryTrees;
  readonly modules: ModulesToImport;
  /** For each of `modules.roots`, the tree of each side. */
  readonly sources: Readonly<Record<Side, readonly SourceTree[]>>;
  /** What a comparison below one import root may expect. */
  readonly expectations: (root: ModuleRoot) => CompareOptions;
  /** Variables of the user's file. */
  readonly variables: Readonly<Record<string, string>>;
  readonly parse: ParsePython;
}

/**
 * Chooses what is compared and with which interpreters, and makes the copies.
 *
 * @param trees empty copies of the repository
 * @throws ExpectedError when there is nothing to compare, an SDK is missing, or something that the user named is not there
 */
export async function prepare(repository: OpenedRepository, trees: TemporaryTrees, options: VerifyRequest): Promise<Prepared> {
  const variables = readEnvironmentFile(options.environmentFile);
  const { project, settings } = repository;
  const states = await chooseStates(repository, options.base, options);
  const modules = findModules(states, settings.importRoots);
  const interpreters = await findInterpreters({
    root: project.root,
    folders: project.targets.map(({ absolutePath, isFolder }) => (isFolder ? absolutePath : dirname(absolutePath))),
    wishes: options.python,
    install: options.install ? installer(options.say) : null,
  });
  await fillTrees(trees, repository, states);
  const parse = await loadPythonParser();
  return {
    repository,
    states,
    interpreters,
    trees,
    modules,
    sources: { v1: sourceTrees(trees, modules, states, "v1"), v2: sourceTrees(trees, modules, states, "v2") },
    expectations: expectationsOf(states, repository, parse),
    variables,
    parse,
  };
}

function installer(say: (text: string) => void): InstallSdk {
  return (sdk, found) => privateEnvironment(sdk, found, say);
}

/** Both sides import the same modules, from the same roots: those that import an SDK, or that the plan has something to say about. */
function findModules({ original, migrated, selected, plan }: States, importRoots: readonly string[]): ModulesToImport {
  const planned = new Set(plan.files.map(({ path }) => path));
  const isWanted = (path: string, text = "") => mayDeclareTasks(text) && (planned.has(path) || importsSdk(text));
  const wanted = [...selected].filter((path) => isWanted(path, original.get(path)) || isWanted(path, migrated.get(path)));
  if (wanted.length === 0) throw new ExpectedError("There is nothing to compare: no file here declares a task of Flyte.");
  return modulesToImport(new Map([...migrated, ...original]), wanted, importRoots);
}

async function fillTrees(trees: TemporaryTrees, { project }: OpenedRepository, states: States): Promise<void> {
  const choose = (paths: readonly string[]) => {
    const { kept, leftOut } = filesToCopy(paths, project);
    if (leftOut) trees.leaveOut(leftOut);
    return kept;
  };
  const onDisk = choose(await listEverything(project));
  await trees.copyFromDisk("v2", onDisk);
  if (states.revision) {
    const chosen = new Set(choose(states.revision.map(({ path }) => path)));
    await trees.copyRevision(
      "v1",
      states.revision.filter(({ path }) => chosen.has(path)),
    );
    return;
  }
  await trees.copyFromDisk("v1", onDisk);
  const changed = states.plan.files.filter(({ original, migrated }) => original !== migrated);
  await trees.write("v2", new Map(changed.map(({ path, migrated }) => [path, migrated])));
}

function sourceTrees(trees: TemporaryTrees, { roots, ownNames }: ModulesToImport, states: States, side: Side): SourceTree[] {
  const texts = side === "v1" ? states.original : states.migrated;
  return roots.map(({ root, path, modules }) => ({
    root: join(trees.root(side), root),
    modules: [...modules].filter(([, file]) => texts.has(file)).map(([module]) => module),
    path: path.map((further) => join(trees.root(side), further)),
    folder: trees.workingFolder(side),
    ownNames,
  }));
}

function expectationsOf({ plan, original }: States, { settings }: OpenedRepository, parse: ParsePython) {
  const announced = announcements(original, plan.findings, parse);
  return ({ modules }: ModuleRoot): CompareOptions => ({
    announced: ({ module, name }) => new Set(announced.about(modules.get(module) ?? "", name).map(({ code }) => code)),
    foldSecretGroups: settings.secretNames === "folded",
    defaultAccelerator: settings.defaultAccelerator !== null,
  });
}

/** What every execution of user code is told, whether a run or tests. */
export function executionOptions({ interpreters }: Prepared, { timeoutMilliseconds, environmentFile, signal }: VerifyRequest) {
  const python = { v1: interpreters.v1.python, v2: interpreters.v2.python };
  return { python, timeoutMilliseconds, environmentFile, signal };
}
