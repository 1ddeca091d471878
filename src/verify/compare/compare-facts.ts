/** Compares the facts of one task on both sides: the same, the same in other words, different as expected, or different. */
import type { SerialisedTask, TaskFacts } from "../serialise/serialised-document.ts";
import type { ExpectedDifference, RuleContext } from "./expected-difference.ts";
import { EXPECTED_DIFFERENCES } from "./expected-differences.ts";
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

/** One fact of a task on both sides. Values are without what may be a secret. */
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

/** What rules may look at that is the same for all tasks of a tree. */
export type TreeContext = Omit<RuleContext, "kind" | "v1" | "v2">;

/**
 * Compares all facts of a task, or those that a Flyte 1 workflow can have.
 *
 * @param kind what the original is
 * @param announced codes of the findings that were reported for the task
 * @returns one comparison for each fact, in the order of {@link FACTS}
 */
export function compareFacts(
  kind: SerialisedTask["kind"],
  v1: TaskFacts,
  v2: TaskFacts,
  announced: ReadonlySet<string>,
  known: TreeContext,
): readonly FactComparison[] {
  const context = { ...known, kind, v1: readAll(v1), v2: readAll(v2) };
  const ids = FACT_IDS.filter((id) => kind !== "workflow" || FACTS[id].ofWorkflows);
  return ids.map((id) => compareFact(id, context, announced));
}

function compareFact(fact: FactId, context: RuleContext, announced: ReadonlySet<string>): FactComparison {
  const v1 = context.v1[fact];
  const v2 = context.v2[fact];
  const shown = { fact, v1: withoutSecrets(fact, v1, v1), v2: withoutSecrets(fact, v2, v1) };
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

/** The value as a report may have it; what is compared is the value itself. */
function withoutSecrets<Id extends FactId>(fact: Id, value: FactValues[Id], before: FactValues[Id]): FactValues[Id] {
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

function readAll(facts: TaskFacts): FactValues {
  return Object.fromEntries(FACT_IDS.map((id) => [id, FACTS[id].read(facts)])) as FactValues;
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
