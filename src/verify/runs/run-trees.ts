/** Runs tasks and workflows of source trees with one SDK in child processes. Executes user code. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFailure } from "../interpreters/start-failure.ts";
import { runChild } from "../processes/child-process.ts";
import type { ChildEnd, ChildFailure } from "../processes/child-process.ts";
import type { Json } from "../processes/json-shape.ts";
import { pythonScript, QUIET } from "../processes/python-scripts.ts";
import type { Sdk } from "../sides.ts";
import { movedRequest, treeRequest } from "../trees/source-tree.ts";
import type { MovedFolder, SourceTree } from "../trees/source-tree.ts";
import { parseRunLine } from "./run-document.ts";
import type { RunFailure, RunLine, RunResult } from "./run-document.ts";

/** A task or workflow to run, by its qualified name. */
export interface EntryToRun {
  readonly module: string;
  readonly name: string;
  /** By parameter; null: made up where there is no default. */
  readonly inputs: Json | null;
}

/** A tree, and what to run of it. */
export interface TreeToRun extends SourceTree {
  /** `outermost`: all but the tasks that a workflow of the tree calls. */
  readonly entries: readonly EntryToRun[] | "all" | "outermost";
}

/** A secret and the variable that the migration chose for it; null for a file. */
export interface SecretVariable {
  readonly group: string | null;
  readonly key: string;
  readonly variable: string | null;
}

/** What the runs are given, and what is wanted of them. */
export interface RunTreesOptions {
  /** Python interpreter that has the SDK and the user's own packages. */
  readonly python: string;
  /** For starting the SDK, for importing one module, and for one run. */
  readonly timeoutMilliseconds: number;
  /** The whole environment of the runs; the values of secrets are looked for there. */
  readonly environment: NodeJS.ProcessEnv;
  /** `made-up`: invented values for all secrets, and invented answers where a person would be asked. */
  readonly secrets?: "environment" | "made-up";
  readonly secretVariables?: readonly SecretVariable[];
  /** Whether made-up inputs take the place of defaults too. */
  readonly insteadOfDefaults?: boolean;
  /** Whether to say what each call asks the cluster for. */
  readonly callFacts?: boolean;
  /** Where relative paths in inputs start; this process's own folder when not given. */
  readonly folder?: string;
  readonly moved?: MovedFolder | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The run of one entry. */
export interface EntryRun {
  readonly module: string;
  readonly name: string;
  readonly result: RunResult;
}

/** What came of one tree. An entry whose module cannot be imported is in `unread` only. */
export interface TreeRun {
  readonly runs: readonly EntryRun[];
  readonly unread: ReadonlyMap<string, RunFailure>;
}

/** What has been told so far about one tree. */
class TreeRecord {
  readonly runs: EntryRun[] = [];
  readonly unread = new Map<string, RunFailure>();
}

const SCRIPTS: Readonly<Record<Sdk, string>> = { flytekit: "run_flyte1.py", flyte: "run_flyte2.py" };

/**
 * Runs what the trees name, one after the other in one process.
 *
 * A run that hangs or takes the process with it costs only itself and has the error `TimedOut` or `Crashed`; the rest goes on in
 * another process. What user code writes to temporary folders goes away.
 *
 * @throws SdkError when Python cannot be started or does not have the SDK
 */
export async function runTrees(sdk: Sdk, trees: readonly TreeToRun[], options: RunTreesOptions): Promise<readonly TreeRun[]> {
  const records = trees.map(() => new TreeRecord());
  const scratch = mkdtempSync(join(tmpdir(), "flyteshift-run-"));
  try {
    // Each round ends with less to do: what was done, lost or unread is not begun again.
    for (;;) {
      const ended = await start(sdk, remaining(trees, records), scratch, options);
      const lines = readLines(ended.output);
      for (const line of lines) keep(line, records);
      const last = lines.at(-1);
      if (last && "sdk" in last) return records;
      if (!last) throw startFailure(sdk, options.python, ended);
      if ("started" in last) keepLost(last.started, ended.failure ?? { type: "Crashed", message: "ended the process" }, records);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Starts one round; `python/flyteshift/running/run_trees.py` reads the request. */
function start(sdk: Sdk, trees: readonly unknown[], scratch: string, options: RunTreesOptions): Promise<ChildEnd> {
  const request = {
    folder: options.folder ?? process.cwd(),
    scratch,
    secrets: options.secrets ?? "environment",
    aliases: options.secretVariables ?? [],
    instead_of_defaults: options.insteadOfDefaults ?? false,
    facts: options.callFacts ?? false,
    moved: movedRequest(options.moved),
    trees,
  };
  return runChild(options.python, [pythonScript(SCRIPTS[sdk])], {
    input: JSON.stringify(request),
    silenceMilliseconds: options.timeoutMilliseconds,
    environment: { ...options.environment, ...QUIET, FLYTE_LOCAL_CACHE_ENABLED: "false", TMPDIR: scratch },
    signal: options.signal,
  });
}

/** The trees without what is done or lost. */
function remaining(trees: readonly TreeToRun[], records: readonly TreeRecord[]): readonly unknown[] {
  return trees.map((tree, index) => {
    const { runs, unread } = records[index] ?? new TreeRecord();
    const modules = tree.modules.filter((module) => !unread.has(module));
    const done = runs.map(({ module, name }) => ({ module, name }));
    return { ...treeRequest({ ...tree, modules }), entries: tree.entries, done };
  });
}

/** A line that was cut off when the process ended is left out. */
function readLines(output: string): readonly RunLine[] {
  const lines = output.split("\n");
  return lines.slice(0, -1).map(parseRunLine);
}

function keep(line: RunLine, records: readonly TreeRecord[]): void {
  if ("ended" in line) {
    const [tree, module, name] = line.ended;
    records[tree]?.runs.push({ module, name: name ?? "", result: line.result });
  } else if ("unread" in line) {
    const [tree, module] = line.unread;
    records[tree]?.unread.set(module, line.error);
  }
}

/** Notes what took the process with it, so that it is not begun again. */
function keepLost(
  [tree, module, name]: readonly [number, string, string | null],
  failure: ChildFailure,
  records: readonly TreeRecord[],
) {
  const error = { ...failure, trace: "" };
  if (name === null) records[tree]?.unread.set(module, error);
  else records[tree]?.runs.push({ module, name, result: { ...NO_RESULT, error } });
}

const NO_RESULT: RunResult = {
  kind: null,
  seconds: null,
  outputs: null,
  error: null,
  problem: null,
  calls: [],
  nodes: [],
  secrets: { used: [], unset: [] },
};
