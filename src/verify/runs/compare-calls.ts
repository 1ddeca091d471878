/** What each call in a workflow's body asks the cluster for, overrides included: no template of a task says that. */
import { compareTrees } from "../compare/compare-trees.ts";
import type { CompareOptions, TaskComparison } from "../compare/compare-trees.ts";
import type { SerialisedTree, TaskFacts } from "../serialise/serialised-document.ts";
import { groupBy } from "../../project/group-by.ts";
import type { RunCall, RunNode, RunResult } from "./run-document.ts";

interface TaskName {
  readonly module: string;
  readonly name: string;
}

/** A call by how it is named in a comparison: `call 2 of fit`. */
type NamedFacts = readonly [name: string, facts: TaskFacts | null];

/**
 * Compares the calls of a workflow before, by its graph, with those that the migrated one made.
 *
 * Each call is held against one before that may run by then: independent calls of a task may change places. A call that runs never or
 * more than once, in a condition or a map, stands for any number. Subworkflows are tasks only after, and are left out.
 *
 * @returns one comparison for each call; none when the entry was no workflow, whose calls are not known before they run
 */
export function compareCalls(caller: TaskName, v1: RunResult, v2: RunResult, options: CompareOptions): readonly TaskComparison[] {
  if (v1.kind !== "workflow") return [];
  const workflows = new Set(v1.nodes.filter(({ facts }) => !facts).map(nameOf));
  const isOfTask = (call: RunNode | RunCall) => !workflows.has(nameOf(call));
  const nodes = groupBy(v1.nodes.filter(isOfTask), nameOf);
  const made = v2.calls.filter((call) => call.caller === 0 && isOfTask(call));
  const calls = groupBy(made, nameOf);
  const waitsFor = dependencies(v1.nodes);
  return [...new Set([...nodes.keys(), ...calls.keys()])].flatMap((task) => {
    const before = nodes.get(task) ?? [];
    const announced = announcedForCalls(caller, before[0]?.called, options);
    const compareOne = (one: readonly NamedFacts[], other: readonly NamedFacts[]) => compareFacts(caller, one, other, announced);
    return compareOneTask(before, calls.get(task) ?? [], waitsFor, compareOne);
  });
}

/** The calls of one task. */
function compareOneTask(
  nodes: readonly RunNode[],
  calls: readonly RunCall[],
  waitsFor: (node: RunNode, other: RunNode) => boolean,
  compareOne: (v1: readonly NamedFacts[], v2: readonly NamedFacts[]) => readonly TaskComparison[],
): readonly TaskComparison[] {
  const done = new Set<RunNode>();
  const isOpen = (node: RunNode) => !node.repeated && !done.has(node);
  const mayRun = (node: RunNode) =>
    (node.repeated || !done.has(node)) && !nodes.some((other) => isOpen(other) && other !== node && waitsFor(node, other));
  // A call that must be made goes before one that need not.
  const inOrder = [...nodes].sort((one, other) => Number(one.repeated) - Number(other.repeated));
  const compared = calls.flatMap((call, index) => {
    const after: NamedFacts = [`call ${index + 1} of ${nameOf(call)}`, call.facts];
    const candidates = inOrder
      .filter(mayRun)
      .map((node) => ({ node, comparisons: compareOne([[after[0], node.facts]], [after]) }));
    const best = candidates.find(({ comparisons }) => comparisons.every(({ outcome }) => AS_GOOD.has(outcome))) ?? candidates[0];
    if (!best) return compareOne([], [after]);
    done.add(best.node);
    return best.comparisons;
  });
  const missing = nodes.flatMap((node, index): NamedFacts[] =>
    isOpen(node) ? [[`call ${index + 1} of ${nameOf(node)}`, node.facts]] : [],
  );
  return [...compared, ...compareOne(missing, [])];
}

const AS_GOOD: ReadonlySet<TaskComparison["outcome"]> = new Set(["equal", "expected"]);

function nameOf({ called }: RunNode | RunCall): string {
  return called.name;
}

/** Tells whether a node waits for another one, directly or not. */
function dependencies(nodes: readonly RunNode[]): (node: RunNode, other: RunNode) => boolean {
  const awaited = new Map<string, ReadonlySet<string>>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const awaitedBy = (id: string): ReadonlySet<string> => {
    const known = awaited.get(id) ?? new Set((byId.get(id)?.upstream ?? []).flatMap((one) => [one, ...awaitedBy(one)]));
    awaited.set(id, known);
    return known;
  };
  return (node, other) => awaitedBy(node.id).has(other.id);
}

/** What was said of the workflow, and of the task that it calls. */
function announcedForCalls(caller: TaskName, called: TaskName | undefined, options: CompareOptions): CompareOptions {
  const tasks = called ? [caller, called] : [caller];
  const codes = new Set(tasks.flatMap((task) => [...options.announced(task)]));
  return { ...options, announced: () => codes };
}

function compareFacts(
  caller: TaskName,
  v1: readonly NamedFacts[],
  v2: readonly NamedFacts[],
  options: CompareOptions,
): readonly TaskComparison[] {
  return compareTrees(tree(caller, v1), tree(caller, v2), options).tasks;
}

/** Each call as if it was a task of its own; without inputs and outputs, which a call cannot change. */
function tree({ module, name }: TaskName, calls: readonly NamedFacts[]): SerialisedTree {
  const tasks = calls.map(([call, facts]) => {
    return { name: call, kind: "task" as const, line: null, facts: facts && { ...facts, inputs: [], outputs: [] }, error: null };
  });
  const callsAsModule = { module: `${module}.${name}`, tasks, unmigrated: [], error: null, missing: null, stubbed: [] };
  return { root: "", modules: [callsAsModule], deploy: [] };
}
