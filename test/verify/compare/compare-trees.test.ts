/** Tasks of whole modules: what counts as a match, and what a workflow may ask for. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compareTrees } from "../../../src/verify/compare/compare-trees.ts";
import { serialisePairs } from "../../support/serialised-pairs.ts";
import type { SerialisedPair } from "../../support/serialised-pairs.ts";

const V1 = `from flytekit import Resources, dynamic, task, workflow


@task(requests=Resources(cpu="1"))
def load(day: str) -> int:
    return len(day)


@dynamic(retries=1)
def spread(day: str) -> int:
    return load(day=day)


@workflow
def nightly(day: str = "2026-01-01") -> int:
    return spread(day=day)


class Steps:
    @staticmethod
    @task(retries=3)
    def last(day: str) -> int:
        return 1
`;

const V2 = (driver: string, driverTask = "", load = 'resources=flyte.Resources(cpu="1")') => `import flyte

load_env = flyte.TaskEnvironment(name="tasks-load", ${load})


@load_env.task
def load(day: str) -> int:
    return len(day)


env = flyte.TaskEnvironment(name="tasks", depends_on=[load_env], ${driver})


@env.task(retries=1)
def spread(day: str) -> int:
    return load(day=day)


@env.task(${driverTask})
def nightly(day: str = "2026-01-01") -> int:
    return spread(day=day)


class Steps:
    @staticmethod
    @env.task(retries=3)
    def last(day: str) -> int:
        return 1
`;

const STILL_FLYTE1 = V1.replace("@task(requests", "@env.task()\ndef added(n: int) -> int:\n    return n\n\n\n@task(requests")
  .replace("\n\n\n", '\nimport flyte\n\nenv = flyte.TaskEnvironment(name="tasks")\n\n\n')
  .replace("@dynamic(retries=1)\ndef spread", "def spread");

const PAIRS = {
  right: { v1: V1, v2: V2("") },
  "driver with resources": { v1: V1, v2: V2('resources=flyte.Resources(cpu="4")') },
  "driver with a secret": { v1: V1, v2: V2('secrets=[flyte.Secret(key="k", as_env_var="K")]') },
  "cached driver": { v1: V1, v2: V2("", 'cache="auto"') },
  "driver that retries": { v1: V1, v2: V2("", "retries=2") },
  "driver with image and variables": { v1: V1, v2: V2('image="r.io/x:1", env_vars={"A": "1"}') },
  "still flyte 1": { v1: V1, v2: STILL_FLYTE1 },
  "task that cannot be serialised": { v1: V1, v2: V2("", "", 'env_vars={"A": 1}') },
  "module that cannot be imported": { v1: V1, v2: "import nothing_of_this_name\n" },
  "original that cannot be imported": { v1: "raise ValueError('no')\n", v2: V2("") },
};

let pairs: Readonly<Record<keyof typeof PAIRS, SerialisedPair>>;

beforeAll(async () => {
  pairs = await serialisePairs(PAIRS, inject("python"));
});

function compare(name: keyof typeof PAIRS) {
  const { v1, v2 } = pairs[name];
  return compareTrees(v1, v2, { announced: () => new Set<string>() });
}

function outcomes(name: keyof typeof PAIRS): Record<string, string> {
  return Object.fromEntries(compare(name).tasks.map((task) => [task.name, task.outcome]));
}

function brokenOfWorkflow(name: keyof typeof PAIRS) {
  const workflow = compare(name).tasks.find((task) => task.name === "nightly");
  return workflow?.facts.filter(({ outcome }) => outcome === "different").map(({ fact }) => fact);
}

test("tasks, dynamics, workflows and tasks in classes are matched by qualified name", () => {
  const { tasks, unread } = compare("right");
  expect(unread).toEqual([]);
  expect(tasks.map(({ module, name, v1Line, v2Line, outcome }) => [module, name, v1Line, v2Line, outcome])).toEqual([
    ["tasks", "load", 4, 6, "equal"],
    ["tasks", "spread", 9, 14, "equal"],
    ["tasks", "nightly", 14, 19, "equal"],
    ["tasks", "Steps.last", 20, 25, "equal"],
  ]);
});

describe("a former workflow", () => {
  test.each([
    ["driver with resources", ["cpu"]],
    ["driver with a secret", ["secrets"]],
    ["cached driver", ["cache", "cacheVersion"]],
    ["driver that retries", ["retries"]],
  ] as const)("%s is caught", (name, facts) => expect(brokenOfWorkflow(name)).toEqual(facts));

  test("may have an image and variables, which a workflow cannot have", () => {
    expect(brokenOfWorkflow("driver with image and variables")).toEqual([]);
  });
});

test("what is still Flyte 1, what is gone and what is new", () => {
  expect(outcomes("still flyte 1")).toEqual({
    load: "unmigrated",
    spread: "missing",
    nightly: "unmigrated",
    "Steps.last": "unmigrated",
    added: "added",
  });
});

test("a task that cannot be serialised costs only itself", () => {
  expect(outcomes("task that cannot be serialised")).toEqual({
    load: "failed",
    spread: "equal",
    nightly: "equal",
    "Steps.last": "equal",
  });
  expect(compare("task that cannot be serialised").deploy.map(({ kind }) => kind)).toContain("serialisation");
});

test("a module that cannot be imported says why", () => {
  const { tasks } = compare("module that cannot be imported");
  expect(new Set(tasks.map(({ reason }) => reason))).toEqual(
    new Set(["Flyte 2: ModuleNotFoundError: No module named 'nothing_of_this_name'"]),
  );
  expect(compare("original that cannot be imported")).toMatchObject({
    tasks: [],
    unread: [{ module: "tasks", reason: "ValueError: no" }],
  });
});
