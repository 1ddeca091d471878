/** The repository that the benchmark migrates: the same files in every run with the same seed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FLYTE1_FILES_OF_A_TEAM, teamFiles } from "./flyte1-files.ts";
import { ordinaryFiles } from "./ordinary-files.ts";
import { Random } from "./random.ts";

export interface RepositorySize {
  /** All Python files. */
  readonly files: number;
  /** Those that name the Flyte 1 SDK; a multiple of ten. */
  readonly flyte1: number;
}

/** Packages and tests that use Flyte 1 tasks without naming the SDK, two for each team. */
const IMPORTERS_OF_A_TEAM = 2;

/** All texts by path, with `/`. */
export function generateFiles(seed: number, { files, flyte1 }: RepositorySize): Map<string, string> {
  const random = new Random(seed);
  const teams = flyte1 / FLYTE1_FILES_OF_A_TEAM;
  const ordinary = ordinaryFiles(random, files - flyte1 - teams * IMPORTERS_OF_A_TEAM);
  const libraries = new Map([...ordinary].filter(([path]) => !path.endsWith("__init__.py")));
  const all = new Map(ordinary);
  for (let number = 0; number < teams; number++) {
    for (const [path, text] of teamFiles(random, number, libraries)) all.set(path, text);
  }
  return all;
}

/** Writes the files below `folder`. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  const made = new Set<string>();
  for (const [path, text] of files) {
    const parent = dirname(join(folder, path));
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(join(folder, path), text);
  }
}
