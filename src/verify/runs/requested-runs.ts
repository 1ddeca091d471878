/** The entries that the user asked to be run, each in the tree that has it. */
import { executionOptions } from "../prepare.ts";
import type { Prepared, VerifyRequest } from "../prepare.ts";
import type { Side } from "../sides.ts";
import type { ModuleRoot } from "../trees/modules-to-import.ts";
import type { SourceTree } from "../trees/source-tree.ts";
import type { RunComparison } from "../verification.ts";
import { parseEntry } from "./entry-name.ts";
import { runEntries } from "./run-entries.ts";

/**
 * Runs every entry that the user named, each in the tree that has its module.
 *
 * @throws ExpectedError when there is no such entry, or it does not take the inputs
 */
export async function runRequestedEntries(prepared: Prepared, options: VerifyRequest): Promise<readonly RunComparison[]> {
  const { states, trees, expectations } = prepared;
  const runs: RunComparison[] = [];
  for (const entry of options.runs) {
    const { v1, v2, root } = treesOf(entry, prepared);
    const done = await runEntries({ v1, v2 }, [{ entry, inputs: options.inputs }], {
      ...executionOptions(prepared, options),
      tolerance: options.tolerance,
      secretVariables: states.plan.secrets.map(({ group, key, variable }) => ({ group, key, variable })),
      calls: expectations(root),
      moved: { v1: trees.moved("v1"), v2: trees.moved("v2") },
      onProgress: (name, sdk) => options.onProgress?.(0, 0, `running ${name} with ${sdk}`),
    });
    runs.push(...done.map((run) => ({ ...run, details: run.details.map((detail) => trees.withoutFolder(detail)) })));
  }
  return runs;
}

/** The trees that an entry is in; where it is in none, the first ones, in which it is not found. */
function treesOf(entry: string, { sources, modules }: Prepared): Record<Side, SourceTree> & { root: ModuleRoot } {
  const found = sources.v1.findIndex((tree) => isIn(entry, tree));
  const index = Math.max(found, 0);
  const [v1, v2, root] = [sources.v1[index], sources.v2[index], modules.roots[index]];
  if (!v1 || !v2 || !root) throw new Error("there are no trees");
  return { v1, v2, root };
}

function isIn(entry: string, tree: SourceTree): boolean {
  try {
    parseEntry(entry, tree);
    return true;
  } catch {
    return false;
  }
}
