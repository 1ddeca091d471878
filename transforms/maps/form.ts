/** What a map becomes: which expression is mapped over which lists, and what of it can stay where it is. */
import type { Argument } from "../../src/python/arguments.ts";
import type { MapCall, MapInput, TaskMap } from "../../src/flyte1/maps.ts";
import type { Repository } from "../../src/flyte1/repository.ts";

/**
 * How parameters are bound in `flyte.map`, which takes lists by position and a partial with one parameter left
 * (flyte/_map.py:271-308).
 *
 * - `plain`: nothing is bound.
 * - `partial`: one list; what stands before its parameter is bound by position, the rest by keyword.
 * - `repeat`: several lists; each bound value is repeated for ever.
 */
export type Binding = "plain" | "partial" | "repeat";

export function bindingOf(call: MapCall): Binding {
  if (call.inputs.every(({ kind }) => kind === "list")) return "plain";
  return listsOf(call).length === 1 ? "partial" : "repeat";
}

export function listsOf({ inputs }: MapCall): MapInput[] {
  return inputs.filter(({ kind }) => kind === "list");
}

/** The values of a partial in the order in which they are given: by position, then by keyword in the order of the source. */
export function partialValues(call: MapCall): {
  readonly positional: readonly Argument[];
  readonly keywords: readonly Argument[];
} {
  const list = call.inputs.findIndex(({ kind }) => kind === "list");
  const positional = call.inputs.slice(0, list).map(({ argument }) => argument);
  const keywords = (call.target.partial?.bound ?? []).filter((argument) => !positional.includes(argument));
  return { positional, keywords };
}

/** True when the `functools.partial` of the source cannot stay as it is. */
export function isPartialRewritten(call: MapCall): boolean {
  if (!call.target.partial || bindingOf(call) === "plain") return false;
  return bindingOf(call) === "repeat" || call.overrides !== null || partialValues(call).positional.length > 0;
}

/** True when only a name stands for the task at the calls: its own, or that of the variable with the partial. */
function isName(call: MapCall): boolean {
  if (bindingOf(call) === "repeat" || (call.overrides && !call.target.partial?.holder)) return false;
  return bindingOf(call) === "plain" || call.target.partial?.holder !== null;
}

/** True when the calls of a map that a variable holds say for themselves what is mapped; else the variable holds that. */
export function isInlined(call: MapCall): boolean {
  return !call.map.holder || call.map.calls.length === 1 || isName(call);
}

/** True for `scores = map_task(…)(…)`, for the same with `return`, and for the call alone. */
export function isWholeStatement({ result }: MapCall): boolean {
  const { parent } = result;
  const isValue = parent?.kind === "assignment" && result.fieldName === "right";
  const holder = isValue ? parent.parent : parent;
  return holder?.kind === "expression_statement" || holder?.kind === "return_statement";
}

/** True for what a condition's arm holds, `.then(map_task(…)(…))`, which becomes a statement of its own. */
export function standsInArm({ result }: MapCall): boolean {
  const method = result.parent?.kind === "argument_list" ? result.parent.parent?.field("function") : undefined;
  return /\.(then|if_|elif_)$/.test(method?.text ?? "");
}

/** How the call runs: as actions of a former workflow, in place inside a task, or outside of any run. */
export type Running = "submitted" | "inline" | "both" | "outside";

export function runningOf({ reachedFrom }: MapCall): Running {
  const kinds = new Set([...reachedFrom].map(({ kind }) => (kind === "task" ? "inline" : "submitted")));
  const [only] = kinds;
  if (only === undefined) return "outside";
  return kinds.size > 1 ? "both" : only;
}

/** True when nothing but this map reads the variable. */
export function isOnlyReadBy(repository: Repository, map: TaskMap): boolean {
  const holder = map.target?.partial?.holder;
  return !holder || repository.usesOf(holder).length === 1;
}
