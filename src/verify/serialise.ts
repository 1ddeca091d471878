/** Runs the serialisers in `python/` as child processes and reads what they print. */
import { fileURLToPath } from "node:url";
import { runChild } from "./child-process.ts";
import type { ChildEnd, ChildFailure } from "./child-process.ts";
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
}

export interface SerialiseOptions {
  /** Python interpreter that has the SDK and the user's own packages. */
  readonly python: string;
  /** For one module; also for starting the SDK, which takes seconds. */
  readonly timeoutMilliseconds: number;
  /** Variables added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the child process; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The serialiser itself could not work; the message says what to do. A user's module that fails is no such error. */
class SerialiserError extends Error {
  override readonly name = "SerialiserError";
}

const SCRIPTS: Readonly<Record<Sdk, string>> = { flytekit: "serialise_flyte1.py", flyte: "serialise_flyte2.py" };

/** The SDKs and the interpreter must neither report over the network nor leave compiled files in the user's tree. */
const QUIET = { DO_NOT_TRACK: "1", PYTHONDONTWRITEBYTECODE: "1" };

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
  const names = trees.flatMap(({ root, modules }, index) => [...(index > 0 ? ["--"] : []), root, ...modules]);
  return runChild(options.python, [script, ...names], {
    silenceMilliseconds: options.timeoutMilliseconds,
    environment: { ...process.env, ...options.environment, ...QUIET },
    signal: options.signal,
  });
}

function identity(root: string, module: string): string {
  return `${root}\n${module}`;
}

function without({ root, modules }: SourceTree, lost: ReadonlyMap<string, ChildFailure>): SourceTree {
  return { root, modules: modules.filter((module) => !lost.has(identity(root, module))) };
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
  return { module, tasks: [], unmigrated: [], error: { type, message, trace: "" } };
}

function parse(output: string, sdk: Sdk): SerialisedDocument {
  try {
    return serialisedDocument(JSON.parse(output), sdk);
  } catch (error) {
    throw new SerialiserError(`what ${SCRIPTS[sdk]} printed is not understood: ${(error as Error).message}`, { cause: error });
  }
}

function startFailure(sdk: Sdk, python: string, { errors, failure }: ChildEnd): string {
  if (failure?.type === "NotStarted") return `${python} could not be started: ${errors}; name a Python interpreter that exists`;
  if (failure?.type === "TimedOut") return `${sdk} could not be loaded with ${python}: ${failure.message}`;
  if (errors.includes(`No module named '${sdk}'`)) return `${python} has no ${sdk}: run '${python} -m pip install ${sdk}'`;
  const last = errors.trim().split("\n").at(-1) ?? "";
  return `${sdk} could not be loaded with ${python}: ${last}`;
}
