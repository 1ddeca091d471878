/** How a module spells what the migrated code needs: by an import that is there, or by one that is added. */
import type { SyntaxNode } from "../python/syntax.ts";
import { isFlyte1 } from "../flyte1/surface.ts";
import type { Module } from "../project/modules.ts";

/** Names that are imported on their own; everything else is reached through its module. */
const IMPORTED_BY_NAME = new Set(["pathlib.Path", "datetime.timedelta"]);

/** Endings of a second name, when the module binds the first one to something else. */
const SECOND_NAMES: Readonly<Record<string, string>> = { flyte: "flyte_sdk", os: "os_module" };

export class ImportNames {
  /** Import lines that have to be added. */
  readonly added = new Set<string>();

  constructor(private readonly module: Module) {}

  /**
   * The spelling of a dotted path at a node, seeing to it that it is imported: `os.environ` may be `environ` in a module that
   * says `from os import environ`, and `flyte.Secret` is `flyte_sdk.Secret` where `flyte` is bound to something else.
   */
  spell(path: string, node: SyntaxNode): string {
    const parts = path.split(".");
    for (let length = parts.length; length > 0; length--) {
      const head = parts.slice(0, length).join(".");
      const local = this.importedAs(head, node);
      if (local !== undefined) return [local, ...parts.slice(length)].join(".");
    }
    return this.add(path, parts, node);
  }

  private add(path: string, parts: readonly string[], node: SyntaxNode): string {
    const [root = path, ...rest] = parts;
    const [module, name] = [parts.slice(0, -1).join("."), parts.at(-1) ?? path];
    if (IMPORTED_BY_NAME.has(path) && this.isFree(name, node)) {
      this.added.add(`from ${module} import ${name}`);
      return name;
    }
    if (this.isFree(root, node)) {
      this.added.add(`import ${root}`);
      return path;
    }
    const second = SECOND_NAMES[root] ?? `${root}_module`;
    this.added.add(`import ${root} as ${second}`);
    return [second, ...rest].join(".");
  }

  /** The local name under which the module has `path` imported at its top level, unless something captures it at the node. */
  private importedAs(path: string, node: SyntaxNode): string | undefined {
    for (const item of this.module.imports) {
      const imported = item.name === null ? item.module : `${item.module}.${item.name}`;
      if (imported !== path || item.local === null || (item.name === null && item.alias === null && path.includes("."))) continue;
      const binding = this.module.scopes.scopeAt(node).lookup(item.local);
      if (binding?.scope.kind === "module" && binding.sites.length === 1) return item.local;
    }
    return undefined;
  }

  /** True when nothing binds the name where the node stands, except an import of Flyte 1 that goes. */
  private isFree(name: string, node: SyntaxNode): boolean {
    const seen = [this.module.scopes.module.bindings.get(name), this.module.scopes.scopeAt(node).lookup(name)];
    return seen.every((binding) => !binding || binding.sites.every((site) => this.isFlyte1Import(site.node)));
  }

  private isFlyte1Import(node: SyntaxNode): boolean {
    const item = this.module.importAt(node);
    return item !== undefined && isFlyte1(item.module);
  }
}
