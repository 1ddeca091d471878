/** Random workflows before and after: the same results, and every call starts when all that it needs has ended, and not before. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { expect, inject, test } from "vitest";
import { planTexts } from "./support/plan-texts.ts";
import { randomWorkflow, sourceOf, TASKS } from "./support/random-workflows.ts";
import { runPython } from "./support/run-python.ts";

const SUPPORT = fileURLToPath(new URL("support", import.meta.url));

/** Random workflows in one test; the seed of a failure is printed with it. */
const RUNS = Number(process.env.FLYTESHIFT_WORKFLOWS ?? 60);
const SEED = Number(process.env.FLYTESHIFT_SEED ?? Math.floor(Math.random() * 1e9));

interface Before {
  readonly result: unknown;
  readonly needs: Readonly<Record<string, readonly number[]>>;
}

interface After {
  readonly result: unknown;
  readonly problems: readonly string[];
}

test("random workflows compute the same, and their calls start when Flyte 1 started them", async () => {
  const workflows = fc.sample(randomWorkflow, { numRuns: RUNS, seed: SEED });
  const sources = new Map(workflows.map((workflow, index) => [`flow_${index}`, sourceOf(`flow_${index}`, workflow)]));
  const before = [TASKS, ...sources.values()].join("\n\n");
  const after = await migrate(before);
  const [v1, v2] = await runBoth(before, after, [...sources.keys()]);
  const wrong = [...sources].flatMap(([name, source]) => {
    const problems = v2[name]?.problems ?? ["not run"];
    const results = [v1[name]?.result, v2[name]?.result].map((result) => JSON.stringify(result));
    const all = [...problems, ...(results[0] === results[1] ? [] : [results.join(" became ")])];
    return all.length > 0 ? [`seed ${SEED}\n${source}\n\n${functionIn(after, name)}\n${all.join("\n")}`] : [];
  });
  expect(wrong.toSorted((one, other) => one.length - other.length).slice(0, 1)).toEqual([]);
}, 100_000);

async function migrate(source: string): Promise<string> {
  const plan = await planTexts(new Map([["flows.py", source]]));
  expect(plan.skipped).toEqual([]);
  expect(plan.findings).toEqual([]);
  return plan.files[0]?.migrated ?? source;
}

async function runBoth(
  before: string,
  after: string,
  names: readonly string[],
): Promise<[Readonly<Record<string, Before>>, Readonly<Record<string, After>>]> {
  const folder = mkdtempSync(join(tmpdir(), "flyteshift-data-flow-"));
  try {
    const v1 = await run("flytekit", join(folder, "before"), before, names, "");
    return [
      v1 as Record<string, Before>,
      (await run("flyte", join(folder, "after"), after, names, JSON.stringify(v1))) as Record<string, After>,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(sdk: string, folder: string, text: string, names: readonly string[], input: string): Promise<unknown> {
  mkdirSync(folder);
  writeFileSync(join(folder, "flows.py"), text);
  copyFileSync(join(SUPPORT, "gate.py"), join(folder, "gate.py"));
  const words = [join(SUPPORT, "run_data_flow.py"), sdk, folder, ...names];
  const { out, error } = await runPython(words, { python: inject("python"), folder, input });
  const last = out.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`${sdk} could not run the workflows (seed ${SEED}): ${error.slice(-3000)}`);
  return JSON.parse(last);
}

function functionIn(text: string, name: string): string {
  const [, rest = ""] = text.split(new RegExp(`def ${name}\\(`));
  return `def ${name}(${rest.split("\n@")[0] ?? ""}`;
}
