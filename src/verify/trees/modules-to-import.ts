/** Under which names and from which folders modules are imported. */
import { groupBy } from "../../project/group-by.ts";
import { scanImports } from "../../project/import-scan.ts";
import { ModuleLayout } from "../../project/layout.ts";

/** Modules of one import root. */
export interface ModuleRoot {
  /** Relative to the repository's root, with `/`; empty for the root itself. */
  readonly root: string;
  /** Further folders in which imports are looked for, after `root`. */
  readonly path: readonly string[];
  /** Paths by dotted name. */
  readonly modules: ReadonlyMap<string, string>;
}

/** The modules to import, and the names that are the repository's own. */
export interface ModulesToImport {
  readonly roots: readonly ModuleRoot[];
  /** Top-level names below any import root. */
  readonly ownNames: readonly string[];
}

/**
 * Names the modules of the selected files as the repository itself imports them.
 *
 * @param files texts of all Python files of the repository by path, of both sides
 * @param wanted paths of the modules to import
 * @param importRoots from the settings
 */
export function modulesToImport(
  files: ReadonlyMap<string, string>,
  wanted: Iterable<string>,
  importRoots: readonly string[],
): ModulesToImport {
  const layout = new ModuleLayout(files.keys(), importRoots);
  const used = rootsInUse(files, layout);
  const rootOf = (path: string) => used.get(parentOf(path)) ?? layout.rootOf(path);
  const allRoots = new Set([...files.keys()].map(rootOf));
  const named = [...wanted].map((path) => ({ path, root: rootOf(path) })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const roots = [...groupBy(named, ({ root }) => root)].map(([root, members]) => ({
    root,
    path: furtherRoots(root, importRoots, files.keys()),
    modules: new Map(members.map(({ path }) => [layout.dottedNameFrom(root, path), path])),
  }));
  return { roots, ownNames: topLevelNames(files.keys(), [...allRoots, ...importRoots]) };
}

/**
 * By folder, the import root that the repository's own imports of its modules need. It decides for folders without `__init__.py`,
 * which may be namespace packages; a module that were imported under two names would be there twice.
 */
function rootsInUse(files: ReadonlyMap<string, string>, layout: ModuleLayout): Map<string, string> {
  const found = new Map<string, string>();
  const keep = (folder: string, root: string) => {
    const known = found.get(folder);
    if (known === undefined || root.length < known.length) found.set(folder, root);
  };
  for (const [importer, text] of files) {
    for (const name of scanImports(text)) {
      const dots = /^\.*/.exec(name)?.[0].length ?? 0;
      if (dots > 0) {
        // `from ..a import b` needs two packages around its module.
        const folder = parentOf(importer);
        const root = ancestorOf(folder, dots);
        if (root !== undefined) keep(folder, shorter(root, layout.rootOf(importer)));
        continue;
      }
      const target = layout.find(name, importer);
      const below = name.replaceAll(".", "/");
      const stem = target?.replace(/(?:\/__init__)?\.py$/, "");
      if (target && stem && (stem === below || stem.endsWith(`/${below}`))) {
        keep(parentOf(target), stem.slice(0, -below.length).replace(/\/$/, ""));
      }
    }
  }
  return found;
}

/** Folders above the root, with the `src` in each, as `ModuleLayout` looks for modules. */
function furtherRoots(root: string, importRoots: readonly string[], files: Iterable<string>): string[] {
  const folders = new Set([...files].flatMap(foldersOf));
  const above = foldersOf(`${root}/_`);
  const candidates = [...importRoots, ...above.flatMap((folder) => [folder, join(folder, "src")])];
  return [...new Set(candidates)].filter((folder) => folder !== root && folders.has(folder));
}

/** The folders that a path lies in, the nearest first; the last is the repository's root. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    folders.push(folder);
    if (folder === "") return folders;
  }
}

function topLevelNames(files: Iterable<string>, roots: readonly string[]): string[] {
  const names = new Set<string>();
  const below = roots.map((root) => (root === "" ? "" : `${root}/`));
  for (const path of files) {
    for (const root of below) {
      if (path.startsWith(root)) names.add(path.slice(root.length).split("/", 1)[0]?.replace(/\.py$/, "") ?? "");
    }
  }
  return [...names];
}

function ancestorOf(folder: string, levels: number): string | undefined {
  let ancestor = folder;
  for (let level = 0; level < levels; level++) {
    if (ancestor === "") return undefined;
    ancestor = parentOf(ancestor);
  }
  return ancestor;
}

function shorter(one: string, other: string): string {
  return one.length < other.length ? one : other;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
