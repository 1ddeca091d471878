/** The lines of JSON that `python/run_flyte1.py` and `run_flyte2.py` print while they run tasks and workflows. */
import { failure, taskFacts } from "../serialise/serialised-document.ts";
import { boolean, json, list, nullable, number, object, oneOf, text } from "../processes/json-shape.ts";
import type { Shape, Shaped } from "../processes/json-shape.ts";

const taskName = object({ module: text, name: text });

/** One call of a task or workflow during the run. */
const call = object({
  called: taskName,
  /** Place in the list of the call in whose body it was made; null for the entry itself. */
  caller: nullable(number),
  /** Seconds since the run began, by one clock for all threads. */
  start: number,
  /** Null: it was still running when the run ended. */
  end: nullable(number),
  /** What this call asks the cluster for, overrides included, when that was requested: for Flyte 2, calls by the entry. */
  facts: nullable(taskFacts),
});

/** One call in the body of a Flyte 1 workflow, as its graph has it. */
const node = object({
  id: text,
  called: taskName,
  /** Ids of the calls after which it runs, by data or by `>>`, directly or through a condition or a gate. */
  upstream: list(text),
  /** Whether a run may make this call never, or more than once: an arm of a condition, a map. */
  repeated: boolean,
  /** With the overrides of this call; null for a workflow, and when facts were not requested. */
  facts: nullable(taskFacts),
});

/** Why an entry was not run. */
const problem = object({
  /** `unknown`: there is no such task; `unmigrated`: it is still Flyte 1; `inputs`: they do not fit its parameters. */
  kind: oneOf("unknown", "unmigrated", "inputs"),
  message: text,
  /** The entries that there are, for `unknown`. */
  names: list(text),
});

const runResult = object({
  kind: nullable(oneOf("task", "dynamic", "eager", "workflow", "other")),
  /** Of the run alone: without imports, and without reading the outputs. Null when it did not come to its end. */
  seconds: nullable(number),
  /** Captured values (`python/flyteshift/running/captured_values.py`) in order; null when there was no end. */
  outputs: nullable(list(object({ name: text, value: json }))),
  error: nullable(failure),
  problem: nullable(problem),
  calls: list(call),
  /** Of a Flyte 1 workflow. */
  nodes: list(node),
  secrets: object({
    /** Variables of the environment from which values of secrets were taken. */
    used: list(text),
    /** Secrets of which no value was found, each with a variable that would be read. */
    unset: list(object({ secret: text, variable: text })),
  }),
});

const place: Shape<readonly [number, string, string | null]> = (value, path) => {
  const [tree, module, name] = list(json)(value, path);
  return [number(tree, path), text(module, path), nullable(text)(name ?? null, path)];
};

const LINES = {
  /** Tree, module, and entry; entry null while the module is imported. */
  started: object({ started: place }),
  ended: object({ ended: place, result: runResult }),
  /** A module that cannot be imported. */
  unread: object({ unread: place, error: failure }),
  /** The last line. */
  sdk: object({ sdk: oneOf("flytekit", "flyte"), version: text }),
};

/** One line, as it is told apart from the others: by its members. */
export type RunLine = { [K in keyof typeof LINES]: Shaped<(typeof LINES)[K]> }[keyof typeof LINES];

/** What is told of one run. */
export type RunResult = Shaped<typeof runResult>;
export type RunCall = Shaped<typeof call>;
export type RunNode = Shaped<typeof node>;
export type RunFailure = Shaped<typeof failure>;

/** Reads one line. Throws `TypeError` naming the path of what is not as it should be, `SyntaxError` for what is no JSON. */
export function parseRunLine(line: string): RunLine {
  const value: unknown = JSON.parse(line);
  const found = Object.entries(LINES).find(([key]) => typeof value === "object" && value !== null && key in value);
  if (!found) throw new TypeError(`expected a line of a run, found ${line.slice(0, 80)}`);
  return found[1](value, "line") as RunLine;
}
