/** Folders with Python modules, in the form in which `python/flyteshift/source_trees.py` is told of them. */

/** Modules of one source tree. Trees have different roots and do not see each other: two may have modules of the same name. */
export interface SourceTree {
  /** Folder that is the import root. */
  readonly root: string;
  /** Dotted names, imported in this order. */
  readonly modules: readonly string[];
  /** Further import roots, after `root`. */
  readonly path?: readonly string[];
  /** The folder in which modules run; `root` when not given. */
  readonly folder?: string;
  /** Top-level names of the repository's own modules: nothing can stand for one that is missing. */
  readonly ownNames?: readonly string[];
}

/** A folder and its copy: where an interpreter's import path leads into `from`, it is to lead into `to`. */
export interface MovedFolder {
  readonly from: string;
  readonly to: string;
}

/** A tree in a request to Python. */
export function treeRequest({ root, modules, path = [], folder, ownNames = [] }: SourceTree) {
  return { root, modules, path, folder: folder ?? null, own_names: ownNames };
}

/** A moved folder in a request to Python; null when nothing was moved. */
export function movedRequest(moved: MovedFolder | undefined): readonly [string, string] | null {
  return moved ? [moved.from, moved.to] : null;
}
