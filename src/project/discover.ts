import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { posix, join } from "node:path";

import picomatch from "picomatch";

import { listGitFiles } from "./git.ts";
import { isUnder, toRelative, type Project, type Target } from "./project-root.ts";
import type { Settings } from "./settings-table.ts";

/** The Python files of a project: paths relative to the root with `/`, sorted, each file once. */
export interface Discovery {
  readonly root: string;
  /** All files: what has to be known, because names resolve across the whole repository. */
  readonly files: readonly string[];
  /** Those of `files` that may be changed: under the paths that the user named, and by `include` and `exclude`. */
  readonly selected: readonly string[];
}

/** Folders of code that is installed or generated, never the user's own, even when tracked. */
const SKIPPED_FOLDERS = [".git", "node_modules", "site-packages", "__pycache__", ".venv", "venv", ".tox", ".nox", ".eggs"];

/** A folder with this file is a virtual environment, whatever its name (PEP 405). */
const VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg";

/**
 * Lists the project's Python files: those that git tracks or would add; without git those under the targets that no `.gitignore`
 * there excludes. A symbolic link stands for its target, once: it is listed only when the target itself is not.
 */
export async function discover(project: Project, settings: Pick<Settings, "include" | "exclude">): Promise<Discovery> {
  const { root, targets } = project;
  const listed = project.insideGit ? await listGitFiles(root, "*.py") : await walk(root, targets, "**/*.py");
  const files = onePathPerFile(root, outsideSkippedFolders(root, listed).sort());
  return { root, files, selected: selectFiles(project, settings, files) };
}

/** Those of `files` that may be changed: under the paths that the user named, and by `include` and `exclude`. */
export function selectFiles(
  { root, targets }: Project,
  settings: Pick<Settings, "include" | "exclude">,
  files: readonly string[],
): string[] {
  const matches = matcher(settings);
  return files.filter((path) => targets.some((target) => isUnder(target, join(root, path))) && matches(path));
}

/**
 * Lists what belongs to a project besides installed code: files of every kind, symbolic links, and submodules as folders.
 * Without git these are all files below the root.
 *
 * @returns paths relative to the root with `/`, sorted
 */
export async function listEverything({ root, insideGit }: Project): Promise<string[]> {
  if (insideGit) return outsideSkippedFolders(root, await listGitFiles(root, ".")).sort();
  const walked = await walk(root, [{ absolutePath: root, isFolder: true }], "**/*");
  const isFolder = (path: string) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? true;
  return outsideSkippedFolders(
    root,
    walked.filter((path) => !isFolder(path)),
  ).sort();
}

async function walk(root: string, targets: readonly Target[], pattern: string): Promise<string[]> {
  // Loaded here because most runs are inside git and need not wait for it.
  const { globby } = await import("globby");
  const found = await Promise.all(
    targets.map(({ absolutePath, isFolder }) =>
      isFolder
        ? globby(pattern, {
            cwd: absolutePath,
            absolute: true,
            dot: true,
            // Both keep symbolic links to files as entries and do not follow those to folders.
            onlyFiles: false,
            followSymbolicLinks: false,
            suppressErrors: true,
            ignoreFiles: "**/.gitignore",
            ignore: SKIPPED_FOLDERS.map((folder) => `**/${folder}/**`),
          })
        : [absolutePath],
    ),
  );
  return [...new Set(found.flat().map((path) => toRelative(root, path)))];
}

function outsideSkippedFolders(root: string, paths: readonly string[]): string[] {
  const known = new Map<string, boolean>([[".", false]]);
  const isSkipped = (folder: string): boolean => {
    const answer = known.get(folder) ?? (isSkippedItself(root, folder) || isSkipped(posix.dirname(folder)));
    known.set(folder, answer);
    return answer;
  };
  return paths.filter((path) => !isSkipped(posix.dirname(path)));
}

function isSkippedItself(root: string, folder: string): boolean {
  return SKIPPED_FOLDERS.includes(posix.basename(folder)) || existsSync(join(root, folder, VIRTUAL_ENVIRONMENT_MARK));
}

/** Drops what is no file on disk (git lists deleted files too) and links to files that are listed themselves. */
function onePathPerFile(root: string, sorted: readonly string[]): string[] {
  const links = new Set<string>();
  const files = new Set<string>();
  for (const path of sorted) {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isFile()) files.add(path);
    else if (stats?.isSymbolicLink()) links.add(path);
  }
  if (links.size === 0) return [...files];
  const seen = new Set([...files].map((path) => join(root, path)));
  for (const path of links) {
    const absolutePath = join(root, path);
    if (!statSync(absolutePath, { throwIfNoEntry: false })?.isFile()) continue;
    const real = realpathSync(absolutePath);
    if (!seen.has(real)) files.add(path);
    seen.add(real);
  }
  return [...files].sort();
}

function matcher({ include, exclude }: Pick<Settings, "include" | "exclude">): (path: string) => boolean {
  const included = include.length > 0 ? picomatch(include.flatMap(withContents), { dot: true }) : () => true;
  const excluded = picomatch(exclude.flatMap(withContents), { dot: true });
  return (path) => included(path) && !excluded(path);
}

/** A pattern that names a folder means the files in it. */
function withContents(pattern: string): string[] {
  const bare = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
  return [bare, `${bare}/**`];
}
