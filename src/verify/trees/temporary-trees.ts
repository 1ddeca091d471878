/** Temporary copies of a repository, one for each side: user code runs in them, and the user's own tree stays as it is. */
import { mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { constants, copyFile, cp, lstat, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { readRevision } from "../../project/git-revision.ts";
import type { RevisionFile } from "../../project/git-revision.ts";
import type { Side } from "../sides.ts";
import type { MovedFolder } from "./source-tree.ts";

/** A file that is not in the copies. */
export interface LeftOut {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly why: string;
}

/** A larger file is data that importing a module hardly needs. */
const MAX_BYTES = 64 * 1024 * 1024;

const FILES_AT_ONCE = 64;

/** Two copies of a repository, which are gone when they are removed and when this process ends, however it ends by itself. */
export class TemporaryTrees {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "flyteshift-verify-")));
  private readonly removeAtExit = () => rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  private readonly leftOutByPath = new Map<string, LeftOut>();

  /** @param repository absolute path of the repository's root */
  constructor(readonly repository: string) {
    process.once("exit", this.removeAtExit);
  }

  /** The copy's root; it has the name of the repository's own. */
  root(side: Side): string {
    return join(this.folder, side, basename(this.repository));
  }

  /** The copy of the folder that the user is in, because user code may name its files from there. It exists. */
  workingFolder(side: Side): string {
    const inside = relative(this.repository, process.cwd());
    const folder = inside.startsWith("..") || isAbsolute(inside) ? this.root(side) : join(this.root(side), inside);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** How an import path that leads into the repository is led into its copy. */
  moved(side: Side): MovedFolder {
    return { from: this.repository, to: this.root(side) };
  }

  /** Files that are not in the copies. */
  get leftOut(): readonly LeftOut[] {
    return [...this.leftOutByPath.values()];
  }

  /**
   * Copies files from disk: symbolic links within the repository stay links, others become what they lead to.
   *
   * @param paths relative to the repository's root; submodules as folders
   */
  async copyFromDisk(side: Side, paths: readonly string[]): Promise<void> {
    await mkdir(this.root(side), { recursive: true });
    for (let index = 0; index < paths.length; index += FILES_AT_ONCE) {
      const some = paths.slice(index, index + FILES_AT_ONCE);
      await Promise.all(some.map((path) => this.copyOne(path, join(this.root(side), path))));
    }
  }

  private async copyOne(path: string, target: string): Promise<void> {
    const source = join(this.repository, path);
    try {
      const stats = await lstat(source);
      await mkdir(dirname(target), { recursive: true });
      if (stats.isSymbolicLink()) await this.copyLink(path, source, target);
      else if (stats.isDirectory()) await cp(source, target, { recursive: true, filter: (place) => basename(place) !== ".git" });
      else if (!stats.isFile()) this.leaveOut({ path, why: "it is no file" });
      else if (stats.size > MAX_BYTES) this.leaveOut({ path, why: sizeOf(stats.size) });
      // Where the file system can, the copy shares the bytes until one of the two is written.
      else await copyFile(source, target, constants.COPYFILE_FICLONE);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Git lists tracked files that were deleted.
      if (code !== "ENOENT") this.leaveOut({ path, why: `it cannot be read (${code ?? message})` });
    }
  }

  private async copyLink(path: string, source: string, target: string): Promise<void> {
    const leadsTo = await realpath(source);
    const stats = await lstat(leadsTo);
    const isInside = leadsTo.startsWith(this.repository + sep);
    const written = readlinkSync(source);
    if (isInside && !written.startsWith(sep)) await symlink(written, target, stats.isDirectory() ? "junction" : "file");
    else if (stats.isFile() && stats.size <= MAX_BYTES) await copyFile(leadsTo, target);
    else this.leaveOut({ path, why: "it leads out of the repository" });
  }

  /** Writes the files of a commit. Submodules are copied from disk: git holds only their names. */
  async copyRevision(side: Side, files: readonly RevisionFile[]): Promise<void> {
    await mkdir(this.root(side), { recursive: true });
    await this.copyFromDisk(
      side,
      files.filter(({ kind }) => kind === "submodule").map(({ path }) => path),
    );
    const small = files.filter(({ kind, size }) => kind !== "submodule" && size <= MAX_BYTES);
    // Links last: nothing is written through one.
    const wanted = [...small.filter(({ kind }) => kind !== "link"), ...small.filter(({ kind }) => kind === "link")];
    for (const { path, size } of files) if (size > MAX_BYTES) this.leaveOut({ path, why: sizeOf(size) });
    for await (const [{ path, kind }, content] of readRevision(this.repository, wanted)) {
      const target = join(this.root(side), path);
      await mkdir(dirname(target), { recursive: true });
      if (kind === "link") await this.writeLink(path, content.toString("utf8"), target);
      else await writeFile(target, content, { mode: kind === "executable" ? 0o755 : 0o644 });
    }
  }

  private async writeLink(path: string, leadsTo: string, target: string): Promise<void> {
    const isInside = join(dirname(target), leadsTo).startsWith(join(target.slice(0, -path.length), "."));
    if (isInside && !leadsTo.startsWith(sep)) await symlink(leadsTo, target);
    else this.leaveOut({ path, why: "it leads out of the repository" });
  }

  /** Replaces the texts of files. */
  async write(side: Side, texts: ReadonlyMap<string, string>): Promise<void> {
    for (const [path, text] of texts) {
      const target = join(this.root(side), path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  }

  /** Takes the temporary folder out of a text that a user reads. */
  withoutFolder(text: string): string {
    return (["v1", "v2"] as const).reduce((before, side) => {
      return before.replaceAll(this.root(side) + sep, "").replaceAll(this.root(side), ".");
    }, text);
  }

  /** Removes both copies. */
  remove(): void {
    process.removeListener("exit", this.removeAtExit);
    this.removeAtExit();
  }

  /** Notes that something is not in the copies. */
  leaveOut(leftOut: LeftOut): void {
    this.leftOutByPath.set(leftOut.path, leftOut);
  }
}

function sizeOf(bytes: number): string {
  return `it has ${Math.round(bytes / 1024 / 1024)} MB`;
}
