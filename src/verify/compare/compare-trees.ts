/** Compares what Flyte 1 tasks asked the cluster for with what their migrations ask for. Pure: no SDK, no files. */
import type { DeployProblem, SerialisedModule, SerialisedTask, SerialisedTree } from "../serialise/serialised-document.ts";
import { compareFacts } from "./compare-facts.ts";
import type { FactComparison, FactOutcome, TreeContext } from "./compare-facts.ts";
import type { ExpectationSettings } from "./expected-difference.ts";
import { variablesChosenIn } from "./rules/secret-rules.ts";

/**
 * How one task compares.
 *
 * - `equal`, `expected`, `different`: the worst of its facts; equivalent ones are as good as equal.
 * - `unmigrated`: still Flyte 1, as the report says.
 * - `missing`: neither migrated nor there as Flyte 1.
 * - `failed`: one side could not be serialised; `reason` says why.
 * - `added`: there is no such task in Flyte 1.
 */
export type TaskOutcome = Exclude<FactOutcome, "equivalent"> | "unmigrated" | "missing" | "failed" | "added";

/** One task on both sides. */
export interface TaskComparison {
  readonly module: string;
  /** Qualified name of the function. */
  readonly name: string;
  readonly outcome: TaskOutcome;
  /** Lines of the definitions, from 1; null where there is none. */
  readonly v1Line: number | null;
  readonly v2Line: number | null;
  /** Empty where there was nothing to compare. */
  readonly facts: readonly FactComparison[];
  /** Why it could not be compared. */
  readonly reason: string | null;
}

/** A module of the original that could not be read, so that nothing in it was compared. */
export interface UncomparedModule {
  readonly module: string;
  readonly reason: string;
}

/** Two trees. */
export interface TreeComparison {
  readonly tasks: readonly TaskComparison[];
  readonly unread: readonly UncomparedModule[];
  /** What `flyte deploy` would refuse of the migrated tree. */
  readonly deploy: readonly DeployProblem[];
}

/** What is known about the migration when two trees are compared. */
export interface CompareOptions extends ExpectationSettings {
  /** Codes of the findings that were reported for a task (or for its file, where the caller knows no better). */
  announced(task: { readonly module: string; readonly name: string }): ReadonlySet<string>;
}

/** What is known besides the facts of a task. */
type Known = TreeContext & Pick<CompareOptions, "announced">;

/**
 * Compares two serialised trees, module by module and task by task.
 *
 * @param v1 the original, by flytekit
 * @param v2 the migrated code, by flyte, with the same names of modules
 */
export function compareTrees(v1: SerialisedTree, v2: SerialisedTree, options: CompareOptions): TreeComparison {
  const migrated = new Map(v2.modules.map((one) => [one.module, one]));
  const facts = v1.modules.flatMap(({ tasks }) => tasks.flatMap((task) => task.facts ?? []));
  const variables = facts.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const known = {
    announced: options.announced,
    settings: options,
    chosenVariables: variablesChosenIn(facts.flatMap(({ secrets }) => secrets)),
    enums: variables.flatMap(({ enums }) => enums),
    records: new Set(variables.flatMap(({ records }) => records)),
  };
  return {
    tasks: v1.modules.flatMap((one) => compareModules(one, migrated.get(one.module), known)),
    unread: v1.modules.flatMap(({ module, error }) => (error ? [{ module, reason: `${error.type}: ${error.message}` }] : [])),
    deploy: v2.deploy,
  };
}

/** Compares the tasks of one module, matched by qualified name. `v2` is undefined when the migrated tree has no such module. */
function compareModules(v1: SerialisedModule, v2: SerialisedModule | undefined, known: Known): readonly TaskComparison[] {
  const migrated = new Map(v2?.tasks.map((task) => [task.name, task]));
  const original = new Set(v1.tasks.map((task) => task.name));
  const added = v1.error ? [] : [...migrated.values()].filter((task) => !original.has(task.name));
  return [
    ...v1.tasks.map((task) => compareTask(v1.module, task, migrated.get(task.name), v2, known)),
    ...added.map((task) => result(v1.module, null, task, "added")),
  ];
}

function compareTask(
  module: string,
  v1: SerialisedTask,
  v2: SerialisedTask | undefined,
  migrated: SerialisedModule | undefined,
  known: Known,
): TaskComparison {
  if (v1.error) return result(module, v1, v2, "failed", `Flyte 1: ${v1.error.message}`);
  if (migrated?.error) return result(module, v1, v2, "failed", `Flyte 2: ${migrated.error.type}: ${migrated.error.message}`);
  if (!v2) return result(module, v1, v2, migrated?.unmigrated.includes(v1.name) ? "unmigrated" : "missing");
  if (v2.error) return result(module, v1, v2, "failed", `Flyte 2: ${v2.error.message}`);
  if (!v1.facts || !v2.facts) return result(module, v1, v2, "failed", "no facts were read");
  const announced = known.announced({ module, name: v1.name });
  const facts = compareFacts(v1.kind, v1.facts, v2.facts, announced, known);
  return { ...result(module, v1, v2, worst(facts)), facts };
}

function result(
  module: string,
  v1: SerialisedTask | null,
  v2: SerialisedTask | undefined,
  outcome: TaskOutcome,
  reason: string | null = null,
): TaskComparison {
  const name = v1?.name ?? v2?.name ?? "";
  return { module, name, outcome, v1Line: v1?.line ?? null, v2Line: v2?.line ?? null, facts: [], reason };
}

function worst(facts: readonly FactComparison[]): TaskOutcome {
  const outcomes = new Set(facts.map((fact) => fact.outcome));
  if (outcomes.has("different")) return "different";
  return outcomes.has("expected") ? "expected" : "equal";
}
