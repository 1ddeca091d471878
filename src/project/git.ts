import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";

import { ExpectedError } from "./expected-error.ts";

/** The git repository around a folder, or why there is none to work with. */
export type GitFolder =
  | { readonly insideGit: true; readonly topLevel: string }
  | { readonly insideGit: false; readonly why: string };

/** A file whose present content git could not bring back, or that would mix with a migration's own changes. */
export interface DirtyFile {
  /** Relative to the repository's top level, with `/`; absolute for a file outside the repository. */
  readonly path: string;
  readonly state: "modified" | "untracked" | "outside the repository";
}

/** Whether a migration can be undone with git. */
export type GitState =
  | { readonly insideGit: false; readonly why: string }
  | { readonly insideGit: true; readonly topLevel: string; readonly dirty: readonly DirtyFile[] };

/**
 * Finds the work tree that a file or folder belongs to. What git ignores belongs to none: git neither lists it nor brings it back.
 *
 * @param path absolute path of something that exists
 * @param folder the folder of `path`, or `path` itself when it is one
 */
export async function findGit(path: string, folder: string): Promise<GitFolder> {
  const topLevel = await git(folder, ["rev-parse", "--show-toplevel"]);
  if (!topLevel.ok) return { insideGit: false, why: topLevel.why };
  const root = topLevel.stdout.replace(/\r?\n$/, "");
  if (!root) return { insideGit: false, why: "the folder is not in a git work tree" };
  const ignored = path !== root && (await git(folder, ["check-ignore", "--quiet", "--", path])).ok;
  return ignored ? { insideGit: false, why: "git ignores the path" } : { insideGit: true, topLevel: root };
}

/**
 * Lists the files of a work tree: tracked ones and new ones that are not ignored. Submodules and nested repositories are not entered.
 *
 * @param topLevel as {@link findGit} gave it
 * @param pathspec git's pattern of the files to list (`*.py` matches in every folder)
 * @returns paths relative to `topLevel`, each once; deleted files that are still tracked are among them
 */
export async function listGitFiles(topLevel: string, pathspec: string): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pathspec];
  return [...new Set(await listed(topLevel, args))];
}

/**
 * Looks for work that a migration could mix with or destroy.
 *
 * Dirty are: tracked files anywhere in the repository that are modified, staged, deleted or in conflict, because their changes
 * and the migration's would end in one diff; and of the files to be written those that git does not hold.
 * Other untracked files are in nobody's way, and what happens inside submodules is not this repository's.
 *
 * @param root absolute path that `paths` are relative to
 * @param paths the files to be written; a symbolic link stands for its target
 */
export async function gitState(root: string, paths: readonly string[]): Promise<GitState> {
  const folder = await findGit(root, root);
  if (!folder.insideGit) return folder;
  const { topLevel } = folder;
  const modified = await listModified(topLevel);
  const tracked = new Set(await listed(topLevel, ["ls-files", "-z", "--cached"]));
  const unknownToGit = paths.map((path) => pathInRepository(topLevel, join(root, path))).filter((path) => !tracked.has(path));
  const dirty = new Map<string, DirtyFile["state"]>();
  for (const path of unknownToGit) dirty.set(path, isAbsolute(path) ? "outside the repository" : "untracked");
  for (const path of modified) dirty.set(path, "modified");
  return { insideGit: true, topLevel, dirty: [...dirty].map(([path, state]) => ({ path, state })).sort(byPath) };
}

async function listModified(topLevel: string): Promise<string[]> {
  const args = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=dirty"];
  const entries = await listed(topLevel, args);
  return entries.map((entry) => entry.slice("XY ".length));
}

function byPath(a: DirtyFile, b: DirtyFile): number {
  return a.path < b.path ? -1 : 1;
}

/** The path as git knows it, after symbolic links; absolute when that is outside the repository. */
function pathInRepository(topLevel: string, path: string): string {
  const real = existsSync(path) ? realpathSync(path) : path;
  const inside = relative(topLevel, real);
  return inside.startsWith("..") || isAbsolute(inside) ? real : inside.replaceAll("\\", "/");
}

/** What a git command printed, or why it failed. */
type GitAnswer = { readonly ok: true; readonly stdout: string } | { readonly ok: false; readonly why: string };

/** What a git command lists with `-z`, or an ExpectedError with git's own words. */
export async function listed(folder: string, args: readonly string[]): Promise<string[]> {
  const answer = await git(folder, args);
  if (!answer.ok) throw new ExpectedError(`git ${args[0]} failed in ${folder}: ${answer.why}. Mend this, or run outside of git.`);
  return answer.stdout.split("\0").filter(Boolean);
}

/** Runs git in a folder. Never rejects. */
export function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  const { words, env } = gitCommand(folder, args);
  const options = { env, maxBuffer: Infinity, windowsHide: true };
  return new Promise((resolve) => {
    execFile("git", words, options, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, stdout });
      else if (error.code === "ENOENT") resolve({ ok: false, why: "git is not installed" });
      else resolve({ ok: false, why: stderr.split("\n", 1)[0]?.replace(/^fatal: /, "") || error.message });
    });
  });
}

/**
 * How git is started: without a shell, so that no file name is ever read as a command; and without the program that the
 * repository's own configuration names.
 */
export function gitCommand(folder: string, args: readonly string[]): { words: string[]; env: NodeJS.ProcessEnv } {
  return { words: ["-C", folder, "-c", "core.fsmonitor=false", ...args], env: environment() };
}

/** Inside a git hook these variables point to the hook's repository, whichever folder is asked about. */
const REDIRECTING_VARIABLES = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"];

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !REDIRECTING_VARIABLES.includes(name));
  // Without optional locks `git status` does not get in the way of the user's own git commands.
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
}
