/** `--install`: environments of our own, one for each SDK, in the user's cache folder. Uses the network. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ExpectedError } from "../../project/expected-error.ts";
import type { Sdk } from "../sides.ts";
import { probePython } from "./probe.ts";
import type { FoundPython } from "./probe.ts";
import { environmentPython, onPath } from "./programs.ts";
import { pythonsOf, runsOn, SDKS } from "./supported-versions.ts";

/** Written last: without it, the environment was not finished. */
const COMPLETE = "flyteshift-complete";

/** Tried when none of the interpreters that were found fits. */
const USUAL_PYTHONS = ["python3.12", "python3.11", "python3.10"];

/**
 * An interpreter with one SDK, of the version that the serialiser was tested with. Each SDK has its own environment, because
 * resolving both together takes an old pip forever.
 *
 * @param found interpreters without the SDK, of which the first that fits is the base
 * @param say told what is being done, in one line
 * @throws ExpectedError when there is no Python that fits, or the installation fails
 */
export async function privateEnvironment(
  sdk: Sdk,
  found: readonly FoundPython[],
  say: (text: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<FoundPython> {
  const base = await basePython(sdk, found, environment);
  const [major, minor] = base.version.split(".");
  const folder = join(cacheFolder(environment), `${sdk}-${SDKS[sdk].tested}-python-${major}.${minor}`);
  if (!existsSync(join(folder, COMPLETE))) {
    say(`installing ${sdk} ${SDKS[sdk].tested} into ${folder}`);
    await build(sdk, base.python, folder, environment);
  }
  const made = await probePython({ python: environmentPython(folder), foundIn: "a private environment" });
  if (typeof made === "string")
    throw new ExpectedError(`The environment in ${folder} does not work: ${made}. Delete it and run again.`);
  return made;
}

/** Where the system keeps what can be made again (XDG base directories; `LOCALAPPDATA` on Windows). */
function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment["XDG_CACHE_HOME"] || environment["LOCALAPPDATA"] || join(homedir(), ".cache");
  return join(cache, "flyteshift");
}

async function basePython(sdk: Sdk, found: readonly FoundPython[], environment: NodeJS.ProcessEnv): Promise<FoundPython> {
  const fitting = found.find(({ version }) => runsOn(sdk, version));
  if (fitting) return fitting;
  for (const name of USUAL_PYTHONS) {
    const python = onPath(name, environment);
    const answer = python && (await probePython({ python, foundIn: "PATH" }));
    if (answer && typeof answer !== "string" && runsOn(sdk, answer.version)) return answer;
  }
  throw new ExpectedError(
    `${sdk} ${SDKS[sdk].tested} needs ${pythonsOf(sdk)}, and there is none on this machine. Install one, then run again.`,
  );
}

/** Built beside its place and moved there when it is whole; only its interpreter is used, which can be moved. */
async function build(sdk: Sdk, python: string, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  const requirement = `${sdk}==${SDKS[sdk].tested}`;
  const uv = onPath("uv", environment);
  const made = environmentPython(unfinished);
  const steps: readonly (readonly [string, string[]])[] = uv
    ? [
        [uv, ["venv", "--quiet", "--seed", "--python", python, unfinished]],
        [uv, ["pip", "install", "--quiet", "--python", made, requirement]],
      ]
    : [
        [python, ["-m", "venv", unfinished]],
        [made, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", requirement]],
      ];
  const remove = () => rmSync(unfinished, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    mkdirSync(cacheFolder(environment), { recursive: true });
    for (const [command, words] of steps) await runStep(command, words, environment);
    writeFileSync(join(unfinished, COMPLETE), "");
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    process.removeListener("exit", remove);
    remove();
  }
}

async function runStep(command: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(command, words, { env: environment, maxBuffer: 1 << 26 });
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const last = stderr.trim().split("\n").slice(-5).join("\n") || message;
    throw new ExpectedError(
      `The private environment could not be made. This failed:\n  ${[command, ...words].join(" ")}\n${last}`,
    );
  }
}
