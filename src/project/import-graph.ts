/** Which modules run which others when they are imported. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module, Modules } from "./modules.ts";

export class ImportGraph {
  private readonly imports = new Map<Module, Set<Module>>();
  private readonly among: ReadonlySet<string>;

  /** @param among the modules that a way back can lead through; others are not loaded for it */
  constructor(
    private readonly modules: Modules,
    among: readonly Module[],
  ) {
    this.among = new Set(among.map(({ path }) => path));
  }

  /**
   * True when `importer` may import names of `imported` at its top level: importing it must not come back to a half-made
   * `importer`. An import of names that is there already proves that it does not.
   */
  canImportFrom(importer: Module, imported: Module): boolean {
    const takesNames = importer.imports.some((item) => {
      return item.name !== null && isAtTopLevel(item.statement) && this.modules.find(item.module, importer) === imported;
    });
    return takesNames || !this.reaches(imported, importer);
  }

  /** Takes note of an import that is going to be added. */
  add(importer: Module, imported: Module): void {
    this.importsOf(importer).add(imported);
  }

  private reaches(from: Module, goal: Module): boolean {
    const seen = new Set([from]);
    for (const module of seen) {
      for (const next of this.importsOf(module)) {
        if (next === goal) return true;
        seen.add(next);
      }
    }
    return false;
  }

  private importsOf(module: Module): Set<Module> {
    const known = this.imports.get(module);
    if (known) return known;
    const found = new Set<Module>();
    this.imports.set(module, found);
    for (const item of module.imports) {
      if (!isAtTopLevel(item.statement)) continue;
      const names = [
        item.module,
        ...(item.name === null || item.name === "*" ? [] : [`${item.module}.${item.name}`.replace(/^(\.+)\./, "$1")]),
      ];
      for (const name of names) {
        const path = this.modules.layout.find(name, module.path);
        const target = path !== undefined && this.among.has(path) ? this.modules.at(path) : undefined;
        if (target) found.add(target);
      }
    }
    return found;
  }
}

function isAtTopLevel(statement: SyntaxNode): boolean {
  return statement.ancestor("function_definition", "lambda") === undefined;
}
