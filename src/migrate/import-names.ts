/** How a module spells what the migrated code needs: by an import that is there, or by one that is added. */
import type { SyntaxNode } from "../python/syntax.ts";
import { isFlyte1 } from "../flyte1/surface.ts";
import type { Module } from "../project/modules.ts";
import type { ImportItem } from "../python/imports.ts";

/** Names that are imported on their own; everything else is reached through its module. */
const IMPORTED_BY_NAME = new Set(["pathlib.Path", "datetime.timedelta", "unittest.mock.patch"]);

/** Modules that importing their package does not bring along. */
const SUBMODULES = ["unittest.mock", "flyte.durable"];

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
      if (local === undefined) continue;
      const submodule = submoduleOf(path);
      if (submodule !== undefined && !head.startsWith(submodule)) this.added.add(`import ${submodule}`);
      return [local, ...parts.slice(length)].join(".");
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
      this.added.add(`import ${submoduleOf(path) ?? root}`);
      return path;
    }
    const second = SECOND_NAMES[root] ?? `${root}_module`;
    this.added.add(`import ${root} as ${second}`);
    return [second, ...rest].join(".");
  }

  /** The local name under which the module has `path` imported at its top level, unless something captures it at the node. */
  private importedAs(path: string, node: SyntaxNode): string | undefined {
    for (const item of this.module.imports) {
      if (pathOf(item) !== path || item.local === null || (item.name === null && item.alias === null && path.includes(".")))
        continue;
      if (!isAlwaysRun(item.statement)) continue;
      const binding = this.module.scopes.scopeAt(node).lookup(item.local);
      const isOnlyThis = binding?.sites.every((site) => this.isImportOf(path, site.node)) ?? false;
      if (binding?.scope.kind === "module" && isOnlyThis) return item.local;
    }
    return undefined;
  }

  /** True when nothing binds the name where the node stands, except the same import elsewhere, or one of Flyte 1 that goes. */
  private isFree(name: string, node: SyntaxNode): boolean {
    const seen = [this.module.scopes.module.bindings.get(name), this.module.scopes.scopeAt(node).lookup(name)];
    return seen.every(
      (binding) => !binding || binding.sites.every((site) => this.isFlyte1Import(site.node) || this.isImportOf(name, site.node)),
    );
  }

  private isFlyte1Import(node: SyntaxNode): boolean {
    const item = this.module.importAt(node);
    return item !== undefined && isFlyte1(item.module);
  }

  private isImportOf(path: string, node: SyntaxNode): boolean {
    const item = this.module.importAt(node);
    return item !== undefined && pathOf(item) === path;
  }
}

function pathOf({ module, name }: ImportItem): string {
  return name === null ? module : `${module}.${name}`;
}

/** False for an import below `if __name__ == "__main__":` or `if TYPE_CHECKING:`, which other code of the module cannot count on. */
function isAlwaysRun(statement: SyntaxNode): boolean {
  return statement.ancestor("if_statement", "function_definition", "class_definition") === undefined;
}

function submoduleOf(path: string): string | undefined {
  return SUBMODULES.find((submodule) => path.startsWith(`${submodule}.`));
}
