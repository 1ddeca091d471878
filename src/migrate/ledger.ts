/** The ledger: every reference to Flyte 1 and every argument of a Flyte 1 call, and how each ended. */
import { callArguments } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Reference } from "../flyte1/references.ts";
import { parametersOf } from "../flyte1/surface.ts";
import type { LedgerEntry, Outcome } from "./plan.ts";

interface Settlement {
  readonly outcome: Outcome;
  readonly by: string;
}

export class Ledger {
  private readonly settlements = new Map<SyntaxNode, Settlement>();

  constructor(private readonly references: readonly Reference[]) {}

  /** The first settlement of a node holds: who decided about a whole task does not ask its parts again. */
  settle(node: SyntaxNode, outcome: Outcome, by: string): void {
    if (!this.settlements.has(node)) this.settlements.set(node, { outcome, by });
  }

  outcomeOf(node: SyntaxNode): Outcome | undefined {
    return this.settlements.get(node)?.outcome;
  }

  /** True when nothing of this reference is left in the migrated code. */
  isGone(reference: Reference): boolean {
    const outcome = this.outcomeOf(reference.node);
    return outcome !== undefined && outcome !== "manual";
  }

  get unsettled(): Reference[] {
    return this.references.filter((reference) => !this.settlements.has(reference.node));
  }

  /** All entries, in order of path and place. References that nobody settled stand as manual. */
  entries(): LedgerEntry[] {
    return this.references.flatMap((reference) => {
      const settled = this.settlements.get(reference.node) ?? { outcome: "manual" as const, by: "pipeline" };
      const own = { ...reference.module.locate(reference.node), name: reference.name, ...settled };
      return [own, ...this.argumentEntries(reference, settled)];
    });
  }

  private argumentEntries(reference: Reference, settled: Settlement): LedgerEntry[] {
    const call = reference.node.parent;
    if (call?.kind !== "call" || reference.node.fieldName !== "function") return [];
    const parameters = (parametersOf(reference.name) ?? []).map((parameter) => parameter.name);
    return callArguments(call, parameters).map((argument) => ({
      ...reference.module.locate(argument.node),
      name: `${reference.name}(${argument.splat ?? ""}${argument.name ?? ""}${argument.splat ? "" : "="})`,
      ...(this.settlements.get(argument.node) ?? settled),
    }));
  }
}
