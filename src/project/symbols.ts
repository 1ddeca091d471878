/** What a name means across modules: a definition in the repository, a module, or something from outside. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module, ModuleFinder } from "./modules.ts";

/** Something outside the repository, by its dotted path as written at the import (`flytekit.core.task.task`). */
export interface External {
  readonly kind: "external";
  readonly path: string;
  /** The name has another binding too (`try: import … except ImportError: x = None`): its meaning is decided at run time. */
  readonly guarded: boolean;
}

/** A name that a module of the repository binds, and attributes read from it (`Names.TOKEN` is `Names` with `["TOKEN"]`). */
export interface Definition {
  readonly kind: "definition";
  readonly module: Module;
  readonly binding: Binding;
  readonly attributes: readonly string[];
}

export interface ModuleMeaning {
  readonly kind: "module";
  readonly module: Module;
}

export type Meaning = External | Definition | ModuleMeaning;

/** Says whether a star import from an outside module provides a name (`from flytekit import *`). */
export type StarProvides = (module: string, name: string) => boolean;

/** Chains of re-exports are followed this far; longer ones are loops. */
const MAX_DEPTH = 20;

export class Symbols {
  /** Null stands for "means nothing that we know". */
  private readonly meanings = new Map<SyntaxNode, Meaning | null>();

  constructor(
    private readonly modules: ModuleFinder,
    private readonly starProvides: StarProvides,
  ) {}

  /** What an identifier or an attribute chain (`a.b.c`) means; undefined for builtins, unknown names and other expressions. */
  meaningOf(module: Module, node: SyntaxNode): Meaning | undefined {
    const known = this.meanings.get(node);
    if (known !== undefined) return known ?? undefined;
    const chain = attributeChain(node);
    const base = chain && this.nameIn(module, chain.base);
    const meaning = base && this.attributesOf(base, chain.attributes, module);
    this.meanings.set(node, meaning ?? null);
    return meaning;
  }

  /** What a dotted name in a quoted annotation means at a node. */
  meaningOfText(module: Module, text: string, node: SyntaxNode): Meaning | undefined {
    const [base = "", ...attributes] = text.split(".");
    const binding = module.scopes.scopeAt(node).lookup(base);
    const meaning = binding ? this.followBinding(module, binding, 0) : this.fromStars(module, base, 0);
    return meaning && this.attributesOf(meaning, attributes, module);
  }

  /** What an import item brings in. */
  importMeaning(module: Module, site: SyntaxNode): Meaning | undefined {
    return this.followImport(module, site, 0);
  }

  /** What `name` means at a module's top level, as an importer sees it. */
  exported(module: Module, name: string, depth = 0): Meaning | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const binding = module.scopes.module.bindings.get(name);
    if (binding) return this.followBinding(module, binding, depth);
    const submodule = this.submodule(module, name);
    if (submodule) return { kind: "module", module: submodule };
    return this.fromStars(module, name, depth);
  }

  private nameIn(module: Module, identifier: SyntaxNode): Meaning | undefined {
    const binding = module.scopes.bindingOf(identifier);
    return binding ? this.followBinding(module, binding, 0) : this.fromStars(module, identifier.text, 0);
  }

  private followBinding(module: Module, binding: Binding, depth: number): Meaning {
    const imported = binding.sites.find((site) => site.kind === "import");
    const meaning = imported && this.followImport(module, imported.node, depth + 1);
    if (!meaning) return { kind: "definition", module, binding, attributes: [] };
    if (meaning.kind !== "external") return meaning;
    const others = binding.sites.some((site) => site.kind !== "import");
    return others ? { ...meaning, guarded: true } : meaning;
  }

  private followImport(module: Module, site: SyntaxNode, depth: number): Meaning | undefined {
    const item = module.importAt(site);
    if (!item || depth > MAX_DEPTH) return undefined;
    if (item.name === "*") {
      const isOurs = item.module.startsWith(".") || this.modules.find(item.module, module) !== undefined;
      return isOurs ? undefined : { kind: "external", path: `${item.module}.*`, guarded: false };
    }
    if (item.name === null) return this.plainImport(module, item.module, item.alias);
    const source = this.modules.find(item.module, module);
    if (source) return this.exported(source, item.name, depth + 1);
    const submodule = this.modules.find(joinModule(item.module, item.name), module);
    if (submodule) return { kind: "module", module: submodule };
    return item.module.startsWith(".") ? undefined : { kind: "external", path: `${item.module}.${item.name}`, guarded: false };
  }

  /** `import a.b` binds `a`; `import a.b as c` binds the submodule. */
  private plainImport(module: Module, name: string, alias: string | null): Meaning {
    const bound = alias === null ? (name.split(".")[0] ?? name) : name;
    const found = this.modules.find(bound, module);
    return found ? { kind: "module", module: found } : { kind: "external", path: bound, guarded: false };
  }

  private attributesOf(base: Meaning, attributes: readonly string[], importer: Module): Meaning | undefined {
    const [first, ...rest] = attributes;
    if (first === undefined) return base;
    switch (base.kind) {
      case "external": {
        const path = `${base.path}.${first}`;
        // A folder without `__init__.py` is no module itself, but what is below it may be one of ours.
        const found = this.modules.find(path, importer);
        return this.attributesOf(found ? { kind: "module", module: found } : { ...base, path }, rest, importer);
      }
      case "definition":
        return { ...base, attributes: [...base.attributes, ...attributes] };
      case "module": {
        const inner = this.exported(base.module, first);
        return inner && this.attributesOf(inner, rest, importer);
      }
    }
  }

  private submodule(module: Module, name: string): Module | undefined {
    if (!module.path.endsWith("__init__.py")) return undefined;
    return this.modules.find(`.${name}`, module);
  }

  private fromStars(module: Module, name: string, depth: number): Meaning | undefined {
    for (const item of module.imports) {
      if (item.name !== "*") continue;
      const source = this.modules.find(item.module, module);
      const found = source ? this.exported(source, name, depth + 1) : undefined;
      if (found) return found;
      if (!source && this.starProvides(item.module, name)) {
        return { kind: "external", path: `${item.module}.${name}`, guarded: false };
      }
    }
    return undefined;
  }
}

function joinModule(module: string, name: string): string {
  return module.endsWith(".") ? module + name : `${module}.${name}`;
}

/** `a.b.c` as its first identifier and the attributes after it. */
export function attributeChain(node: SyntaxNode): { base: SyntaxNode; attributes: string[] } | undefined {
  const attributes: string[] = [];
  let current = node;
  while (current.kind === "attribute") {
    const [object, attribute] = [current.field("object"), current.field("attribute")];
    if (!object || !attribute) return undefined;
    attributes.unshift(attribute.text);
    current = object;
  }
  return current.kind === "identifier" ? { base: current, attributes } : undefined;
}

/** The whole attribute chain that an identifier starts: for `a` in `a.b.c(x)` it is `a.b.c`. */
export function fullChain(identifier: SyntaxNode): SyntaxNode {
  let node = identifier;
  while (node.parent?.kind === "attribute" && node.parent.field("object") === node) node = node.parent;
  return node;
}
