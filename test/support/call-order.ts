/** Whether the calls of a migrated workflow run when the graph of Flyte 1 lets them: not before, and not later. */
import type { RunCall, RunNode, RunResult } from "../../src/verify/runs/run-document.ts";

/**
 * Compares the times of the calls that a Flyte 2 run made with the graph of the Flyte 1 workflow.
 *
 * A call must not begin before all calls that it waits for have ended, by data or by `>>`, and must begin as soon as they have: then
 * independent calls overlap where they are long enough. Calls of one task are matched in the order in which they stand and begin.
 *
 * @param slack seconds that a call may begin late; less than the calls take
 * @returns what is wrong, in words
 */
export function orderProblems(v1: RunResult, v2: RunResult, slack: number): readonly string[] {
  const entry = v2.calls.find(({ caller }) => caller === null);
  const calls = matchedCalls(v1.nodes, v2.calls);
  return v1.nodes.flatMap((node) => {
    const call = calls.get(node.id);
    if (!call || !entry) return node.repeated ? [] : [`${labelOf(node)} is not called`];
    const awaited = node.upstream.flatMap((id) => calls.get(id)?.end ?? []);
    const ready = Math.max(entry.start, ...awaited);
    if (call.start < ready) return [`${labelOf(node)} begins ${seconds(ready - call.start)} before what it waits for has ended`];
    if (call.start > ready + slack) return [`${labelOf(node)} begins ${seconds(call.start - ready)} after it could`];
    return [];
  });
}

/** Calls by the id of their node. */
function matchedCalls(nodes: readonly RunNode[], calls: readonly RunCall[]): ReadonlyMap<string, RunCall> {
  const ofEntry = calls.filter(({ caller }) => caller === 0);
  const matched = new Map<string, RunCall>();
  for (const node of nodes) {
    const free = ofEntry.find((call) => call.called.name === node.called.name && ![...matched.values()].includes(call));
    if (free) matched.set(node.id, free);
  }
  return matched;
}

function labelOf({ id, called }: RunNode): string {
  return `${called.name} (${id})`;
}

function seconds(time: number): string {
  return `${time.toFixed(3)} s`;
}
