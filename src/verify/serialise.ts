/** Runs the serialisers in `python/` as child processes and reads what they print. */
import { fileURLToPath } from "node:url";
import { ExpectedError } from "../project/expected-error.ts";
import { runChild } from "./child-process.ts";
import type { ChildEnd, ChildFailure } from "./child-process.ts";
import { SDKS } from "./sdks.ts";
import { serialisedDocument } from "./document.ts";
import type { SerialisedDocument, SerialisedModule } from "./document.ts";

/** Which SDK serialises: `flytekit` the original, `flyte` the migrated code. */
export type Sdk = SerialisedDocument["sdk"];

/** Modules of one source tree. Trees have different roots and do not see each other: two may have modules of the same name. */
export interface SourceTree {
  /** Folder that is the import root. */
  readonly root: string;
  /** Dotted names, imported in this order. */
  readonly modules: readonly string[];
  /** Further import roots, after `root`. */
  readonly path?: readonly string[];
  /** The folder in which modules run; `root` when not given. */
  readonly folder?: string;
  /** Top-level names of the repository's own modules: nothing can stand for one that is missing. */
  readonly ownNames?: readonly string[];
}

export interface SerialiseOptions {
  /** Python interpreter that has the SDK and the user's own packages. */
  readonly python: string;
  /** For one module; also for starting the SDK, which takes seconds. */
  readonly timeoutMilliseconds: number;
  /** Variables added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the child process; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Each module in a child process of its own where the platform can fork: nothing that one leaves behind reaches the next. */
  readonly isolated?: boolean;
  /** Stand-ins for packages that are not installed. */
  readonly stubMissing?: boolean;
  /** Where the interpreter's import path leads into `from`, it is to lead into the copy `to`. */
  readonly moved?: { readonly from: string; readonly to: string };
  /** Told how many modules were begun. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The serialiser itself could not work; the message says what to do. A user's module that fails is no such error. */
export class SerialiserError extends ExpectedError {
  override name = "SerialiserError";
}

const SCRIPTS: Readonly<Record<Sdk, string>> = { flytekit: "serialise_flyte1.py", flyte: "serialise_flyte2.py" };

/** For starting an SDK on a slow machine, above what a module may take. */
const START_MILLISECONDS = 60_000;

/** The SDKs and the interpreter must neither report over the network nor leave compiled files in the user's tree. */
export const QUIET = { DO_NOT_TRACK: "1", OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", PYTHONDONTWRITEBYTECODE: "1" };

/**
 * Imports the modules of `trees` with Python, and serialises their tasks with `sdk`. Executes user code.
 *
 * A module that raises, exits, crashes its process or hangs costs only itself and stands in the result with its error.
 * One that takes the process with it costs another start: all is read again without it.
 *
 * @throws {SerialiserError} when Python cannot be started, or does not have the SDK, or the SDK's version is not understood.
 */
export async function serialise(sdk: Sdk, trees: readonly SourceTree[], options: SerialiseOptions): Promise<SerialisedDocument> {
  const lost = new Map<string, ChildFailure>();
  for (;;) {
    const ended = await run(
      sdk,
      trees.map((tree) => without(tree, lost)),
      options,
    );
    const lines = ended.output.trimEnd().split("\n");
    const last = lines.at(-1) ?? "";
    if (last.startsWith("{")) return withLost(parse(last, sdk), trees, lost);
    const started = /^> (\d+) (.+)$/.exec(last);
    const root = trees[Number(started?.[1])]?.root;
    const module = started?.[2];
    if (root === undefined || module === undefined) throw new SerialiserError(startFailure(sdk, options.python, ended));
    lost.set(identity(root, module), ended.failure ?? { type: "Crashed", message: "ended the process" });
  }
}

function run(sdk: Sdk, trees: readonly SourceTree[], options: SerialiseOptions): Promise<ChildEnd> {
  const script = fileURLToPath(new URL(`python/${SCRIPTS[sdk]}`, import.meta.url));
  const { timeoutMilliseconds, isolated = false } = options;
  return runChild(options.python, [script], {
    // An isolated module that hangs is ended from within.
    silenceMilliseconds: isolated ? 2 * timeoutMilliseconds + START_MILLISECONDS : timeoutMilliseconds,
    environment: { ...process.env, ...options.environment, ...QUIET },
    input: JSON.stringify(requestOf(trees, options)),
    signal: options.signal,
    onOutput: progressListener(trees, options),
  });
}

/** The request that `python/flyteshift_trees.py` reads. */
function requestOf(trees: readonly SourceTree[], options: Partial<SerialiseOptions>): unknown {
  const { timeoutMilliseconds = 0, isolated = false, stubMissing = false, moved } = options;
  return {
    trees: trees.map(({ root, modules, path = [], folder = null, ownNames = [] }) => {
      return { root, modules, path, folder, own_names: ownNames };
    }),
    isolate: isolated ? timeoutMilliseconds / 1000 : null,
    stub_missing: stubMissing,
    moved: moved ? [moved.from, moved.to] : null,
  };
}

/** Counts the modules whose names the serialiser prints as it begins them; one that is begun again counts once. */
function progressListener(trees: readonly SourceTree[], { onProgress }: SerialiseOptions): (text: string) => void {
  const total = trees.reduce((sum, { modules }) => sum + modules.length, 0);
  const begun = new Set<string>();
  return (text) => {
    if (!onProgress) return;
    for (const [, module = ""] of text.matchAll(/^> (\d+ .+)$/gm)) begun.add(module);
    onProgress(Math.max(0, begun.size - 1), total);
  };
}

function identity(root: string, module: string): string {
  return `${root}\n${module}`;
}

function without(tree: SourceTree, lost: ReadonlyMap<string, ChildFailure>): SourceTree {
  return { ...tree, modules: tree.modules.filter((module) => !lost.has(identity(tree.root, module))) };
}

/** Puts the modules that took their process with them back in their places. */
function withLost(
  document: SerialisedDocument,
  trees: readonly SourceTree[],
  lost: ReadonlyMap<string, ChildFailure>,
): SerialisedDocument {
  const complete = document.trees.map((tree, index) => {
    const found = new Map(tree.modules.map((module) => [module.module, module]));
    const { root, modules } = trees[index] ?? { root: tree.root, modules: [] };
    return {
      ...tree,
      modules: modules.map((module) => found.get(module) ?? lostModule(module, lost.get(identity(root, module)))),
    };
  });
  return { ...document, trees: complete };
}

function lostModule(module: string, failure: ChildFailure | undefined): SerialisedModule {
  const { type, message } = failure ?? { type: "Missing", message: "was not read" };
  return { module, tasks: [], unmigrated: [], error: { type, message, trace: "" }, missing: null, stubbed: [] };
}

function parse(output: string, sdk: Sdk): SerialisedDocument {
  try {
    return serialisedDocument(JSON.parse(output), sdk);
  } catch (error) {
    throw new SerialiserError(`what ${SCRIPTS[sdk]} printed is not understood: ${(error as Error).message}`, { cause: error });
  }
}

export function startFailure(sdk: Sdk, python: string, { errors, failure }: ChildEnd): string {
  if (failure?.type === "NotStarted") return `${python} could not be started: ${errors}; name a Python interpreter that exists`;
  if (failure?.type === "TimedOut") return `${sdk} could not be loaded with ${python}: ${failure.message}`;
  if (errors.includes(`No module named '${sdk}'`)) return `${python} has no ${sdk}: run '${python} -m pip install ${sdk}'`;
  const last = errors.trim().split("\n").at(-1) ?? "";
  if (!/^(?:ImportError|AttributeError|ModuleNotFoundError|TypeError)\b/.test(last)) {
    return `${sdk} could not be loaded with ${python}: ${last}`;
  }
  const { tested } = SDKS[sdk];
  return `the ${sdk} of ${python} is of a version that cannot be read (${last}): verify was tested with ${sdk} ${tested}`;
}
