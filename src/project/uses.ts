/** Every use of every name in the parsed modules, by what it means. */
import type { Binding } from "../python/scopes.ts";
import { stringContent } from "../python/literals.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "./modules.ts";
import { groupBy } from "./group-by.ts";
import { type Definition, fullChain, type Meaning, type Symbols } from "./symbols.ts";

/** One place where a name is read or imported. */
export interface Use {
  readonly module: Module;
  /** The whole attribute chain (`lib.train`), or the import item. */
  readonly node: SyntaxNode;
  readonly kind: "read" | "import";
  readonly meaning: Meaning;
}

/** All uses in the given modules, in order of path and place. */
export function findUses(modules: readonly Module[], symbols: Symbols): Use[] {
  return modules.flatMap((module) => usesIn(module, symbols));
}

function usesIn(module: Module, symbols: Symbols): Use[] {
  const uses: Use[] = [];
  for (const item of module.imports) {
    const meaning = symbols.importMeaning(module, item.node);
    if (meaning) uses.push({ module, node: item.node, kind: "import", meaning });
  }
  for (const identifier of module.scopes.reads) {
    const node = fullChain(identifier);
    const meaning = symbols.meaningOf(module, node);
    if (meaning) uses.push({ module, node, kind: "read", meaning });
  }
  uses.push(...quotedUses(module, symbols));
  return uses.sort((a, b) => a.node.start - b.node.start);
}

/** Names in quoted annotations (`x: "FlyteFile"`); their node is the whole string. */
function quotedUses(module: Module, symbols: Symbols): Use[] {
  const uses: Use[] = [];
  for (const type of module.tree.root.nodesOf("type")) {
    for (const node of type.nodesOf("string")) {
      for (const [name] of stringContent(node).matchAll(/[A-Za-z_]\w*(?:\.\w+)*/g)) {
        const meaning = symbols.meaningOfText(module, name, node);
        if (meaning) uses.push({ module, node, kind: "read", meaning });
      }
    }
  }
  return uses;
}

/** Uses of definitions by the binding that they mean. */
export function usesByBinding(uses: readonly Use[]): Map<Binding, Use[]> {
  const ofDefinitions = uses.filter((use) => use.meaning.kind === "definition");
  return groupBy(ofDefinitions, (use) => (use.meaning as Definition).binding);
}
