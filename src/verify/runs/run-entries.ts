/** `verify --run`: runs entries of the repository with both SDKs on this machine, and compares what comes out. */
import { ExpectedError } from "../../project/expected-error.ts";
import type { CompareOptions } from "../compare/compare-trees.ts";
import type { Json } from "../processes/json-shape.ts";
import { readEnvironmentFile } from "../secrets/environment-file.ts";
import { maskOf } from "../secrets/masking.ts";
import { SIDES } from "../sides.ts";
import type { Sdk, Side } from "../sides.ts";
import type { SourceTree } from "../trees/source-tree.ts";
import type { RunComparison } from "../verification.ts";
import { compareRun } from "./compare-runs.ts";
import { parseEntry, unknownEntry } from "./entry-name.ts";
import type { EntryName } from "./entry-name.ts";
import { readInputs } from "./inputs.ts";
import type { RunResult } from "./run-document.ts";
import { runTrees } from "./run-trees.ts";
import type { RunTreesOptions, SecretVariable } from "./run-trees.ts";
import type { SideEnd } from "./side-end.ts";

/** One `--run`. */
export interface EntryRequest {
  /** `module.function` or `path/to/file.py:function`. */
  readonly entry: string;
  /** `--inputs`: a JSON object, or the path of a file with one; no inputs when not given. */
  readonly inputs?: string | undefined;
}

/** What every entry is run with. */
export interface RunOptions {
  /** The interpreter of each side. */
  readonly python: Readonly<Record<Side, string>>;
  /** For starting the SDK, for importing the entry's module, and for the run, each. */
  readonly timeoutMilliseconds: number;
  /** Relative; 1e-9 when not given. */
  readonly tolerance?: number | undefined;
  /** `--env-file`: variables, above those of this process. */
  readonly environmentFile?: string | undefined;
  /** The variables that the migration chose for secrets, as the plan has them. */
  readonly secretVariables?: readonly SecretVariable[];
  /** Compares what each call of a workflow asks for, with what is announced about it; not compared when not given. */
  readonly calls?: CompareOptions | undefined;
  /** Where relative paths of inputs start; this process's own folder when not given. */
  readonly folder?: string;
  /** Where an interpreter's import path leads into `from`, it is to lead into the copy `to`. */
  readonly moved?: Readonly<Record<Side, RunTreesOptions["moved"]>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told before each run. */
  readonly onProgress?: ((entry: string, sdk: Sdk) => void) | undefined;
}

/** An entry that is known to be meant, with what its parameters get. */
interface ParsedEntry {
  readonly request: EntryRequest;
  readonly target: EntryName;
  readonly inputs: Json;
}

/**
 * Runs each entry with flytekit and then with flyte, one at a time, in a process of its own. Executes user code.
 *
 * @throws ExpectedError before anything runs when an entry, an input or the file of variables is not as it must be
 * @throws SdkError when an SDK cannot be started
 */
export async function runEntries(
  trees: Readonly<Record<Side, SourceTree>>,
  entries: readonly EntryRequest[],
  options: RunOptions,
): Promise<readonly RunComparison[]> {
  const variables = readEnvironmentFile(options.environmentFile);
  const environment = { ...process.env, ...variables };
  const parsed = entries.map((request) => {
    return { request, target: parseEntry(request.entry, trees.v1), inputs: readInputs(request.inputs ?? "{}", request.entry) };
  });
  const comparisons: RunComparison[] = [];
  for (const entry of parsed) {
    const run = (side: Side) => runSide(side, trees[side], entry, environment, options);
    const v1 = await run("v1");
    const v2 = await run("v2");
    const mask = maskOf(secretValues([v1, v2], environment), Object.values(variables));
    comparisons.push(compareRun(entry.target, v1, v2, { mask, calls: options.calls, tolerance: options.tolerance }));
  }
  return comparisons;
}

/** @throws ExpectedError when there is no such entry, or it does not take such inputs */
async function runSide(
  side: Side,
  tree: SourceTree,
  { request, target, inputs }: ParsedEntry,
  environment: NodeJS.ProcessEnv,
  options: RunOptions,
): Promise<SideEnd> {
  const { sdk, title } = SIDES[side];
  options.onProgress?.(request.entry, sdk);
  const entries = [{ ...target, inputs }];
  const [run] = await runTrees(sdk, [{ ...tree, modules: [target.module], entries }], {
    ...options,
    python: options.python[side],
    moved: options.moved?.[side],
    callFacts: options.calls !== undefined,
    environment,
  });
  const unread = run?.unread.get(target.module);
  if (unread) return { unread };
  const result = run?.runs[0]?.result;
  if (!result) throw new Error(`nothing was said about ${request.entry}`);
  const { problem } = result;
  if (problem?.kind === "inputs") throw new ExpectedError(`--inputs of ${request.entry}: ${problem.message} (${title}).`);
  if (problem?.kind === "unknown" && side === "v1") throw unknownEntry(request.entry, target, problem.names);
  return withoutPlace(result, tree);
}

/** A result in which the tree's own folder, which is another one on each side, is nowhere named. */
function withoutPlace(result: RunResult, { root, folder = root }: SourceTree): RunResult {
  const written = JSON.stringify(folder).slice(1, -1);
  return JSON.parse(JSON.stringify(result).replaceAll(written, ".")) as RunResult;
}

function secretValues(ends: readonly SideEnd[], environment: NodeJS.ProcessEnv): readonly string[] {
  const names = ends.flatMap((end) => ("unread" in end ? [] : end.secrets.used));
  return names.flatMap((name) => environment[name] ?? []);
}
