/** Where modules live: from a dotted name to a file and back, by the repository's file list alone. */

/** Directories that are often put on `sys.path` without being packages. */
const USUAL_ROOTS = ["", "src"];

/** The repository's Python files, seen as an importable tree. Paths are relative, with `/`. */
export class ModuleLayout {
  private readonly files: ReadonlySet<string>;
  /** Files by their path without `.py`, packages by their folder; a package hides a module of its name. */
  private readonly byStem = new Map<string, string>();
  private readonly folders = new Set<string>();
  private readonly packageRoots = new Set<string>();
  /** Names of all files and folders: an absolute import of something else leads out of the repository. */
  private readonly ownNames = new Set<string>();
  private readonly rootsByFolder = new Map<string, readonly string[]>();
  /** What absolute names were found to mean, by the roots that were tried. */
  private readonly foundFrom = new Map<readonly string[], Map<string, string | undefined>>();

  /**
   * @param files all Python files of the repository
   * @param importRoots folders that the user names as import roots; they win over what is found
   */
  constructor(
    files: Iterable<string>,
    private readonly importRoots: readonly string[] = [],
  ) {
    this.files = new Set(files);
    for (const file of this.files) {
      this.ownNames.add(baseName(file).replace(/\.py$/, ""));
      for (let folder = parentOf(file); !this.folders.has(folder); folder = parentOf(folder)) {
        this.folders.add(folder);
        this.ownNames.add(baseName(folder));
        if (folder === "") break;
      }
    }
    for (const file of this.files) this.byStem.set(file.replace(/\.py$/, ""), file);
    for (const file of this.files) if (isPackage(file)) this.byStem.set(parentOf(file), file);
    for (const file of this.files) if (file.endsWith("__init__.py")) this.packageRoots.add(this.rootOf(file));
  }

  /** The folder that must be on `sys.path` for this file: the parent of its topmost package, or a named import root. */
  rootOf(path: string): string {
    const named = this.importRoots.map(trimSlashes).find((root) => isBelow(path, root));
    if (named !== undefined) return named;
    let folder = parentOf(path);
    while (folder !== "" && this.files.has(join(folder, "__init__.py"))) folder = parentOf(folder);
    return folder;
  }

  /** The module's dotted name as flytekit shows it (`flytekit/core/tracker.py`): packages only, `__init__` dropped. */
  dottedName(path: string): string {
    return this.dottedNameFrom(this.rootOf(path), path);
  }

  /** The dotted name of `path` when `root` is on `sys.path`. */
  dottedNameFrom(root: string, path: string): string {
    const relative = root === "" ? path : path.slice(root.length + 1);
    return relative
      .replace(/\.py$/, "")
      .replace(/(^|\/)__init__$/, "")
      .replaceAll("/", ".");
  }

  /** The file that `module` (absolute, or relative with leading dots) means in `importer`, if it is in the repository. */
  find(module: string, importer: string): string | undefined {
    if (module.startsWith(".")) {
      const dots = /^\.*/.exec(module)?.[0].length ?? 0;
      return this.findRelative(module.slice(dots), dots, importer);
    }
    const roots = this.rootsFor(importer);
    let known = this.foundFrom.get(roots);
    if (!known) this.foundFrom.set(roots, (known = new Map()));
    if (!known.has(module)) known.set(module, this.findAbsolute(roots, module));
    return known.get(module);
  }

  private findAbsolute(roots: readonly string[], module: string): string | undefined {
    if (!this.ownNames.has(module.split(".", 1)[0] ?? "")) return undefined;
    const path = module.replaceAll(".", "/");
    return this.findBelow(roots, path) ?? this.findElsewhere(path);
  }

  /** The same, but only where `importer` itself would look: in its own import root and in the folders above it. */
  findNear(module: string, importer: string): string | undefined {
    return this.findBelow(this.rootsFor(importer), module.replaceAll(".", "/"));
  }

  private findBelow(roots: readonly string[], path: string): string | undefined {
    for (const root of roots) {
      const found = this.fileAt(join(root, path));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Below another package's root, if there is just one file that it can be: of two, neither is worth a guess. */
  private findElsewhere(path: string): string | undefined {
    const found = new Set<string>();
    for (const root of this.packageRoots) {
      const file = this.fileAt(join(root, path));
      if (file !== undefined) found.add(file);
    }
    const [only] = found;
    return found.size === 1 ? only : undefined;
  }

  /** The absolute name under which `path` can be imported by `importer`: as seen from the root that `importer`'s imports use. */
  absoluteName(path: string, importer: string): string {
    for (const root of this.rootsFor(importer)) {
      if (!isBelow(path, root)) continue;
      const name = this.dottedNameFrom(root, path);
      if (this.find(name, importer) === path) return name;
    }
    return this.dottedName(path);
  }

  /** True when a folder of this dotted name exists without being a module (a namespace package). */
  isNamespace(module: string, importer: string): boolean {
    return this.rootsFor(importer).some((root) => this.folders.has(join(root, module.replaceAll(".", "/"))));
  }

  /** Import roots in the order in which they are tried: the importer's own first, as `sys.path` would have it. */
  private rootsFor(importer: string): readonly string[] {
    const folder = parentOf(importer);
    const known = this.rootsByFolder.get(folder);
    if (known) return known;
    const above = [folder];
    for (let parent = folder; parent !== "";) above.push((parent = parentOf(parent)));
    const usual = above.flatMap((root) => USUAL_ROOTS.map((below) => join(root, below)));
    const roots = [...new Set([this.rootOf(importer), ...this.importRoots.map(trimSlashes), ...usual])];
    this.rootsByFolder.set(folder, roots);
    return roots;
  }

  private findRelative(rest: string, dots: number, importer: string): string | undefined {
    let folder = parentOf(importer);
    for (let up = 1; up < dots; up++) folder = parentOf(folder);
    return this.fileAt(rest === "" ? folder : join(folder, rest.replaceAll(".", "/")));
  }

  private fileAt(stem: string): string | undefined {
    return stem === "" ? undefined : this.byStem.get(stem);
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function isPackage(path: string): boolean {
  return baseName(path) === "__init__.py";
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function join(folder: string, name: string): string {
  return folder === "" || name === "" ? folder + name : `${folder}/${name}`;
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

function trimSlashes(path: string): string {
  return path
    .replace(/^\.\//, "")
    .replaceAll(/^\/+|\/+$/g, "")
    .replace(/^\.$/, "");
}
