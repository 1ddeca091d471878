/** The check of migrations sees mistakes: a correct migration, damaged in one place, is refused for exactly that. */
import { beforeAll, expect, inject, test } from "vitest";
import type { Plan } from "../src/migrate/plan.ts";
import { checkMigrations } from "./support/migrated-trees.ts";
import type { Problem } from "./support/migrated-trees.ts";
import { planTexts } from "./support/plan-texts.ts";
import { compareRuns } from "./support/run-tasks.ts";

const INPUT = new Map([
  [
    "pipeline.py",
    `from flytekit import FlyteFile, Resources, Secret, current_context, map_task, task, workflow


@task(requests=Resources(cpu="1"), limits=Resources(cpu="2"), secret_requests=[Secret(group="db", key="user")])
def load(day: str) -> int:
    return len(day + current_context().secrets.get("db", "user"))


@task(requests=Resources(ephemeral_storage="1Gi"), limits=Resources(ephemeral_storage="2Gi"))
def spill(rows: int) -> int:
    return rows


@workflow
def nightly(day: str) -> int:
    return spill(rows=load(day=day)).with_overrides(retries=2)


@workflow
def every(days: list[str]) -> list[int]:
    return map_task(load)(day=days)


@task
def measure(file: FlyteFile) -> int:
    return len(file.path)
`,
  ],
]);

type Damage = (plan: Plan) => Plan;

const replaced =
  (part: string, other: string): Damage =>
  (plan) => ({
    ...plan,
    files: plan.files.map((file) => {
      expect(file.migrated).toContain(part);
      return { ...file, migrated: file.migrated.replace(part, other) };
    }),
  });

const CASES: Readonly<Record<string, { damage: Damage; wire: readonly string[]; runs?: readonly string[] }>> = {
  "no mistake": { damage: (plan) => plan, wire: [] },
  "a fact is another one": {
    damage: replaced('cpu=("1", "2")', 'cpu="1"'),
    wire: ["pipeline.load: cpu"],
    runs: ["pipeline.nightly.call 1 of load: cpu", ...[1, 2, 3].map((call) => `pipeline.every.call ${call} of load: cpu`)],
  },
  "an override is another one": {
    damage: replaced("spill.override(retries=2)", "spill.override(retries=3)"),
    wire: [],
    runs: ["pipeline.nightly.call 1 of spill: retries"],
  },
  "a difference that no finding announces": {
    damage: (plan) => ({ ...plan, findings: manual(plan) }),
    wire: ["pipeline.spill: disk"],
    runs: ["pipeline.nightly.call 1 of spill: disk"],
  },
  "a task that stays Flyte 1 in silence": { damage: (plan) => ({ ...plan, findings: review(plan) }), wire: ["pipeline.measure"] },
  "a module that cannot be imported": {
    damage: replaced("import flyte\n", "import flyte, no_such_module\n"),
    wire: ["flyte: pipeline", ...["load", "spill", "nightly", "every", "measure"].map((name) => `pipeline.${name}`)],
  },
  "a task that is gone": {
    damage: replaced("def spill(", "def spilt("),
    wire: ["pipeline.spill", "pipeline.spilt"],
    runs: ["pipeline.nightly"],
  },
  "a dependency that deploy would miss": {
    damage: replaced("depends_on=[spill_env, ", "depends_on=["),
    wire: ["deploy: pipeline"],
  },
  "a secret that is read under another name": {
    damage: replaced('os.environ["DB_USER"]', 'os.environ["DB_USR"]'),
    wire: [],
    runs: ["pipeline.load", "pipeline.nightly", "pipeline.every"],
  },
};

function subjects(problems: readonly Problem[] = []): string[] {
  return problems.map(({ subject }) => subject);
}

function manual({ findings }: Plan) {
  return findings.filter(({ confidence }) => confidence === "manual");
}

function review({ findings }: Plan) {
  return findings.filter(({ confidence }) => confidence === "review");
}

const found = new Map<string, { wire: string[]; runs: string[] }>();

beforeAll(async () => {
  const plan = await planTexts(INPUT);
  const migrations = Object.values(CASES).map(({ damage }) => ({ input: INPUT, settings: {}, plan: damage(plan) }));
  const checked = await checkMigrations(migrations, { python: inject("python") });
  const runs = await compareRuns(migrations, { python: inject("python") });
  for (const [index, name] of Object.keys(CASES).entries()) {
    found.set(name, { wire: subjects(checked[index]?.problems), runs: subjects(runs[index]) });
  }
});

test.each(Object.entries(CASES))("%s", (name, { wire, runs = [] }) => {
  expect(found.get(name)).toEqual({ wire, runs });
});
