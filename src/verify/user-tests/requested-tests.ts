/** The tests that the user asked for, on both sides. */
import { join } from "node:path";
import { executionOptions } from "../prepare.ts";
import type { Prepared, VerifyRequest } from "../prepare.ts";
import { SIDES } from "../sides.ts";
import type { Side } from "../sides.ts";
import type { SourceTree } from "../trees/source-tree.ts";
import type { TestsComparison } from "../verification.ts";
import { compareTests } from "./compare-tests.ts";

/** Runs the user's tests on both sides; null when there are none. */
export async function compareRequestedTests(prepared: Prepared, options: VerifyRequest): Promise<TestsComparison | null> {
  if (options.tests === undefined) return null;
  const { trees } = prepared;
  const tests = await compareTests({ v1: wholeTree(prepared, "v1"), v2: wholeTree(prepared, "v2") }, options.tests, {
    ...executionOptions(prepared, options),
    onProgress: (side) => options.onProgress?.(0, 0, `running the tests on the code ${SIDES[side].when}`),
  });
  const readable = <End extends { readonly output: string | null }>(end: End): End => {
    return { ...end, output: end.output === null ? null : trees.withoutFolder(end.output) };
  };
  return { ...tests, v1: readable(tests.v1), v2: readable(tests.v2) };
}

/** Every import root of the repository, for tests that import from any of them. */
function wholeTree({ trees, sources }: Prepared, side: Side): SourceTree {
  const roots = sources[side].flatMap(({ root, path = [] }) => [root, ...path]);
  const folder = trees.workingFolder(side);
  return { root: folder, modules: [], folder, path: [...new Set([trees.root(side), join(trees.root(side), "src"), ...roots])] };
}
