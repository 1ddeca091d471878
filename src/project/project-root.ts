import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, parse, relative, resolve, sep } from "node:path";

import { ExpectedError } from "./expected-error.ts";
import { findGit } from "./git.ts";

/** A path given by the user, after symbolic links. */
export interface Target {
  readonly absolutePath: string;
  readonly isFolder: boolean;
}

/** Which repository a run is about. */
export interface Project {
  /** Absolute path after symbolic links: git's top level, else the folder that holds all targets. */
  readonly root: string;
  readonly insideGit: boolean;
  /** What the user named: the part of the repository to migrate. */
  readonly targets: readonly Target[];
}

/**
 * Finds the project that the paths belong to. In a git work tree it is the whole repository, because tasks and secrets are used
 * across modules; without git it is what was named, because nothing says where the project ends.
 *
 * @param paths files or folders, absolute or relative to `cwd`; none means `cwd` itself
 * @throws ExpectedError when a path does not exist, is a file that is not Python, or when the paths belong to different repositories
 */
export async function findProject(paths: readonly string[], cwd: string): Promise<Project> {
  const targets = (paths.length > 0 ? paths : ["."]).map((path) => toTarget(path, cwd));
  const homes = await Promise.all(targets.map((target) => findGit(target.absolutePath, folderOf(target))));
  const topLevels = homes.map((home) => (home.insideGit ? home.topLevel : null));
  const [topLevel = null] = topLevels;
  const stranger = topLevels.findIndex((other) => other !== topLevel);
  if (stranger >= 0) {
    const describe = (index: number): string => `${paths[index]} (${topLevels[index] ?? "not in git"})`;
    throw new ExpectedError(
      `The paths belong to different repositories: ${describe(0)} and ${describe(stranger)}. Run once for each repository.`,
    );
  }
  return { root: topLevel ?? commonFolder(targets.map(folderOf)), insideGit: topLevel !== null, targets };
}

function toTarget(path: string, cwd: string): Target {
  const absolutePath = resolve(cwd, path);
  if (!existsSync(absolutePath)) {
    throw new ExpectedError(`${path} does not exist (looked for ${absolutePath}). Name a Python file or a folder.`);
  }
  const isFolder = statSync(absolutePath).isDirectory();
  if (!isFolder && !path.endsWith(".py")) {
    throw new ExpectedError(`${path} is not a Python file. Name a file that ends in .py, or a folder.`);
  }
  return { absolutePath: realpathSync(absolutePath), isFolder };
}

function folderOf(target: Target): string {
  return target.isFolder ? target.absolutePath : dirname(target.absolutePath);
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    const [first, second] = [common.split(sep), folder.split(sep)];
    const differs = first.findIndex((part, index) => part !== second[index]);
    const shared = differs < 0 ? first : first.slice(0, differs);
    return shared.join(sep) || parse(common).root;
  });
}

/** Path relative to the root with `/`, the form in which the plan names files. */
export function toRelative(root: string, absolutePath: string): string {
  return relative(root, absolutePath).replaceAll(sep, "/");
}

/** Whether the path is the target or lies in it. */
export function isUnder(target: Target, absolutePath: string): boolean {
  return absolutePath === target.absolutePath || (target.isFolder && absolutePath.startsWith(join(target.absolutePath, sep)));
}
