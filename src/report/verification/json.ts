/** A verification as one JSON document; `docs/json.md` describes it. */
import type { FactComparison } from "../../verify/compare/compare-facts.ts";
import type { ExpectedDifference } from "../../verify/compare/expected-difference.ts";
import { factText } from "../../verify/compare/fact-words.ts";
import { isProven } from "../../verify/verification.ts";
import type { Verification } from "../../verify/verification.ts";

/** The document: the verification as it stands, its rules as text, and whether all is proven. Ends with a line break. */
export function formatVerificationJson(verification: Verification): string {
  const { version, flyteshift, root, tasks, ...rest } = verification;
  const document = {
    version,
    flyteshift,
    root,
    proven: isProven(verification),
    tasks: tasks.map(({ facts, ...task }) => ({ ...task, facts: facts.map(factEntry) })),
    ...rest,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function factEntry({ fact, outcome, v1, v2, rules, unannounced, announcements }: FactComparison) {
  return {
    fact,
    outcome,
    v1: { value: v1, text: factText(fact, v1) },
    v2: { value: v2, text: factText(fact, v2) },
    rules: rules.map((rule) => ruleEntry(rule, unannounced)),
    announcements,
  };
}

function ruleEntry(rule: ExpectedDifference, unannounced: readonly ExpectedDifference[]) {
  const { id, why, announcedBy } = rule;
  return { id, why, announcedBy, announced: !unannounced.includes(rule) };
}
