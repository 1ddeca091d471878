/** What the tasks of source trees ask the cluster for, as their SDK serialises them in a child process. Executes user code. */
import { SdkError, startFailure } from "../interpreters/start-failure.ts";
import { runChild } from "../processes/child-process.ts";
import type { ChildEnd, ChildFailure } from "../processes/child-process.ts";
import { pythonScript, QUIET } from "../processes/python-scripts.ts";
import type { Sdk } from "../sides.ts";
import { movedRequest, treeRequest } from "../trees/source-tree.ts";
import type { MovedFolder, SourceTree } from "../trees/source-tree.ts";
import { serialisedDocument } from "./serialised-document.ts";
import type { SerialisedDocument, SerialisedModule } from "./serialised-document.ts";

/** How modules are imported, and by which interpreter. */
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
  readonly moved?: MovedFolder;
  /** Told how many modules were begun. */
  readonly onProgress?: (done: number, total: number) => void;
}

const SCRIPTS: Readonly<Record<Sdk, string>> = { flytekit: "serialise_flyte1.py", flyte: "serialise_flyte2.py" };

/** For starting an SDK on a slow machine, above what a module may take. */
const START_MILLISECONDS = 60_000;

/**
 * Imports the modules of `trees` with Python, and serialises their tasks with `sdk`. Executes user code.
 *
 * A module that raises, exits, crashes its process or hangs costs only itself and stands in the result with its error.
 * One that takes the process with it costs another start: all is read again without it.
 *
 * @throws SdkError when Python cannot be started, or does not have the SDK, or the SDK's version is not understood
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
    if (root === undefined || module === undefined) throw startFailure(sdk, options.python, ended);
    lost.set(identity(root, module), ended.failure ?? { type: "Crashed", message: "ended the process" });
  }
}

function run(sdk: Sdk, trees: readonly SourceTree[], options: SerialiseOptions): Promise<ChildEnd> {
  const { timeoutMilliseconds, isolated = false } = options;
  return runChild(options.python, [pythonScript(SCRIPTS[sdk])], {
    // An isolated module that hangs is ended from within.
    silenceMilliseconds: isolated ? 2 * timeoutMilliseconds + START_MILLISECONDS : timeoutMilliseconds,
    environment: { ...process.env, ...options.environment, ...QUIET },
    input: JSON.stringify(requestOf(trees, options)),
    signal: options.signal,
    onOutput: progressListener(trees, options),
  });
}

/** The request that `python/flyteshift/serialising/print_document.py` reads. */
function requestOf(trees: readonly SourceTree[], options: Partial<SerialiseOptions>): unknown {
  const { timeoutMilliseconds = 0, isolated = false, stubMissing = false, moved } = options;
  return {
    trees: trees.map(treeRequest),
    isolate: isolated ? timeoutMilliseconds / 1000 : null,
    stub_missing: stubMissing,
    moved: movedRequest(moved),
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
    throw new SdkError(`what ${SCRIPTS[sdk]} printed is not understood: ${(error as Error).message}`, { cause: error });
  }
}
