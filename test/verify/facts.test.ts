/** For every fact of the table: a right migration is accepted, and one that breaks just this fact is caught. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compareTrees } from "../../src/verify/compare.ts";
import { FACT_IDS } from "../../src/verify/facts.ts";
import type { FactId } from "../../src/verify/facts.ts";
import { serialisePairs } from "../support/serialised-pairs.ts";
import type { SerialisedPair } from "../support/serialised-pairs.ts";
import { flyte1Task, flyte2Task } from "./small-tasks.ts";
import type { Flyte2Arguments } from "./small-tasks.ts";

interface BrokenFact {
  readonly v1: string;
  readonly right: Flyte2Arguments;
  readonly wrong: Flyte2Arguments;
  /** Facts that cannot but differ as well. */
  readonly follows?: readonly FactId[];
}

const POD = (seconds: number) =>
  `pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", image="r.io/pod:1",` +
  ` env=[V1EnvVar(name="A", value="1")])], tolerations=[V1Toleration(key="gpu", toleration_seconds=${seconds})]))`;

const CACHE = (rest: string) => `cache=flyte.Cache(behavior="auto", ${rest})`;

const BROKEN: Readonly<Record<FactId, BrokenFact>> = {
  cpu: {
    v1: 'requests=Resources(cpu="1"), limits=Resources(cpu="2000m")',
    right: { environment: 'resources=flyte.Resources(cpu=("1", "2"))' },
    wrong: { environment: 'resources=flyte.Resources(cpu="1")' },
  },
  memory: {
    v1: 'requests=Resources(mem="1024Mi"), limits=Resources(mem="2Gi")',
    right: { environment: 'resources=flyte.Resources(memory=("1Gi", "2Gi"))' },
    wrong: { environment: 'resources=flyte.Resources(memory=("1G", "2Gi"))' },
  },
  gpu: {
    v1: 'limits=Resources(gpu="2")',
    right: { environment: "resources=flyte.Resources(gpu=2)" },
    wrong: { environment: "resources=flyte.Resources(gpu=1)" },
  },
  disk: {
    v1: 'requests=Resources(ephemeral_storage="10Gi")',
    right: { environment: 'resources=flyte.Resources(disk="10Gi")' },
    wrong: { environment: 'resources=flyte.Resources(disk="10G")' },
  },
  accelerator: {
    v1: 'requests=Resources(gpu="1"), accelerator=A100.partition_1g_5gb',
    right: { environment: 'resources=flyte.Resources(gpu=flyte.GPU("A100", quantity=1, partition="1g.5gb"))' },
    wrong: { environment: 'resources=flyte.Resources(gpu="A100:1")' },
  },
  sharedMemory: {
    v1: "shared_memory=True",
    right: { environment: 'resources=flyte.Resources(shm="auto")' },
    wrong: { environment: 'resources=flyte.Resources(shm="1Gi")' },
  },
  secrets: {
    v1: 'secret_requests=[Secret("db", "pass.word")]',
    right: { environment: 'secrets=[flyte.Secret(key="pass.word", group="db", as_env_var="DB_PASS_WORD")]' },
    wrong: { environment: 'secrets=[flyte.Secret(key="db", group="pass.word", as_env_var="DB_PASS_WORD")]' },
  },
  cache: {
    v1: 'cache_version="1.0"',
    right: {},
    wrong: { task: CACHE('version_override="1.0"') },
    follows: ["cacheVersion"],
  },
  cacheVersion: {
    v1: 'cache=True, cache_version="1.0"',
    right: { task: CACHE('version_override="1.0"') },
    wrong: { task: CACHE('version_override="1"') },
  },
  cacheSerialise: {
    v1: 'cache=True, cache_version="1.0", cache_serialize=True',
    right: { task: CACHE('version_override="1.0", serialize=True') },
    wrong: { task: CACHE('version_override="1.0"') },
  },
  cacheIgnoredInputs: {
    v1: 'cache=True, cache_version="1.0", cache_ignore_input_vars=("seed", "day")',
    right: { task: CACHE('version_override="1.0", ignored_inputs=("day", "seed")') },
    wrong: { task: CACHE('version_override="1.0", ignored_inputs=("day",)') },
  },
  retries: { v1: "retries=2", right: { task: "retries=2" }, wrong: { task: "retries=3" } },
  timeout: { v1: "timeout=60", right: { task: "timeout=60" }, wrong: { task: "timeout=3600" } },
  interruptible: {
    v1: "interruptible=True",
    right: { environment: "interruptible=True" },
    wrong: {},
  },
  environment: {
    v1: 'environment={"MODE": "fast"}',
    right: { environment: 'env_vars={"MODE": "fast"}' },
    wrong: { environment: 'env_vars={"MODE": "slow"}' },
  },
  image: {
    v1: 'container_image="r.io/team/fit:1"',
    right: { environment: 'image="r.io/team/fit:1"' },
    wrong: {},
  },
  podTemplateName: {
    v1: 'pod_template_name="spot"',
    right: { environment: 'pod_template="spot"' },
    wrong: {},
  },
  podSpec: {
    v1: `${POD(60)}, requests=Resources(cpu="1")`,
    right: { environment: `${POD(60).replace("PodTemplate(", "flyte.PodTemplate(")}, resources=flyte.Resources(cpu="1")` },
    wrong: { environment: `${POD(6).replace("PodTemplate(", "flyte.PodTemplate(")}, resources=flyte.Resources(cpu="1")` },
  },
  labels: {
    v1: 'labels={"team": "fit"}',
    right: { environment: 'pod_template=flyte.PodTemplate(labels={"team": "fit"})' },
    wrong: {},
  },
  annotations: {
    v1: 'pod_template=PodTemplate(annotations={"team": "fit"})',
    right: { environment: 'pod_template=flyte.PodTemplate(annotations={"team": "fit"})' },
    wrong: { environment: 'pod_template=flyte.PodTemplate(annotations={"team": "other"})' },
  },
  report: { v1: "enable_deck=True", right: { task: "report=True" }, wrong: {} },
  inputs: { v1: "", right: {}, wrong: { signature: "(day: str, sead: int) -> int" } },
  outputs: { v1: "", right: {}, wrong: { signature: "(day: str, seed: int)" } },
};

let pairs: Readonly<Record<string, SerialisedPair>>;

beforeAll(async () => {
  const modules = Object.entries(BROKEN).flatMap(([fact, { v1, right, wrong }]) => [
    [`right ${fact}`, { v1: flyte1Task(v1), v2: flyte2Task(right) }],
    [`wrong ${fact}`, { v1: flyte1Task(v1), v2: flyte2Task(wrong) }],
  ]);
  pairs = await serialisePairs(Object.fromEntries(modules), inject("python"));
});

function compared(name: string) {
  const pair = pairs[name];
  if (!pair) throw new Error(`no case is called ${name}: every fact of the table needs one`);
  const { tasks, unread } = compareTrees(pair.v1, pair.v2, { announced: () => new Set<string>() });
  expect(unread).toEqual([]);
  expect(tasks.map(({ name: task, reason }) => [task, reason])).toEqual([["fit", null]]);
  return tasks[0];
}

describe.each(FACT_IDS)("%s", (fact) => {
  test("a right migration is accepted", () => {
    expect(compared(`right ${fact}`)?.facts.filter(({ outcome }) => outcome === "different")).toEqual([]);
  });

  test("a migration that breaks it is caught", () => {
    const task = compared(`wrong ${fact}`);
    expect(task?.outcome).toBe("different");
    expect(task?.facts.filter(({ outcome }) => outcome === "different").map((one) => one.fact)).toEqual([
      fact,
      ...(BROKEN[fact].follows ?? []),
    ]);
  });
});
