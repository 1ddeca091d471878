/** A hand-made verification with one of everything that a report shows. */
import { compareTrees } from "../../../src/verify/compare/compare-trees.ts";
import type { SerialisedTask, SerialisedTree, TaskFacts } from "../../../src/verify/serialise/serialised-document.ts";
import type { Verification, VerifiedTask } from "../../../src/verify/verification.ts";
import { VERIFICATION_VERSION } from "../../../src/verify/verification.ts";

const NO_RESOURCES = { cpu: null, memory: null, gpu: null, ephemeral_storage: null };

const PLAIN: TaskFacts = {
  requests: NO_RESOURCES,
  limits: NO_RESOURCES,
  accelerator: null,
  shm: null,
  secrets: [],
  cache: { enabled: false, version: null, serialise: false, ignored_inputs: [] },
  retries: 0,
  timeout: 0,
  interruptible: null,
  environment: {},
  image: { source: "default", uri: "flytekit", contents: [] },
  pod_template: { name: null, primary: null, spec: null, labels: {}, annotations: {} },
  report: false,
  inputs: [{ name: "day", type: { simple: "STRING" }, enums: [], records: [], default: "'2026-01-01'" }],
  outputs: [{ name: "o0", type: { simple: "INTEGER" }, enums: [], records: [], default: null }],
};

const MIGRATED: Partial<TaskFacts> = { interruptible: false, image: { source: "default", uri: "flyte", contents: [] } };

const PASSWORD = { group: "db", key: "password", group_version: null, mount: "ENV_VAR", env_var: "DB_PASSWORD" } as const;

const CACHE = { enabled: true, version: "1.0", serialise: false, ignored_inputs: [] };

interface SampleTask {
  readonly v1?: Partial<TaskFacts>;
  readonly v2?: Partial<TaskFacts>;
}

/** Tasks of `shop.nightly` by name; `v2` says what differs from `v1`. */
const TASKS: Readonly<Record<string, SampleTask>> = {
  load: {
    v1: {
      requests: { ...NO_RESOURCES, cpu: "1", memory: "2Gi" },
      limits: { ...NO_RESOURCES, cpu: "2", memory: "4Gi" },
      secrets: [{ ...PASSWORD, mount: "ANY", env_var: null }],
      cache: CACHE,
      retries: 2,
    },
    v2: { secrets: [PASSWORD] },
  },
  report: {},
  spill: {
    v1: {
      requests: { ...NO_RESOURCES, ephemeral_storage: "1Gi" },
      limits: { ...NO_RESOURCES, ephemeral_storage: "2Gi" },
    },
    v2: { requests: { ...NO_RESOURCES, ephemeral_storage: "2Gi" }, limits: NO_RESOURCES },
  },
  fit: {
    v1: { retries: 2, environment: { MODE: "fast", API_TOKEN: "hunter2", REGION: "eu" } },
    v2: { retries: 0, environment: { MODE: "slow", API_TOKEN: "hunter3", REGION: "eu" } },
  },
};

function task(name: string, facts: TaskFacts): SerialisedTask {
  return { name, kind: "task", line: 12, facts, error: null };
}

function tree(tasks: readonly SerialisedTask[]): SerialisedTree {
  const module = { module: "shop.nightly", tasks, unmigrated: [], error: null, missing: null, stubbed: [] };
  return { root: "/repo", modules: [module], deploy: [] };
}

const BEFORE = tree(Object.entries(TASKS).map(([name, { v1 }]) => task(name, { ...PLAIN, ...v1 })));
const AFTER = tree(Object.entries(TASKS).map(([name, { v1, v2 }]) => task(name, { ...PLAIN, ...v1, ...MIGRATED, ...v2 })));

const COMPARED = compareTrees(BEFORE, AFTER, {
  announced: ({ name }) => new Set(name === "spill" ? ["resources/disk-range"] : []),
});

const DECORATORS = {
  v1: '@task(retries=2, environment={"MODE": "fast", "API_TOKEN": "hunter2"})\n',
  v2: "@env.task\n",
};

function verified(given: Partial<VerifiedTask> & Pick<VerifiedTask, "name" | "outcome">): VerifiedTask {
  const none = { v1: null, v2: null };
  return { module: "shop.other", ...none, facts: [], reason: null, stubbed: [], decorators: none, ...given };
}

const COMPARED_TASKS = COMPARED.tasks.map(({ module, name, outcome, facts, reason }, index) => ({
  ...verified({ name, outcome }),
  module,
  facts,
  reason,
  v1: { path: "shop/nightly.py", line: 8 + 10 * index, column: 1 },
  v2: { path: "shop/nightly.py", line: 14 + 12 * index, column: 1 },
  decorators: DECORATORS,
}));

/** One of everything. */
export const SAMPLE_VERIFICATION: Verification = {
  version: VERIFICATION_VERSION,
  flyteshift: "0.1.0",
  root: "/repo",
  compared: { kind: "plan" },
  interpreters: {
    v1: { sdk: "flytekit", version: "1.16.31", python: ".venv/bin/python", foundIn: ".venv" },
    v2: { sdk: "flyte", version: "2.12.1", python: ".venv/bin/python", foundIn: ".venv" },
  },
  tasks: [
    ...COMPARED_TASKS,
    verified({ name: "tune", outcome: "unmigrated", v1: { path: "shop/other.py", line: 4, column: 1 } }),
    verified({ name: "gone", outcome: "missing", v1: { path: "shop/other.py", line: 20, column: 1 } }),
    verified({ name: "odd", outcome: "failed", reason: "Flyte 2: bad argument type for built-in operation" }),
    verified({ name: "added", outcome: "added", v2: { path: "shop/other.py", line: 44, column: 1 } }),
    verified({ name: "guess", outcome: "equal", stubbed: ["torch"], facts: COMPARED.tasks[1]?.facts ?? [] }),
  ],
  unread: [
    {
      module: "shop.gpu",
      path: "shop/gpu.py",
      sdk: "flytekit",
      reason: "ModuleNotFoundError: No module named 'cupy'",
      missingPackage: "cupy",
    },
    { module: "shop.raises", path: "shop/raises.py", sdk: "flyte", reason: "ValueError: no region", missingPackage: null },
  ],
  deploy: [
    {
      kind: "missing-dependency",
      environment: "shop-nightly",
      file: "shop/nightly.py",
      problem: "shop-nightly.report: calls shop-clean.clean, and shop-clean is not in depends_on",
    },
  ],
  runs: [
    { entry: "shop.nightly.nightly", outcome: "equal", details: [], seconds: { v1: 0.42, v2: 2.1 } },
    {
      entry: "shop.nightly.weekly",
      outcome: "different",
      details: ["o0[3].loss: 0.5 became 0.25"],
      seconds: { v1: 0.42, v2: 2.1 },
    },
    {
      entry: "shop.nightly.yearly",
      outcome: "failed",
      details: ["Flyte 2: KeyError: 'DB_PASSWORD'"],
      seconds: { v1: 1, v2: null },
    },
  ],
  tests: {
    command: "pytest -q tests",
    basis: "tests",
    v1: { exitCode: 0, passed: 12, failed: 0, seconds: 3.1, output: null },
    v2: { exitCode: 1, passed: 11, failed: 1, seconds: 3.4, output: "1 failed, 11 passed in 3.40s" },
    broken: ["tests/test_nightly.py::test_load"],
  },
  seconds: 14.2,
};

/** All equal. */
export const PROVEN_VERIFICATION: Verification = {
  ...SAMPLE_VERIFICATION,
  tasks: COMPARED_TASKS.filter(({ outcome }) => outcome === "equal" || outcome === "expected"),
  unread: [],
  deploy: [],
  runs: [],
  tests: null,
};
