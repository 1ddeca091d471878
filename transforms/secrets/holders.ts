/** Which names that hold secrets can become Flyte 2: a name, what it is built from, and what is built from it go together. */
import { declarationsOf, holdersOf, type SecretExpressions, type SecretHolder } from "../../src/flyte1/secrets-requests.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Use } from "../../src/project/uses.ts";
import type { Binding } from "../../src/python/scopes.ts";

/** Attributes that Flyte 1's and Flyte 2's secrets have in common. */
const COMMON_ATTRIBUTES: ReadonlySet<string> = new Set(["group", "key"]);

export class Holders {
  constructor(
    private readonly context: MigrationContext,
    private readonly expressions: SecretExpressions,
  ) {}

  /** True when every definition and every use of the holder and of its parts is rewritten. */
  isFree(holder: SecretHolder): boolean {
    const parts = holder.values.flatMap((value) => [...declarationsOf(value)]);
    const isKnown = parts.every(({ unknown }) => unknown === null);
    return isKnown && [holder, ...holder.values.flatMap(holdersOf)].every(({ binding }) => !this.context.isPinned(binding));
  }

  /** True for a use that goes along: in another holder's definition, or of something that both versions have. */
  acceptsUse(binding: Binding, use: Use): boolean {
    if (use.meaning.kind !== "definition") return false;
    const isClass = binding.sites.some((site) => site.kind === "class");
    const [member, attribute] = isClass ? use.meaning.attributes : [undefined, ...use.meaning.attributes];
    if (isClass && !this.holdsSecrets(use, member)) return member !== undefined;
    if (attribute !== undefined) return COMMON_ATTRIBUTES.has(attribute);
    const outer = this.expressions.holderAround(use.module, use.node);
    return outer !== undefined && this.isFree(outer);
  }

  /** True for a class's attribute that is a secret or a list of them. */
  private holdsSecrets(use: Use, member: string | undefined): boolean {
    if (use.meaning.kind !== "definition" || member === undefined) return false;
    return this.expressions.member(use.meaning.module, use.meaning.binding, member) !== undefined;
  }
}
