/** Values that have nothing of Flyte 1 in them, so that their text means the same in migrated code. */
import type { Binding, Site } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { fullChain } from "../project/symbols.ts";
import type { Repository } from "./repository.ts";
import { isFlyte1 } from "./surface.ts";

/**
 * True when an expression refers to no Flyte 1 name, neither itself nor through the definitions that it names.
 * The body of a function counts, because its call can give back what is made there; parameters and outside packages do not.
 */
export function isPlainValue(repository: Repository, module: Module, node: SyntaxNode): boolean {
  return new PlainValues(repository).expression(module, node);
}

/** Fields of the grammar in which an identifier is only a word: `x.attribute`, `f(name=…)`. */
const NOT_READ: ReadonlySet<string> = new Set(["attribute", "name"]);

class PlainValues {
  private readonly seen = new Set<Binding>();

  constructor(private readonly repository: Repository) {}

  expression(module: Module, node: SyntaxNode): boolean {
    for (const identifier of node.walk()) {
      if (identifier.kind !== "identifier" || NOT_READ.has(identifier.fieldName ?? "")) continue;
      const meaning = this.repository.symbols.meaningOf(module, fullChain(identifier));
      if (meaning?.kind === "external" && isFlyte1(meaning.path)) return false;
      if (meaning?.kind === "definition" && !this.binding(meaning.module, meaning.binding)) return false;
    }
    return true;
  }

  private binding(module: Module, binding: Binding): boolean {
    if (this.seen.has(binding)) return true;
    this.seen.add(binding);
    return binding.sites.every((site) => this.site(module, site));
  }

  private site(module: Module, site: Site): boolean {
    if (site.kind === "function") return this.expression(module, site.statement.field("body") ?? site.statement);
    // A class as a whole is a namespace: which member is meant is not followed.
    if (site.kind === "class" || site.kind === "parameter" || site.kind === "import") return true;
    return this.expression(module, site.value ?? site.statement);
  }
}
