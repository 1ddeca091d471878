/** Finds the Python interpreters that import the user's modules: one that has flytekit, and one that has flyte. */
import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ExpectedError } from "../project/expected-error.ts";
import { groupBy } from "../project/group-by.ts";
import { runChild } from "./child-process.ts";
import { QUIET } from "./serialise.ts";
import type { Sdk } from "./serialise.ts";
import { boolean, nullable, object, text } from "./shape.ts";
import { pythonsOf, refusedVersion, runsOn, SDKS } from "./sdks.ts";
import type { Interpreter } from "./verification.ts";

/** What the user said about interpreters. */
export interface InterpreterWishes {
  /** For both sides. */
  readonly both?: string | undefined;
  readonly v1?: string | undefined;
  readonly v2?: string | undefined;
}

/** An interpreter that answered. */
export interface FoundPython {
  readonly python: string;
  readonly foundIn: string;
  /** `3.11.7`. */
  readonly version: string;
  /** Versions of the SDKs; null where there is none. */
  readonly sdks: Readonly<Record<Sdk, string | null>>;
  readonly hasPip: boolean;
  /** Whether it is an environment, apart from the system's packages. */
  readonly isEnvironment: boolean;
}

/** Makes an interpreter that has an SDK, when the user wants that. */
export type InstallSdk = (sdk: Sdk, found: readonly FoundPython[]) => Promise<FoundPython>;

export interface FindInterpretersOptions {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** Folders of the paths that the user named; an environment may stand beside them. */
  readonly folders: readonly string[];
  readonly wishes: InterpreterWishes;
  readonly install: InstallSdk | null;
  readonly environment?: NodeJS.ProcessEnv;
}

interface Candidate {
  readonly python: string;
  readonly foundIn: string;
}

const PROBE = fileURLToPath(new URL("python/flyteshift_probe.py", import.meta.url));
const PROBE_MILLISECONDS = 20_000;
const POETRY_MILLISECONDS = 10_000;

/** Names of virtual environments in a project's folder. */
const ENVIRONMENT_FOLDERS = [".venv", "venv", "env", ".env"];

/** No interpreter that was found has the SDK. */
interface MissingSdk {
  readonly sdk: Sdk;
  readonly found: readonly FoundPython[];
}

/**
 * The interpreters of both sides; often one and the same.
 *
 * @throws ExpectedError with the command that would install what is missing
 */
export async function findInterpreters(options: FindInterpretersOptions): Promise<{ v1: Interpreter; v2: Interpreter }> {
  const probe = cachedProbe();
  const v1 = await find("flytekit", options.wishes.v1, options, probe);
  const v2 = await find("flyte", options.wishes.v2, options, probe);
  if ("python" in v1 && "python" in v2) return { v1, v2 };
  throw new ExpectedError(
    missingMessage(
      [v1, v2].flatMap((answer) => ("found" in answer ? [answer] : [])),
      options,
    ),
  );
}

type Probe = (candidate: Candidate) => Promise<FoundPython | string>;

async function find(
  sdk: Sdk,
  ownWish: string | undefined,
  options: FindInterpretersOptions,
  probe: Probe,
): Promise<Interpreter | MissingSdk> {
  const wish = ownWish ?? options.wishes.both;
  const found: FoundPython[] = [];
  const looked =
    wish === undefined ? candidates(options) : [namedCandidate(wish, ownWish === undefined ? "--python" : flagOf(sdk))];
  for await (const candidate of looked) {
    const answer = await probe(candidate);
    if (typeof answer !== "string") {
      const accepted = accept(sdk, answer);
      if (accepted) return accepted;
      found.push(answer);
    } else if (wish !== undefined) {
      throw new ExpectedError(`${candidate.foundIn} ${wish} is no Python that can be started: ${answer}. Name another.`);
    }
  }
  const installed = options.install && accept(sdk, await options.install(sdk, found));
  return installed ?? { sdk, found };
}

/** What the user named: an interpreter, or the folder of an environment. */
function namedCandidate(wish: string, foundIn: string): Candidate {
  const python = /[\\/]/.test(wish) || existsSync(wish) ? resolve(wish) : wish;
  const inFolder = environmentPython(python);
  return { python: existsSync(inFolder) ? inFolder : python, foundIn };
}

function accept(sdk: Sdk, found: FoundPython): Interpreter | null {
  const version = found.sdks[sdk];
  if (version === null) return null;
  const refused = refusedVersion(sdk, version);
  if (refused) throw new ExpectedError(`${refused} (in ${found.python}). Name another interpreter with ${flagOf(sdk)}.`);
  return { sdk, version, python: found.python, foundIn: found.foundIn };
}

function flagOf(sdk: Sdk): string {
  return sdk === "flytekit" ? "--python-v1" : "--python-v2";
}

/** Where interpreters are looked for, in this order. The last ones are asked of other programs, so they come as they are needed. */
async function* candidates({ root, folders, environment = process.env }: FindInterpretersOptions): AsyncGenerator<Candidate> {
  const places = [...new Set([...folders.flatMap((folder) => foldersUpTo(root, folder)), root])];
  for (const place of places) {
    for (const name of ENVIRONMENT_FOLDERS) {
      const python = environmentPython(join(place, name));
      if (existsSync(python)) yield { python, foundIn: relative(root, join(place, name)) || name };
    }
  }
  for (const variable of ["VIRTUAL_ENV", "CONDA_PREFIX"]) {
    const folder = environment[variable];
    if (folder) yield { python: environmentPython(folder), foundIn: `the active environment (${variable})` };
  }
  for (const place of places.filter((folder) => existsSync(join(folder, "poetry.lock")))) {
    const folder = await poetryEnvironment(place, environment);
    if (folder) yield { python: environmentPython(folder), foundIn: "poetry's environment" };
  }
  for (const name of ["python3", "python"]) {
    const python = onPath(name, environment);
    if (python) yield { python, foundIn: "PATH" };
  }
}

/** `folder` and the folders above it, up to the repository's root. */
function foldersUpTo(root: string, folder: string): string[] {
  const inside = relative(root, folder);
  if (inside.startsWith("..") || isAbsolute(inside)) return [];
  const parts = inside === "" ? [] : inside.split(sep);
  return parts.map((_, index) => join(root, ...parts.slice(0, parts.length - index)));
}

function environmentPython(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function poetryEnvironment(folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const ended = await runChild("poetry", ["env", "info", "--path"], {
    silenceMilliseconds: POETRY_MILLISECONDS,
    environment: { ...environment, POETRY_VIRTUALENVS_CREATE: "false" },
    folder,
  });
  return ended.failure ? null : ended.output.trim() || null;
}

/** The path of a program, or null. */
export function onPath(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  const endings = process.platform === "win32" ? [".exe", ".bat", ".cmd"] : [""];
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  const paths = folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** Each interpreter is started once. */
function cachedProbe(): Probe {
  const known = new Map<string, Promise<FoundPython | string>>();
  return async ({ python, foundIn }) => {
    const answer = known.get(python) ?? probePython({ python, foundIn });
    known.set(python, answer);
    return answer;
  };
}

/** Asks an interpreter what it has; a text says why it gave no answer. */
export async function probePython({ python, foundIn }: Candidate): Promise<FoundPython | string> {
  const ended = await runChild(python, ["-B", PROBE], {
    silenceMilliseconds: PROBE_MILLISECONDS,
    environment: { ...process.env, ...QUIET },
  });
  if (ended.failure) return ended.failure.message;
  try {
    const { python: version, pip, environment, flytekit, flyte } = probeAnswer(JSON.parse(ended.output), "");
    return { python, foundIn, version, hasPip: pip, isEnvironment: environment, sdks: { flytekit, flyte } };
  } catch {
    return "it does not run Python programs";
  }
}

const probeAnswer = object({
  python: text,
  flytekit: nullable(text),
  flyte: nullable(text),
  pip: boolean,
  environment: boolean,
});

function missingMessage(missing: readonly MissingSdk[], options: FindInterpretersOptions): string {
  const lines = missing.map((one) => missingSentence(one));
  const fitting = missing.flatMap(({ sdk, found }) => ({ sdk, python: fittingPython(sdk, found) }));
  const byPython = groupBy(fitting, ({ python }) => python);
  const commands = [...byPython].flatMap(([python, sdks]) => {
    return python
      ? [
          `  ${installCommand(
            sdks.map(({ sdk }) => sdk),
            python,
            options,
          )}`,
        ]
      : [];
  });
  const otherwise = `${missing.map(({ sdk }) => flagOf(sdk)).join(" and ")}, or let flyteshift make a private environment with --install.`;
  const advice =
    commands.length > 0
      ? ["Install it with", ...commands, `or name another interpreter with ${otherwise}`]
      : [`Name another interpreter with ${otherwise}`];
  return [...lines, ...advice].join("\n");
}

function fittingPython(sdk: Sdk, found: readonly FoundPython[]): FoundPython | undefined {
  return found.find(({ version }) => runsOn(sdk, version));
}

function missingSentence({ sdk, found }: MissingSdk): string {
  const fitting = fittingPython(sdk, found);
  if (fitting) return `${sdk} is not installed in ${fitting.python} (${fitting.foundIn}).`;
  const [first] = found;
  const needed = `${sdk} ${SDKS[sdk].tested} needs ${pythonsOf(sdk)}`;
  if (!first) return `No Python was found, and ${needed}.`;
  return `${sdk} is not installed in ${first.python} (${first.foundIn}), which is Python ${first.version}; ${needed}.`;
}

/** The command that a person would type in this project. */
function installCommand(
  sdks: readonly Sdk[],
  { python, foundIn, hasPip, isEnvironment }: FoundPython,
  { root, environment }: FindInterpretersOptions,
): string {
  const requirements = sdks.map((sdk) => `${sdk}==${SDKS[sdk].tested}`);
  if (foundIn.startsWith("poetry")) return `poetry add --group dev ${requirements.join(" ")}`;
  const hasUv = onPath("uv", environment) !== null;
  // One after the other: an old pip does not come to an end with both at once.
  const install = (into: string, usesUv: boolean) =>
    usesUv
      ? `uv pip install --python ${into} ${requirements.join(" ")}`
      : requirements.map((requirement) => `${into} -m pip install ${requirement}`).join(" && ");
  if (isEnvironment) {
    const usesUv = hasUv && (!hasPip || existsSync(join(root, "uv.lock")));
    return `${hasPip || usesUv ? "" : `${python} -m ensurepip && `}${install(python, usesUv)}`;
  }
  // Nothing is installed beside the system's own packages.
  const folder = join(relative(process.cwd(), root), ".venv");
  const made = hasUv ? `uv venv --python ${python} ${folder}` : `${python} -m venv ${folder}`;
  return `${made} && ${install(environmentPython(folder), hasUv)}`;
}
