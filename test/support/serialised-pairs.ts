/** Serialises many small Flyte 1 / Flyte 2 module pairs with one process per SDK, because starting an SDK takes seconds. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serialise } from "../../src/verify/serialise/serialise.ts";
import type { SerialisedTree } from "../../src/verify/serialise/serialised-document.ts";
import type { SourceTree } from "../../src/verify/trees/source-tree.ts";

/** The text of the module `tasks` before and after a migration. */
export interface ModulePair {
  readonly v1: string;
  readonly v2: string;
}

export interface SerialisedPair {
  readonly v1: SerialisedTree;
  readonly v2: SerialisedTree;
}

/** Every pair serialised, under the same names. Pairs do not see each other. */
export async function serialisePairs<Name extends string>(
  pairs: Readonly<Record<Name, ModulePair>>,
  python: string,
): Promise<Readonly<Record<Name, SerialisedPair>>> {
  const folder = mkdtempSync(join(tmpdir(), "flyteshift-pairs-"));
  try {
    const names = Object.keys(pairs) as Name[];
    const trees = (side: keyof ModulePair) => names.map((name, index) => pairTree(folder, side, index, pairs[name][side]));
    const options = { python, timeoutMilliseconds: 110_000 };
    const [v1, v2] = await Promise.all([serialise("flytekit", trees("v1"), options), serialise("flyte", trees("v2"), options)]);
    return Object.fromEntries(names.map((name, index) => [name, { v1: v1.trees[index], v2: v2.trees[index] }])) as Record<
      Name,
      SerialisedPair
    >;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pairTree(folder: string, side: string, index: number, text: string): SourceTree {
  const root = join(folder, side, String(index));
  writeTree(root, { "tasks.py": text });
  return { root, modules: ["tasks"] };
}

/** Writes files, named by path below `root`. */
export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
