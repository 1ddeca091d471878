/**
 * The Python environment of the tests: both SDKs, pinned in `python-requirements.txt`, kept in `.cache/` between runs.
 *
 * It is built in its final place, because scripts in an environment contain its path; a file written last says that it is complete.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const runFile = promisify(execFile);

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CACHE = join(ROOT, ".cache");
const REQUIREMENTS = join(ROOT, "test", "python-requirements.txt");
const COMPLETE = "flyteshift-complete";

/** Tried in this order; the variable `FLYTESHIFT_PYTHON` goes before all. */
const CANDIDATES = ["python3.12", "python3.11", "python3.10", "python3"];

/** The pinned flytekit says so itself: `Requires-Python: >=3.10,<3.13`. */
const PROBE = "import sys, venv, ensurepip; assert (3, 10) <= sys.version_info < (3, 13); print('%d.%d' % sys.version_info[:2])";

/**
 * Path of a Python interpreter that has both SDKs. Makes the environment when there is none, which takes minutes and the network.
 *
 * @throws {Error} with what is missing and what to do.
 */
export async function pythonEnvironment(): Promise<string> {
  const existing = process.env.FLYTESHIFT_PYTHON ? undefined : existingEnvironment();
  if (existing) return interpreter(existing);
  const { python, version } = await findPython();
  const folder = join(CACHE, `python-${version}-${requirementsHash()}`);
  if (!isComplete(folder)) await withLock(`${folder}.lock`, async () => isComplete(folder) || (await build(folder, python)));
  return interpreter(folder);
}

function requirementsHash(): string {
  return createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
}

/** An environment of these requirements, whatever its Python: starting Python to learn its version is slow. */
function existingEnvironment(): string | undefined {
  if (!existsSync(CACHE)) return undefined;
  const hash = requirementsHash();
  const folders = readdirSync(CACHE).filter((name) => name.startsWith("python-") && name.endsWith(hash));
  return folders.map((name) => join(CACHE, name)).find(isComplete);
}

function isComplete(folder: string): boolean {
  return existsSync(join(folder, COMPLETE)) && existsSync(interpreter(folder));
}

function interpreter(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function findPython(): Promise<{ python: string; version: string }> {
  const chosen = process.env.FLYTESHIFT_PYTHON;
  for (const python of chosen ? [chosen] : CANDIDATES) {
    try {
      const { stdout } = await runFile(python, ["-c", PROBE]);
      return { python, version: stdout.trim() };
    } catch {
      // Not there, of another version, or without venv: the next one may do.
    }
  }
  const looked = chosen ? `FLYTESHIFT_PYTHON=${chosen} is none` : `none of ${CANDIDATES.join(", ")} is one`;
  throw new Error(
    `The tests against the real Flyte SDKs need Python 3.10, 3.11 or 3.12 with the modules venv and ensurepip; ${looked}. ` +
      "Install one (on Debian and Ubuntu: apt install python3.12 python3.12-venv), or set FLYTESHIFT_PYTHON to its path.",
  );
}

async function build(folder: string, python: string): Promise<void> {
  process.stderr.write(`Making the Python environment of the tests in ${folder}: once, some minutes, from the network.\n`);
  rmSync(folder, { recursive: true, force: true });
  const steps: readonly (readonly [string, string[]])[] = [
    [python, ["-m", "venv", folder]],
    [interpreter(folder), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", REQUIREMENTS]],
  ];
  for (const [command, commandArguments] of steps) {
    try {
      await runFile(command, commandArguments, { maxBuffer: 1 << 26 });
    } catch (error) {
      const output = (error as { stderr?: string }).stderr ?? "";
      const last = output.trim().split("\n").slice(-8).join("\n");
      throw new Error(
        "The Python environment of the tests could not be made. " +
          `Try this yourself, it needs the network once:\n  ${[command, ...commandArguments].join(" ")}\n${last}`,
        { cause: error },
      );
    }
  }
  writeFileSync(join(folder, COMPLETE), "");
}

/** Two test runs at the same time build once: the second waits. A lock whose process has ended is taken over. */
async function withLock(path: string, work: () => Promise<unknown>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  while (!takeLock(path)) {
    if (isAbandoned(path)) rmSync(path, { force: true });
    else await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAbandoned(path: string): boolean {
  try {
    const owner = Number(readFileSync(path, "utf8"));
    // Just created, and its owner has not written its number yet.
    if (owner === 0) return Date.now() - statSync(path).mtimeMs > 10_000;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
