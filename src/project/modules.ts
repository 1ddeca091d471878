/** The parsed modules of a repository, loaded when something asks for them. */
import { importItems, type ImportItem } from "../python/imports.ts";
import { analyseScopes, type Scopes } from "../python/scopes.ts";
import type { SyntaxNode, SyntaxTree } from "../python/syntax.ts";
import type { ModuleLayout } from "./layout.ts";

/** One parsed file. */
export class Module {
  readonly scopes: Scopes;
  readonly imports: readonly ImportItem[];
  private readonly importsByNode: ReadonlyMap<SyntaxNode, ImportItem>;

  constructor(
    /** Relative to the repository's root, with `/`. */
    readonly path: string,
    /** Dotted name as flytekit shows it. */
    readonly name: string,
    readonly tree: SyntaxTree,
  ) {
    this.scopes = analyseScopes(tree);
    this.imports = importItems(tree.root);
    this.importsByNode = new Map(this.imports.map((item) => [item.node, item]));
  }

  get text(): string {
    return this.tree.text;
  }

  /** The import item that a binding site stands for. */
  importAt(node: SyntaxNode): ImportItem | undefined {
    return this.importsByNode.get(node);
  }

  /** Line and column from 1, with the path. */
  locate(node: SyntaxNode): { path: string; line: number; column: number } {
    return { path: this.path, ...this.tree.position(node.start) };
  }
}

/** Reads and parses a file; undefined when it cannot be used. Called at most once per path. */
export type LoadTree = (path: string) => SyntaxTree | undefined;

/** Finds modules by name. */
export interface ModuleFinder {
  /** The module that a dotted name means in `importer`. */
  find(name: string, importer: Module): Module | undefined;
}

export class Modules implements ModuleFinder {
  private readonly loaded = new Map<string, Module | null>();
  private readonly byTree = new Map<SyntaxTree, Module>();

  constructor(
    readonly layout: ModuleLayout,
    private readonly load: LoadTree,
  ) {}

  /** The module of a file, parsed now if it was not before. */
  at(path: string): Module | undefined {
    const known = this.loaded.get(path);
    if (known !== undefined) return known ?? undefined;
    const tree = this.load(path);
    const module = tree && !tree.firstError ? new Module(path, this.layout.dottedName(path), tree) : null;
    this.loaded.set(path, module);
    if (module) this.byTree.set(module.tree, module);
    return module ?? undefined;
  }

  /** The module that a tree is of. */
  ofTree(tree: SyntaxTree): Module | undefined {
    return this.byTree.get(tree);
  }

  /** The module that a dotted name means in `importer`. */
  find(name: string, importer: Module): Module | undefined {
    const path = this.layout.find(name, importer.path);
    return path === undefined ? undefined : this.at(path);
  }

  /** The same modules for a reader that is content with those that are parsed already. */
  get known(): ModuleFinder {
    return {
      find: (name, importer) => {
        const path = this.layout.find(name, importer.path);
        return path === undefined ? undefined : (this.loaded.get(path) ?? undefined);
      },
    };
  }

  /** Modules parsed so far, by path. */
  get all(): Module[] {
    return [...this.loaded.values()].filter((module) => module !== null).sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
