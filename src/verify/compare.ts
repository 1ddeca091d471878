/** Compares what Flyte 1 tasks asked the cluster for with what their migrations ask for. Pure: no SDK, no files. */
import type { DeployProblem, SerialisedModule, SerialisedTask, SerialisedTree, TaskFacts } from "./document.ts";
import { EXPECTED_DIFFERENCES, variablesChosenIn } from "./expected-differences.ts";
import type { ExpectationSettings, ExpectedDifference, RuleContext } from "./expected-differences.ts";
import { FACT_IDS, FACTS } from "./facts.ts";
import type { FactId, FactValues } from "./facts.ts";

/**
 * How one fact compares.
 *
 * - `equal`: the same value.
 * - `equivalent`: other words for the same; rules say why, and nobody need be told.
 * - `expected`: Flyte 2 cannot say it, and every finding that had to announce it exists.
 * - `different`: no rule leads there, or one of which no finding told the user.
 */
export type FactOutcome = "equal" | "equivalent" | "expected" | "different";

export interface FactComparison {
  readonly fact: FactId;
  readonly outcome: FactOutcome;
  readonly v1: FactValues[FactId];
  readonly v2: FactValues[FactId];
  /** The rules that lead from `v1` to `v2`, whether announced or not. Empty when equal, or when no rules lead there. */
  readonly rules: readonly ExpectedDifference[];
  /** Rules among them of which no finding told the user: our mistake, not theirs. */
  readonly unannounced: readonly ExpectedDifference[];
  /** Codes of the findings that announced the others. */
  readonly announcements: readonly string[];
}

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

export interface TaskComparison {
  readonly module: string;
  /** Qualified name of the function. */
  readonly name: string;
  readonly outcome: TaskOutcome;
  /** Lines of the definitions, from 1; null where there is none. */
  readonly v1Line: number | null;
  readonly v2Line: number | null;
  readonly facts: readonly FactComparison[];
  readonly reason: string | null;
}

/** A module of the original that could not be read, so that nothing in it was compared. */
export interface UnreadModule {
  readonly module: string;
  readonly reason: string;
}

export interface TreeComparison {
  readonly tasks: readonly TaskComparison[];
  readonly unread: readonly UnreadModule[];
  readonly deploy: readonly DeployProblem[];
}

export interface CompareOptions extends ExpectationSettings {
  /** Codes of the findings that were reported for a task (or for its file, where the caller knows no better). */
  announced(task: { readonly module: string; readonly name: string }): ReadonlySet<string>;
}

/** What is known besides the facts of a task. */
type Known = Omit<RuleContext, "kind" | "v1" | "v2"> & Pick<CompareOptions, "announced">;

/** Compares two serialised trees, module by module and task by task. */
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

/** Compares all facts of a task, or those that a Flyte 1 workflow can have. */
function compareFacts(
  kind: SerialisedTask["kind"],
  v1: TaskFacts,
  v2: TaskFacts,
  announced: ReadonlySet<string>,
  known: Known,
): readonly FactComparison[] {
  const context = { ...known, kind, v1: readAll(v1), v2: readAll(v2) };
  const ids = FACT_IDS.filter((id) => kind !== "workflow" || FACTS[id].ofWorkflows);
  return ids.map((id) => compareFact(id, context, announced));
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

function readAll(facts: TaskFacts): FactValues {
  return Object.fromEntries(FACT_IDS.map((id) => [id, FACTS[id].read(facts)])) as FactValues;
}

function compareFact(fact: FactId, context: RuleContext, announced: ReadonlySet<string>): FactComparison {
  const v1 = context.v1[fact];
  const v2 = context.v2[fact];
  const shown = { fact, v1: concealed(fact, v1, v1), v2: concealed(fact, v2, v1) };
  const { value, rules } = isSame(v1, v2) ? { value: v1, rules: [] } : expectation(fact, context);
  if (!isSame(value, v2)) return { ...shown, outcome: "different", rules: [], unannounced: [], announcements: [] };
  const told = rules.filter(({ announcedBy }) => announcedBy.length > 0);
  const unannounced = told.filter(({ announcedBy }) => !announcedBy.some((code) => announced.has(code)));
  const announcements = told.flatMap(({ announcedBy }) => announcedBy.filter((code) => announced.has(code)));
  return { ...shown, outcome: outcomeOf(rules, told, unannounced), rules, unannounced, announcements };
}

function outcomeOf(rules: readonly unknown[], told: readonly unknown[], unannounced: readonly unknown[]): FactOutcome {
  if (unannounced.length > 0) return "different";
  if (told.length > 0) return "expected";
  return rules.length > 0 ? "equivalent" : "equal";
}

/** Compared as it is, reported without what may be a secret. */
function concealed<Id extends FactId>(fact: Id, value: FactValues[Id], before: FactValues[Id]): FactValues[Id] {
  return FACTS[fact].conceal?.(value, before) ?? value;
}

/** What Flyte 2 is expected to have, and the rules that changed something on the way. */
function expectation(fact: FactId, context: RuleContext) {
  let value = context.v1[fact];
  const rules: ExpectedDifference[] = [];
  for (const rule of EXPECTED_DIFFERENCES.filter((one) => one.facts.includes(fact))) {
    const rewritten = rule.rewrite(value, context, fact);
    if (!isSame(rewritten, value)) rules.push(rule);
    value = rewritten;
  }
  return { value, rules };
}

function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with sorted keys, so that equal values are equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one !== null && typeof one === "object" && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
