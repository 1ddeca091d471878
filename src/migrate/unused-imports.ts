/** Imports that only rewritten code has read: what is there now does without them. */
import type { ImportItem } from "../python/imports.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module, Modules } from "../project/modules.ts";
import type { ModuleEdits } from "./module-edits.ts";

export class UnusedImports {
  /** Imports by the file that they come from, made when the first candidate asks. */
  private importsOf: ReadonlyMap<string, readonly Importer[]> | undefined;

  constructor(private readonly modules: Modules) {}

  /**
   * The items that lose their last read with the edits so far.
   *
   * @param keeps true for files of which the statement gets other names: it is not touched twice
   */
  itemsWithoutReads(edits: ModuleEdits, keeps: (path: string) => boolean): SyntaxNode[] {
    const { module } = edits;
    // What a package's own file imports is there for others.
    if (module.path.endsWith("__init__.py")) return [];
    const isKept = (item: ImportItem) => {
      const source = this.modules.layout.find(item.module, module.path);
      return source !== undefined && keeps(source);
    };
    return module.imports
      .filter((item) => isRemovable(item) && !edits.removed.has(item.statement) && losesItsReads(edits, item))
      .filter((item) => !isKept(item) && !this.isNeededElsewhere(module, item))
      .map((item) => item.node);
  }

  /** Imported from there, or read as that module's attribute. */
  private isNeededElsewhere(module: Module, { local }: ImportItem): boolean {
    this.importsOf ??= importersByFile(this.modules);
    const importers = this.importsOf.get(module.path) ?? [];
    return importers.some(({ importer, item, isModule }) => {
      if (!isModule) return item.name === local || item.name === "*";
      return importer.text.includes(`${item.alias ?? item.name ?? item.module}.${local}`);
    });
  }
}

interface Importer {
  readonly importer: Module;
  readonly item: ImportItem;
  /** The item is the file's module itself, not a name in it. */
  readonly isModule: boolean;
}

function importersByFile({ all, layout }: Modules): Map<string, Importer[]> {
  const importers = all.flatMap((importer) =>
    importer.imports.flatMap((item) => {
      const from = layout.find(item.module, importer.path);
      const nested = item.name === null ? undefined : layout.find(nestedModule(item.module, item.name), importer.path);
      return [
        ...(from === undefined ? [] : [{ file: from, importer, item, isModule: item.name === null }]),
        ...(nested === undefined ? [] : [{ file: nested, importer, item, isModule: true }]),
      ];
    }),
  );
  return groupBy(importers, ({ file }) => file);
}

function nestedModule(module: string, name: string): string {
  return module.endsWith(".") ? module + name : `${module}.${name}`;
}

/** Another name for itself (`import a as a`) says that it is there for others. */
function isRemovable({ statement, name, local, alias }: ImportItem): boolean {
  return statement.parent?.kind === "module" && name !== "*" && local !== null && (alias === null || alias !== name);
}

function losesItsReads({ module, edits }: ModuleEdits, { node, local }: ImportItem): boolean {
  const binding = local === null ? undefined : module.scopes.module.bindings.get(local);
  if (!binding || binding.sites.length !== 1 || binding.sites[0]?.node !== node) return false;
  const reads = module.scopes.reads.filter((read) => read.text === local && module.scopes.bindingOf(read) === binding);
  if (reads.length === 0) return false;
  const areReplaced = reads.every((read) =>
    edits.some(({ start, end }) => start < end && start <= read.start && read.end <= end),
  );
  const word = wordOf(binding.name);
  return areReplaced && !edits.some(({ text }) => word.test(text)) && !isQuoted(module, word);
}

/** In a text it may be read as well: in `__all__`, in an annotation. */
function isQuoted({ tree }: Module, word: RegExp): boolean {
  return tree.root.nodesOf("string").some((node) => word.test(node.text));
}

function wordOf(name: string): RegExp {
  return new RegExp(`\\b${name}\\b`);
}
