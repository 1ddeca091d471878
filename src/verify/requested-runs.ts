/** What the user asked to be run on both sides: entries (`--run`) and tests (`--tests`). */
import { join } from "node:path";
import type { ModuleRoot } from "./modules.ts";
import type { Prepared, VerifyRequest } from "./prepare.ts";
import { parseEntry } from "./run-entries.ts";
import { runEntries } from "./runs.ts";
import type { SourceTree } from "./serialise.ts";
import { compareTests } from "./tests.ts";
import type { Side } from "./trees.ts";
import type { RunComparison, TestsComparison } from "./verification.ts";

/**
 * Runs every entry that the user named, each in the tree that has its module.
 *
 * @throws ExpectedError when there is no such entry, or it does not take the inputs
 */
export async function runAllEntries(prepared: Prepared, options: VerifyRequest): Promise<readonly RunComparison[]> {
  const { states, trees, expectations } = prepared;
  const runs: RunComparison[] = [];
  for (const entry of options.runs) {
    const { v1, v2, root } = treesOf(entry, prepared);
    const done = await runEntries({ v1, v2 }, [{ entry, inputs: options.inputs }], {
      ...shared(prepared, options),
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

/** Runs the user's tests on both sides; null when there are none. */
export async function compareWholeTests(prepared: Prepared, options: VerifyRequest): Promise<TestsComparison | null> {
  if (options.tests === undefined) return null;
  const { trees } = prepared;
  const tests = await compareTests({ v1: wholeTree(prepared, "v1"), v2: wholeTree(prepared, "v2") }, options.tests, {
    ...shared(prepared, options),
    onProgress: (side) => options.onProgress?.(0, 0, `running the tests on the code ${side === "v1" ? "before" : "after"}`),
  });
  const readable = <End extends { readonly output: string | null }>(end: End): End => {
    return { ...end, output: end.output === null ? null : trees.withoutFolder(end.output) };
  };
  return { ...tests, v1: readable(tests.v1), v2: readable(tests.v2) };
}

function shared({ interpreters }: Prepared, { timeoutMilliseconds, environmentFile, signal }: VerifyRequest) {
  const python = { v1: interpreters.v1.python, v2: interpreters.v2.python };
  return { python, timeoutMilliseconds, environmentFile, signal };
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

/** Every import root of the repository, for tests that import from any of them. */
function wholeTree({ trees, sources }: Prepared, side: Side): SourceTree {
  const roots = sources[side].flatMap(({ root, path = [] }) => [root, ...path]);
  const folder = trees.workingFolder(side);
  return { root: folder, modules: [], folder, path: [...new Set([trees.root(side), join(trees.root(side), "src"), ...roots])] };
}
