/** `verify --run`: runs an entry of the repository with both SDKs on this machine, and compares what comes out. */
import { readFileSync } from "node:fs";
import { ExpectedError } from "../project/expected-error.ts";
import { compareCalls } from "./compare-calls.ts";
import type { CompareOptions, TaskComparison } from "./compare.ts";
import { compareValues } from "./compare-values.ts";
import { readEnvironmentFile } from "./environment-file.ts";
import { maskOf } from "./masking.ts";
import type { Mask } from "./masking.ts";
import type { RunFailure, RunResult } from "./run-document.ts";
import { parseEntry, unknownEntry } from "./run-entries.ts";
import type { EntryName } from "./run-entries.ts";
import { runTrees } from "./run-trees.ts";
import type { RunTreesOptions, SecretVariable } from "./run-trees.ts";
import type { Sdk, SourceTree } from "./serialise.ts";
import type { Json } from "./shape.ts";
import type { Side } from "./trees.ts";
import type { RunComparison } from "./verification.ts";

/** One `--run`. */
export interface EntryRequest {
  /** `module.function` or `path/to/file.py:function`. */
  readonly entry: string;
  /** `--inputs`: a JSON object, or the path of a file with one; no inputs when not given. */
  readonly inputs?: string | undefined;
}

export interface RunOptions {
  /** The interpreter of each side. */
  readonly python: Readonly<Record<Side, string>>;
  /** For starting the SDK, for importing the entry's module, and for the run, each. */
  readonly timeoutMilliseconds: number;
  /** Relative; {@link DEFAULT_TOLERANCE} when not given. */
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

/** Of numbers with a fraction. */
const DEFAULT_TOLERANCE = 1e-9;

/** How many differences of one entry are shown, and how much of each value. */
const SHOWN_DIFFERENCES = 20;
const SHOWN_CHARACTERS = 200;

/** Where Flyte 2 code looks for the files of secrets (`flyte/_secret.py`); the folder is not ours to write to. */
const FLYTE2_SECRETS = "/etc/flyte/secrets";
const UNREADABLE_SECRETS = `files in ${FLYTE2_SECRETS} are there for open() and Path.read_text() only, unless you make them yourself`;

const SIDES = { v1: { sdk: "flytekit", title: "Flyte 1" }, v2: { sdk: "flyte", title: "Flyte 2" } } as const;

/** An entry that is known to be meant, with what its parameters get. */
interface ParsedEntry {
  readonly request: EntryRequest;
  readonly target: EntryName;
  readonly inputs: Json;
}

/** What came of one side: the result, or why its module could not be imported. */
type SideEnd = RunResult | { readonly unread: RunFailure };

/**
 * Runs each entry with flytekit and then with flyte, one at a time, in a process of its own. Executes user code.
 *
 * @throws {ExpectedError} before anything runs when an entry, an input or the file of variables is not as it must be
 * @throws {SerialiserError} when an SDK cannot be started
 */
export async function runEntries(
  trees: Readonly<Record<Side, SourceTree>>,
  entries: readonly EntryRequest[],
  options: RunOptions,
): Promise<readonly RunComparison[]> {
  const variables = options.environmentFile === undefined ? {} : readEnvironmentFile(options.environmentFile);
  const environment = { ...process.env, ...variables };
  const parsed = entries.map((request) => {
    return { request, target: parseEntry(request.entry, trees.v1), inputs: readInputs(request) };
  });
  const comparisons: RunComparison[] = [];
  for (const entry of parsed) {
    const run = (side: Side) => runSide(side, trees[side], entry, environment, options);
    const v1 = await run("v1");
    const v2 = await run("v2");
    const mask = maskOf(secretValues([v1, v2], environment), Object.values(variables));
    comparisons.push(compareRun(entry, v1, v2, mask, options));
  }
  return comparisons;
}

function readInputs({ entry, inputs = "{}" }: EntryRequest): Json {
  const isText = inputs.trimStart().startsWith("{");
  const source = isText ? `the inputs of ${entry}` : inputs;
  const text = isText ? inputs : readFile(inputs, entry);
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new ExpectedError(`--inputs: ${source} is no JSON: ${(error as Error).message}`);
  }
  throw new ExpectedError(`--inputs: ${source} must be a JSON object, with a member for each input.`);
}

function readFile(path: string, entry: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ExpectedError(
      `--inputs of ${entry}: neither a JSON object nor a file that can be read: ${(error as Error).message}`,
    );
  }
}

/** @throws {ExpectedError} when there is no such entry, or it does not take such inputs */
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

function compareRun(entry: ParsedEntry, v1: SideEnd, v2: SideEnd, mask: Mask, options: RunOptions): RunComparison {
  const { outcome, details } = compareEnds(entry, v1, v2, options);
  return {
    entry: `${entry.target.module}.${entry.target.name}`,
    outcome,
    details: details.map((parts) => parts.map((part) => clip(mask(part))).join("")),
    seconds: { v1: secondsOf(v1), v2: secondsOf(v2) },
  };
}

/** A detail in parts: each is masked before it is cut to length, so that a cut leaves no piece of a secret. */
type Detail = readonly string[];

function compareEnds(
  { target }: ParsedEntry,
  v1: SideEnd,
  v2: SideEnd,
  { calls, tolerance = DEFAULT_TOLERANCE }: RunOptions,
): { readonly outcome: RunComparison["outcome"]; readonly details: readonly Detail[] } {
  const [failure, other] = [failureOf(v1), failureOf(v2)];
  if (failure !== null && failure === other)
    return { outcome: "failed", details: [["both fail with ", failure], ...secretAdvice(v1, v2)] };
  if (failure !== null || other !== null || "unread" in v1 || "unread" in v2) {
    const failures = [failedDetail("v1", failure), failedDetail("v2", other)].flatMap((detail) => detail ?? []);
    return { outcome: "failed", details: [...failures.map((part) => [part]), ...secretAdvice(v1, v2)] };
  }
  const outputs = compareOutputs(v1, v2, tolerance);
  const different = [...outputs.differences, ...(calls ? compareCalls(target, v1, v2, calls).flatMap(callDetails) : [])];
  const details = [...different.slice(0, SHOWN_DIFFERENCES), ...more(different.length - SHOWN_DIFFERENCES), ...outputs.notes];
  return { outcome: different.length === 0 ? "equal" : "different", details };
}

function more(count: number): readonly Detail[] {
  return count > 0 ? [[`… and ${count} more`]] : [];
}

/** Outputs by position: Flyte 2 gives plain tuples. They are called as Flyte 1 calls them. */
function compareOutputs(v1: RunResult, v2: RunResult, tolerance: number) {
  const [before, after] = [v1.outputs ?? [], v2.outputs ?? []];
  if (before.length !== after.length) {
    return { differences: [[`${before.length} outputs became ${after.length}`]], notes: [] };
  }
  const compared = before.map(({ name, value }, index) => compareValues(value, after[index]?.value ?? null, name, tolerance));
  return {
    differences: compared.flatMap(({ differences }) =>
      differences.map(({ place, v1: was, v2: is }) => [place, ": ", was, " became ", is]),
    ),
    notes: compared.flatMap(({ comparedByText }) => comparedByText.map((place) => [place, ": compared by repr"])),
  };
}

/** The facts that differ of a call whose differences nothing announced. */
function callDetails({ name, outcome, reason, facts }: TaskComparison): readonly Detail[] {
  if (outcome === "equal" || outcome === "expected") return [];
  if (outcome !== "different") return [[`${name}: ${reason ?? outcome}`]];
  const different = facts.filter((fact) => fact.outcome === "different");
  return different.map(({ fact, v1, v2 }) => [`${name}: ${fact}: `, JSON.stringify(v1), " became ", JSON.stringify(v2)]);
}

/** `ValueError: no such file`, or null when the run came to its end. */
function failureOf(end: SideEnd): string | null {
  if ("unread" in end) return `${end.unread.type}: ${end.unread.message}`;
  if (end.problem) return end.problem.kind === "unmigrated" ? "it is still Flyte 1" : "there is no such task";
  return end.error ? `${end.error.type}: ${end.error.message}` : null;
}

function failedDetail(side: Side, failure: string | null): string | null {
  return failure === null ? null : `${SIDES[side].title}: ${failure}`;
}

/** Advice for a failure that speaks of a secret. */
function secretAdvice(...ends: readonly SideEnd[]): readonly Detail[] {
  const failures = ends.map(failureOf).join("\n").toUpperCase();
  const unset = ends.flatMap((end) => ("unread" in end ? [] : end.secrets.unset));
  const named = unset.filter(({ secret, variable }) => {
    const key = secret.slice(secret.lastIndexOf("/") + 1);
    return [variable, key].some((word) => failures.includes(word.toUpperCase()));
  });
  const lines = named.map(
    ({ secret, variable }) => `the secret ${secret} has no value here: set ${variable}, or name a file with --env-file`,
  );
  if (lines.length === 0 && failures.includes(FLYTE2_SECRETS.toUpperCase())) lines.push(UNREADABLE_SECRETS);
  return [...new Set(lines)].map((line) => [line]);
}

function secondsOf(end: SideEnd): number | null {
  return "unread" in end ? null : end.seconds;
}

function clip(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
