/** Runs Python programs of migrated and original repositories: no traces in their folders, no network reports, no caches. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a Python process left behind. */
interface PythonEnd {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

interface PythonOptions {
  /** The interpreter. */
  readonly python: string;
  /** Where it runs; this process's own folder when not given. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
}

const QUIET = { DO_NOT_TRACK: "1", FLYTE_LOCAL_CACHE_ENABLED: "false", PYTHONDONTWRITEBYTECODE: "1" };

/** Runs Python with a home folder of its own. */
export function runPython(
  words: readonly string[],
  { python, folder, environment, input = "" }: PythonOptions,
): Promise<PythonEnd> {
  const home = mkdtempSync(join(tmpdir(), "flyteshift-home-"));
  const env = { ...process.env, ...environment, ...QUIET, HOME: home };
  return new Promise((resolve) => {
    const child = execFile(python, words, { cwd: folder, env, timeout: 110_000, maxBuffer: 1 << 26 }, (_, out, error) => {
      rmSync(home, { recursive: true, force: true });
      resolve({ code: child.exitCode, out, error });
    });
    child.stdin?.end(input);
  });
}
