/** One rule of where Flyte 2 cannot say what Flyte 1 said: what is expected instead, and which finding must have told the user. */
import type { SerialisedTask, VariableFacts } from "../serialise/serialised-document.ts";
import type { FactId, FactValues } from "./facts.ts";

/** Settings of the migration that change what is expected. */
export interface ExpectationSettings {
  /** Secrets' groups are folded into their keys: group `db`, key `password` become the key `db-password`. */
  readonly foldSecretGroups?: boolean;
  /** GPUs without an accelerator get a configured one. */
  readonly defaultAccelerator?: boolean;
}

/** What a rule may look at besides the value: all facts of both sides, in compared form. */
export interface RuleContext {
  /** What the original is. */
  readonly kind: SerialisedTask["kind"];
  readonly v1: FactValues;
  readonly v2: FactValues;
  readonly settings: ExpectationSettings;
  /** Of all tasks of the original: {@link variablesChosenIn}. */
  readonly chosenVariables: ReadonlyMap<string, string>;
  /** Enums in the signatures of the original, and names of its dataclasses. */
  readonly enums: VariableFacts["enums"];
  readonly records: ReadonlySet<string>;
}

/** One expected difference. */
export interface ExpectedDifference<Id extends FactId = FactId> {
  readonly id: string;
  readonly facts: readonly Id[];
  /** One sentence for the table that a reviewer reads. */
  readonly why: string;
  /** Codes of which one must have been reported; empty: the cluster does the same, so nobody need be told. */
  readonly announcedBy: readonly string[];
  /** The value that Flyte 2 is expected to have instead; the same value where the rule does not apply. */
  rewrite(value: FactValues[Id], context: RuleContext, fact: Id): FactValues[Id];
}

/** A row of a table of rules, with `rewrite` typed by its own facts. */
export function rule<Id extends FactId>(row: ExpectedDifference<Id>): ExpectedDifference {
  // Rules are only ever given the values of their own facts.
  return row as unknown as ExpectedDifference;
}
