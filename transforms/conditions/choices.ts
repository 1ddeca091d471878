/** A condition as it is written in Flyte 2: texts where {@link Condition} has nodes, and nothing that depends on where it stands. */
import type { TextPlace } from "../../src/python/moved-text.ts";
import type { Test } from "./boolean-expressions.ts";

export interface Choice {
  readonly arms: readonly ChoiceArm[];
  readonly above: readonly string[];
  readonly below: readonly string[];
}

export interface ChoiceArm {
  /** Null for `else`. */
  readonly test: Test | null;
  readonly outcome: ChoiceOutcome;
  readonly above: readonly string[];
  readonly behindTest: string | null;
  readonly behindOutcome: string | null;
}

export type ChoiceOutcome =
  | { readonly kind: "choice"; readonly choice: Choice }
  | { readonly kind: "failure"; readonly message: string }
  | ValueOutcome;

export interface ValueOutcome {
  readonly kind: "value";
  readonly text: string;
  readonly from: TextPlace;
  /** True when nothing happens where the value is not used. */
  readonly isIdle: boolean;
  /** True when `.field` and `[0]` can follow as it stands. */
  readonly isPrimary: boolean;
  /** Conditions in the value, which are decided before it. */
  readonly before: readonly NamedChoice[];
}

/** A choice whose value a name holds. */
export interface NamedChoice {
  readonly name: string;
  readonly choice: Choice;
}

/** `a if test else b`; undefined for what needs a statement. */
export function asExpression({ arms, above, below }: Choice, text: (test: Test) => string): string | undefined {
  const [first, second, ...others] = arms;
  if (!first?.test || !second || others.length > 0 || above.length > 0 || below.length > 0) return undefined;
  const [value, otherwise] = [plainValue(first), plainValue(second)];
  return value !== undefined && otherwise !== undefined ? `${value} if ${text(first.test)} else ${otherwise}` : undefined;
}

function plainValue({ outcome, above, behindTest, behindOutcome }: ChoiceArm): string | undefined {
  const hasComments = above.length > 0 || behindTest !== null || behindOutcome !== null;
  if (outcome.kind !== "value" || hasComments || outcome.before.length > 0) return undefined;
  return /[\r\n]/.test(outcome.text) ? undefined : outcome.text;
}
