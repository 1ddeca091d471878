/** Where interpreters are looked for. */
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { runChild } from "../processes/child-process.ts";
import type { Candidate } from "./probe.ts";
import { environmentPython, onPath } from "./programs.ts";

/** Names of virtual environments in a project's folder. */
const ENVIRONMENT_FOLDERS = [".venv", "venv", "env", ".env"];

const POETRY_MILLISECONDS = 10_000;

/**
 * What the user named: an interpreter, or the folder of an environment.
 *
 * @param foundIn the option that named it
 */
export function namedCandidate(wish: string, foundIn: string): Candidate {
  const python = /[\\/]/.test(wish) || existsSync(wish) ? resolve(wish) : wish;
  const inFolder = environmentPython(python);
  return { python: existsSync(inFolder) ? inFolder : python, foundIn };
}

/** What is known of the places where a user keeps environments. */
export interface LookingPlaces {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** Folders of the paths that the user named; an environment may stand beside them. */
  readonly folders: readonly string[];
  /** Variables of the environment; this process's own when not given. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Interpreters, the likeliest first. The last ones are asked of other programs, so they come as they are needed. */
export async function* candidates({ root, folders, environment = process.env }: LookingPlaces): AsyncGenerator<Candidate> {
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

async function poetryEnvironment(folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const ended = await runChild("poetry", ["env", "info", "--path"], {
    silenceMilliseconds: POETRY_MILLISECONDS,
    environment: { ...environment, POETRY_VIRTUALENVS_CREATE: "false" },
    folder,
  });
  return ended.failure ? null : ended.output.trim() || null;
}
