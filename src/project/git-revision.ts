/** Reading the files of a revision without a checkout. */
import { spawn } from "node:child_process";

import { ExpectedError } from "./expected-error.ts";
import { git, gitCommand, listed } from "./git.ts";

/** A file of a revision. */
export interface RevisionFile {
  /** Relative to the repository's top level, with `/`. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link" | "submodule";
  /** Name of the content in git's store. */
  readonly id: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

const KINDS: Readonly<Record<string, RevisionFile["kind"]>> = {
  "100644": "file",
  "100755": "executable",
  "120000": "link",
  "160000": "submodule",
};

/** The full hash of the commit that `revision` names, or null when there is none. */
export async function findCommit(topLevel: string, revision: string): Promise<string | null> {
  const answer = await git(topLevel, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  return answer.ok ? answer.stdout.trim() : null;
}

/** The last commit that two have in common, or null. */
export async function findMergeBase(topLevel: string, one: string, other: string): Promise<string | null> {
  const answer = await git(topLevel, ["merge-base", one, other]);
  return answer.ok ? (answer.stdout.split("\n", 1)[0] ?? null) : null;
}

/** The last commit, up to the present one, that changed a line of a Python file with this word in it; null when there is none. */
export async function findLastChange(topLevel: string, word: string): Promise<string | null> {
  const answer = await git(topLevel, ["log", "-1", "--format=%H", `-G${word}`, "HEAD", "--", "*.py"]);
  return answer.ok ? answer.stdout.trim() || null : null;
}

/** All files of a commit. */
export async function listRevision(topLevel: string, commit: string): Promise<RevisionFile[]> {
  const entries = await listed(topLevel, ["ls-tree", "-r", "-z", "--long", "--full-tree", commit]);
  return entries.flatMap((entry) => {
    const [, mode = "", id = "", size = "", path = ""] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(entry) ?? [];
    const kind = KINDS[mode];
    return kind ? [{ path, kind, id, size: Number(size) || 0 }] : [];
  });
}

/**
 * The contents of files, one after the other, as they stand in git's store: no filter of the repository's configuration is run.
 *
 * @throws ExpectedError when git cannot read one (a partial clone without network)
 */
export async function* readRevision(
  topLevel: string,
  files: readonly RevisionFile[],
): AsyncGenerator<readonly [RevisionFile, Buffer]> {
  const { words, env } = gitCommand(topLevel, ["cat-file", "--batch"]);
  const child = spawn("git", words, { env, stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
  child.once("error", () => {});
  child.stdin.on("error", () => {}).end(files.map(({ id }) => `${id}\n`).join(""));
  const reader = new BlockReader(child.stdout);
  try {
    for (const file of files) {
      // `ID blob SIZE`, the bytes, and a line end.
      const size = /^\w+ blob (\d+)$/.exec(await reader.line())?.[1];
      if (size === undefined) throw new ExpectedError(`git cannot read ${file.path} of the revision. Fetch it, and run again.`);
      const content = await reader.take(Number(size));
      await reader.take(1);
      yield [file, content];
    }
  } finally {
    child.kill();
  }
}

/** Takes lines and blocks of known length from a stream. */
class BlockReader {
  private rest = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end; what is left when the stream ends before. */
  async line(): Promise<string> {
    let end = this.rest.indexOf("\n");
    while (end < 0 && (await this.more())) end = this.rest.indexOf("\n");
    const line = this.rest.subarray(0, end < 0 ? this.rest.length : end);
    this.rest = this.rest.subarray(line.length + 1);
    return line.toString("utf8");
  }

  /** The next bytes; fewer when the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const parts = [this.rest];
    let known = this.rest.length;
    while (known < length) {
      this.rest = Buffer.alloc(0);
      if (!(await this.more())) break;
      parts.push(this.rest);
      known += this.rest.length;
    }
    const all = Buffer.concat(parts);
    this.rest = all.subarray(length);
    return all.subarray(0, length);
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (done) return false;
    this.rest = Buffer.concat([this.rest, value]);
    return true;
  }
}
