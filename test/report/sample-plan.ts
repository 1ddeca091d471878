/** A hand-made plan with one of everything that a report shows. */
import { type FilePlan, type Finding, type Plan, PLAN_VERSION } from "../../src/migrate/plan.ts";

const ORIGINAL = `from flytekit import Resources, Secret, current_context, task, workflow


@task(secret_requests=[Secret(group="db", key="password")], requests=Resources(cpu="1", mem="2Gi"))
def load(day: str) -> int:
    password = current_context().secrets.get("db", "password")
    return len(day) + len(password)
`;

const MIGRATED = `import os

import flyte

env = flyte.TaskEnvironment(
    name="shop-tasks",
    secrets=[flyte.Secret(key="password", group="db", as_env_var="DB_PASSWORD")],
    resources=flyte.Resources(cpu="1", memory="2Gi"),
)


@env.task
def load(day: str) -> int:
    password = os.environ["DB_PASSWORD"]
    return len(day) + len(password)
`;

export function finding(given: Partial<Finding> & Pick<Finding, "code" | "path" | "line">): Finding {
  return {
    column: 1,
    confidence: "manual",
    why: "`fit` uses `task_config=Spark(…)`, which has no Flyte 2 form here yet.",
    todo: "Keep the task on Flyte 1, or move its configuration by hand.",
    related: [],
    ...given,
  };
}

export function file(given: Partial<FilePlan> & Pick<FilePlan, "path">): FilePlan {
  return { original: "", migrated: "", changes: [], ...given };
}

/** A repository in which nothing was found. */
export const EMPTY_PLAN: Plan = {
  version: PLAN_VERSION,
  root: "/repository",
  files: [],
  skipped: [],
  findings: [],
  ledger: [],
  environments: [],
  secrets: [],
  summary: {
    filesScanned: 40,
    filesWithFlyte1: 0,
    filesChanged: 0,
    tasksMigrated: 0,
    workflowsMigrated: 0,
    tasksLeft: 0,
    environments: 0,
    exact: 0,
    review: 0,
    manual: 0,
  },
  timings: { discover: 0.01, read: 0.02 },
};

export const SAMPLE_PLAN: Plan = {
  ...EMPTY_PLAN,
  files: [
    file({
      path: "shop/tasks.py",
      original: ORIGINAL,
      migrated: MIGRATED,
      changes: [
        { path: "shop/tasks.py", line: 4, column: 2, transform: "secrets", confidence: "exact" },
        { path: "shop/tasks.py", line: 6, column: 16, transform: "secrets", confidence: "review" },
      ],
    }),
    file({
      path: "shop/spark.py",
      original: "# TODO(flyteshift): tasks/plugin-config\n",
      migrated: "# TODO(flyteshift): tasks/plugin-config\n",
    }),
  ],
  skipped: [
    { path: "shop/old.py", reason: "syntax-error", detail: "line 12, column 7 does not parse (`print total`)" },
    { path: "shop/names.py", reason: "not-utf8", detail: "line 3 has bytes that are not UTF-8" },
  ],
  findings: [
    finding({
      code: "secrets/missing-secret",
      path: "shop/tasks.py",
      line: 6,
      confidence: "review",
      why: "A missing secret raised `ValueError` in Flyte 1 and raises `KeyError` now, and the code around this read catches `ValueError`.",
      todo: "Catch `KeyError` as well.",
      related: [{ path: "shop/tasks.py", line: 9, column: 5 }],
    }),
    finding({ code: "tasks/plugin-config", path: "shop/spark.py", line: 12 }),
    finding({ code: "tasks/plugin-config", path: "shop/spark.py", line: 40 }),
    finding({
      code: "tasks/plugin-config",
      path: "shop/ray.py",
      line: 7,
      why: "`tune` uses `task_config=RayJobConfig(…)`, which has no Flyte 2 form here yet.",
    }),
    finding({
      code: "workflows/conditional",
      path: "shop/nightly.py",
      line: 31,
      why: "`conditional(…)` decides in the control plane.",
      todo: "Write it as an `if` statement once its tasks are migrated.",
    }),
  ],
  ledger: [
    { path: "shop/tasks.py", line: 4, column: 2, name: "flytekit.task", outcome: "migrated", by: "tasks" },
    { path: "shop/tasks.py", line: 4, column: 7, name: "flytekit.task(secret_requests=)", outcome: "migrated", by: "secrets" },
    { path: "shop/tasks.py", line: 4, column: 24, name: "flytekit.Secret", outcome: "migrated", by: "secrets" },
    { path: "shop/spark.py", line: 12, column: 2, name: "flytekit.task", outcome: "manual", by: "tasks" },
  ],
  environments: [{ path: "shop/tasks.py", line: 4, column: 1, name: "shop-tasks", variable: "env", tasks: ["load", "nightly"] }],
  secrets: [
    { key: "password", group: "db", variable: "DB_PASSWORD", declarations: [{ path: "shop/tasks.py", line: 4, column: 24 }] },
    { key: "api.token", group: null, variable: "API_TOKEN", declarations: [{ path: "shop/names.py", line: 9, column: 1 }] },
    { key: "tls-cert", group: "web", variable: null, declarations: [{ path: "shop/web.py", line: 3, column: 1 }] },
  ],
  summary: {
    filesScanned: 40,
    filesWithFlyte1: 12,
    filesChanged: 1,
    tasksMigrated: 23,
    workflowsMigrated: 4,
    tasksLeft: 2,
    environments: 6,
    exact: 143,
    review: 6,
    manual: 2,
  },
  timings: { discover: 0.02, parse: 0.2, index: 0.05, plan: 0.15 },
};
