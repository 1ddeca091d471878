/** What each call in a workflow's body asks the cluster for, overrides included: no template of a task says that. */
import { compareTrees } from "../../src/verify/compare.ts";
import type { CompareOptions } from "../../src/verify/compare.ts";
import type { SerialisedTree, TaskFacts } from "../../src/verify/document.ts";
import { problemsOfMigrated } from "./migrated-trees.ts";
import type { Problem } from "./migrated-trees.ts";

interface TaskName {
  readonly module: string;
  readonly name: string;
}

/** One call in the body of a workflow. */
export interface Call {
  readonly called: TaskName;
  /** With the overrides of this call; null for a Flyte 1 workflow, which has none. */
  readonly facts: TaskFacts | null;
}

/** Compares the calls of a workflow before and after. Its subworkflows are tasks only after, so they are left out. */
export function compareCalls(
  caller: TaskName,
  v1: readonly Call[],
  v2: readonly Call[],
  options: CompareOptions,
): readonly Problem[] {
  const workflows = new Set(v1.filter(({ facts }) => !facts).map(({ called }) => called.name));
  const [before, after] = [v1, v2].map((calls) => numbered(calls.filter(({ called }) => !workflows.has(called.name))));
  if (!before || !after) return [];
  const announced: CompareOptions["announced"] = ({ name }) => {
    const call = before.get(name);
    return new Set([caller, ...(call ? [call.called] : [])].flatMap((task) => [...options.announced(task)]));
  };
  return compareTrees(tree(caller, before), tree(caller, after), { ...options, announced }).tasks.flatMap(problemsOfMigrated);
}

/** Calls by a name; those of one task are counted on their own, because independent calls may change places. */
function numbered(calls: readonly Call[]): ReadonlyMap<string, Call> {
  const named = new Map<string, Call>();
  for (const call of calls) {
    const { name } = call.called;
    const count = [...named.values()].filter(({ called }) => called.name === name).length + 1;
    named.set(`call ${count} of ${name}`, call);
  }
  return named;
}

/** Each call as if it was a task of its own. */
function tree({ module, name }: TaskName, calls: ReadonlyMap<string, Call>): SerialisedTree {
  const tasks = [...calls].map(([call, { facts }]) => ({ name: call, kind: "task" as const, line: null, facts, error: null }));
  return { root: "", modules: [{ module: `${module}.${name}`, tasks, unmigrated: [], error: null }], deploy: [] };
}
