/** The bundled example, as its owners would use it: it works before the migration, and after it the same way under Flyte 2. */
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { applyPlan } from "../src/apply/write.ts";
import { migrate } from "../src/migrate/migrate.ts";
import type { Plan } from "../src/migrate/plan.ts";
import { leftovers } from "../src/report/check.ts";
import { transforms } from "../transforms/index.ts";
import { pythonTexts } from "./support/fixtures.ts";
import { checkMigrations } from "./support/migrated-trees.ts";
import { compareRuns } from "./support/run-tasks.ts";
import { runPython } from "./support/run-python.ts";

const EXAMPLE = fileURLToPath(new URL("../examples/forecasting", import.meta.url));
const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), "flyteshift-example-")));
const BEFORE = join(FOLDER, "before");
const AFTER = join(FOLDER, "after");

let plan: Plan;

beforeAll(async () => {
  cpSync(EXAMPLE, BEFORE, { recursive: true });
  cpSync(EXAMPLE, AFTER, { recursive: true });
  plan = await planOf(AFTER);
  await applyPlan(plan, { allowDirty: true });
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function planOf(folder: string): Promise<Plan> {
  return migrate({ paths: [folder], settings: {}, transforms });
}

describe("the plan", () => {
  test("leaves nothing to do by hand", () => {
    expect(plan.skipped).toEqual([]);
    expect(plan.findings.filter(({ confidence }) => confidence === "manual")).toEqual([]);
    expect(plan.ledger.filter(({ outcome }) => outcome === "manual")).toEqual([]);
    expect(plan.summary).toMatchObject({ tasksMigrated: 18, workflowsMigrated: 5, tasksLeft: 0 });
  });

  test("leaves no Flyte 1 behind, and a second run has nothing to do", async () => {
    const second = await planOf(AFTER);
    expect(second.skipped).toEqual([]);
    expect(leftovers(second)).toEqual([]);
    expect(second.files.filter(({ original, migrated }) => original !== migrated)).toEqual([]);
  });
});

test("every task asks for the same", async () => {
  const migrations = [{ input: pythonTexts(BEFORE), settings: {}, plan }];
  const [checked] = await checkMigrations(migrations, { python: inject("python") });
  expect(checked?.problems).toEqual([]);
  expect(checked?.comparison.tasks).toHaveLength(23);
});

/** Made-up inputs are shorter than the weeks of history that these need; the repository's own tests run them. */
const NEED_HISTORY = [
  "pipelines.backtest.weekly_errors",
  "training.tasks.fit_smoothing",
  "training.tasks.predict_demand",
  "training.tasks.holdout_error",
  "training.tasks.retrain",
];

test("every task, and every call in a workflow, does the same", async () => {
  const migrations = [{ input: pythonTexts(BEFORE), settings: {}, plan }];
  const [problems] = await compareRuns(migrations, { python: inject("python") });
  expect(problems?.filter(({ subject }) => !NEED_HISTORY.includes(subject))).toEqual([]);
});

/** What a person does with the repository. */
const USES = {
  "runs on a laptop": ["-m", "pipelines.nightly"],
  "passes its own tests": ["-m", "pytest", "-q", "-p", "no:cacheprovider"],
} as const;

describe.each(Object.entries(USES))("%s", (_, words) => {
  test("with the same result", async () => {
    const [before, after] = await Promise.all(
      [BEFORE, AFTER].map((folder) => runPython(words, { python: inject("python"), folder })),
    );
    const outputs = [before, after].map((end) => (end?.code === 0 ? withoutSeconds(end.out) : end));
    expect(outputs[0]).toMatch(/\w/);
    expect(outputs[1]).toEqual(outputs[0]);
  });
});

/** pytest says how long it took. */
function withoutSeconds(output: string): string {
  return output.replaceAll(/ in \d+\.\d+s/g, "");
}
