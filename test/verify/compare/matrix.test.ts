/**
 * For every fact of the table: a right migration is accepted, and each one that gets just this fact wrong is caught. The rows are typed
 * by the facts, so that a fact without a row does not compile.
 */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compareTrees } from "../../../src/verify/compare/compare-trees.ts";
import { FACT_IDS } from "../../../src/verify/compare/facts.ts";
import type { FactId } from "../../../src/verify/compare/facts.ts";
import { serialisePairs } from "../../support/serialised-pairs.ts";
import type { ModulePair, SerialisedPair } from "../../support/serialised-pairs.ts";
import { flyte1Task, flyte2Task } from "./small-tasks.ts";
import type { Flyte1Arguments, Flyte2Arguments } from "./small-tasks.ts";

interface Row {
  readonly v1: Flyte1Arguments;
  readonly right: Flyte2Arguments;
  /** Wrong migrations by what is wrong. */
  readonly wrong: Readonly<Record<string, Flyte2Arguments>>;
  /** Facts that cannot but differ as well. */
  readonly follows?: readonly FactId[];
}

const task = (text: string) => ({ task: text });
const environment = (text: string) => ({ environment: text });
const signature = (text: string) => ({ signature: text });
const resources = (text: string) => environment(`resources=flyte.Resources(${text})`);
const secret = (text: string) => environment(`secrets=[${text}]`);
const cache = (text: string) => task(`cache=flyte.Cache(behavior="auto", ${text})`);

const builtImage = ({
  python = "3, 11",
  name = "fit",
  registry = "r.io",
  apt = '.with_apt_packages("git")',
  variables = '"A": "1"',
  index = ', index_url="https://pip.example.org"',
  pip = '"torch", "pandas<3"',
  commands = '"one", "two"',
}) =>
  environment(
    `image=flyte.Image.from_debian_base(python_version=(${python}), registry="${registry}", name="${name}")${apt}` +
      `.with_env_vars({${variables}}).with_pip_packages(${pip}${index}).with_commands([${commands}])`,
  );

const POD = ({ seconds = 60, image = "r.io/pod:1", sidecar = "" } = {}) =>
  `pod_template=PodTemplate(pod_spec=V1PodSpec(containers=[V1Container(name="primary", image="${image}",` +
  ` env=[V1EnvVar(name="A", value="1")])${sidecar}], tolerations=[V1Toleration(key="gpu", toleration_seconds=${seconds})]))`;

const flyte2Pod = (pod: string) =>
  environment(`${pod.replace("PodTemplate(", "flyte.PodTemplate(")}, resources=flyte.Resources(cpu="1")`);

const MATRIX: { readonly [Id in FactId]: Row } = {
  cpu: {
    v1: task('requests=Resources(cpu="1"), limits=Resources(cpu="2000m")'),
    right: resources('cpu=("1", "2")'),
    wrong: {
      "no limit": resources('cpu="1"'),
      "the limit as request": resources('cpu="2"'),
      "another request": resources('cpu=("500m", "2")'),
      nothing: {},
    },
  },
  memory: {
    v1: task('requests=Resources(mem="1024Mi"), limits=Resources(mem="2Gi")'),
    right: resources('memory=("1Gi", "2Gi")'),
    wrong: {
      "a decimal unit": resources('memory=("1G", "2Gi")'),
      "no limit": resources('memory="1Gi"'),
      "another limit": resources('memory=("1Gi", "4Gi")'),
    },
  },
  gpu: {
    v1: task('limits=Resources(gpu="2")'),
    right: resources("gpu=2"),
    wrong: { fewer: resources("gpu=1"), none: {} },
  },
  disk: {
    v1: task('requests=Resources(ephemeral_storage="10Gi")'),
    right: resources('disk="10Gi"'),
    wrong: { "a decimal unit": resources('disk="10G"'), none: {} },
  },
  accelerator: {
    v1: task('requests=Resources(gpu="1"), accelerator=A100.partition_1g_5gb'),
    right: resources('gpu=flyte.GPU("A100", quantity=1, partition="1g.5gb")'),
    wrong: {
      "no partition": resources('gpu="A100:1"'),
      "another partition": resources('gpu=flyte.GPU("A100", quantity=1, partition="2g.10gb")'),
      "another device": resources('gpu=flyte.GPU("A100 80G", quantity=1, partition="1g.10gb")'),
      none: resources("gpu=1"),
    },
  },
  sharedMemory: {
    v1: task("shared_memory=True"),
    right: resources('shm="auto"'),
    wrong: { "a size": resources('shm="1Gi"'), none: {} },
  },
  secrets: {
    v1: task('secret_requests=[Secret("db", "pass.word")]'),
    right: secret('flyte.Secret(key="pass.word", group="db", as_env_var="DB_PASS_WORD")'),
    wrong: {
      "another key": secret('flyte.Secret(key="password", group="db", as_env_var="DB_PASS_WORD")'),
      "another group": secret('flyte.Secret(key="pass.word", group="dbs", as_env_var="DB_PASS_WORD")'),
      "no group": secret('flyte.Secret(key="pass.word", as_env_var="DB_PASS_WORD")'),
      "group and key the other way": secret('flyte.Secret(key="db", group="pass.word", as_env_var="DB_PASS_WORD")'),
      "another variable": secret('flyte.Secret(key="pass.word", group="db", as_env_var="PASS_WORD")'),
      "a file": secret('flyte.Secret(key="pass.word", group="db", mount="/etc/flyte/secrets")'),
      "one more": secret(
        'flyte.Secret(key="pass.word", group="db", as_env_var="DB_PASS_WORD"), flyte.Secret(key="x", as_env_var="X")',
      ),
      none: {},
    },
  },
  cache: {
    v1: task('cache_version="1.0"'),
    right: {},
    wrong: { on: cache('version_override="1.0"') },
    follows: ["cacheVersion"],
  },
  cacheVersion: {
    v1: task('cache=True, cache_version="1.0"'),
    right: cache('version_override="1.0"'),
    wrong: { "another one": cache('version_override="1"'), computed: task('cache="auto"') },
  },
  cacheSerialise: {
    v1: task('cache=True, cache_version="1.0", cache_serialize=True'),
    right: cache('version_override="1.0", serialize=True'),
    wrong: { off: cache('version_override="1.0"') },
  },
  cacheIgnoredInputs: {
    v1: task('cache=True, cache_version="1.0", cache_ignore_input_vars=("seed", "day")'),
    right: cache('version_override="1.0", ignored_inputs=("day", "seed")'),
    wrong: {
      "one less": cache('version_override="1.0", ignored_inputs=("day",)'),
      none: cache('version_override="1.0"'),
    },
  },
  retries: {
    v1: task("retries=2"),
    right: task("retries=2"),
    wrong: { more: task("retries=3"), none: {} },
  },
  timeout: {
    v1: task("timeout=60"),
    right: task("timeout=60"),
    wrong: { "another unit": task("timeout=3600"), none: {} },
  },
  interruptible: {
    v1: task("interruptible=True"),
    right: environment("interruptible=True"),
    wrong: { no: environment("interruptible=False"), "not said": {} },
  },
  environment: {
    v1: task('environment={"MODE": "fast"}'),
    right: environment('env_vars={"MODE": "fast"}'),
    wrong: {
      "another value": environment('env_vars={"MODE": "slow"}'),
      "another name": environment('env_vars={"MODUS": "fast"}'),
      "one more": environment('env_vars={"MODE": "fast", "DEBUG": "1"}'),
      none: {},
    },
  },
  image: {
    v1: task('container_image="r.io/team/fit:1"'),
    right: environment('image="r.io/team/fit:1"'),
    wrong: {
      "another tag": environment('image="r.io/team/fit:2"'),
      "a name in the configuration": environment('image=flyte.Image.from_ref_name("fit")'),
      "the default": {},
    },
  },
  imageContents: {
    v1: task(
      'container_image=ImageSpec(name="fit", registry="r.io", python_version="3.11", packages=["pandas<3", "torch"], ' +
        'apt_packages=["git"], env={"A": "1"}, commands=["one", "two"], pip_index="https://pip.example.org")',
    ),
    right: builtImage({}),
    wrong: {
      "a package less": builtImage({ pip: '"torch"' }),
      "another requirement": builtImage({ pip: '"torch", "pandas<4"' }),
      "no index": builtImage({ index: "" }),
      "a system package less": builtImage({ apt: "" }),
      "another variable": builtImage({ variables: '"A": "2"' }),
      "another order of commands": builtImage({ commands: '"two", "one"' }),
      "another Python": builtImage({ python: "3, 12" }),
      "another registry": builtImage({ registry: "r.com" }),
      "another name": builtImage({ name: "fits" }),
    },
  },
  podTemplateName: {
    v1: task('pod_template_name="spot"'),
    right: environment('pod_template="spot"'),
    wrong: { "another one": environment('pod_template="spots"'), none: {} },
  },
  podSpec: {
    v1: task(`${POD()}, requests=Resources(cpu="1")`),
    right: flyte2Pod(POD()),
    wrong: {
      "another toleration": flyte2Pod(POD({ seconds: 6 })),
      "another image": flyte2Pod(POD({ image: "r.io/pod:2" })),
      "one more container": flyte2Pod(POD({ sidecar: ', V1Container(name="proxy", image="r.io/proxy:1")' })),
    },
  },
  labels: {
    v1: task('labels={"team": "fit"}'),
    right: environment('pod_template=flyte.PodTemplate(labels={"team": "fit"})'),
    wrong: { "another value": environment('pod_template=flyte.PodTemplate(labels={"team": "other"})'), none: {} },
  },
  annotations: {
    v1: task('pod_template=PodTemplate(annotations={"team": "fit"})'),
    right: environment('pod_template=flyte.PodTemplate(annotations={"team": "fit"})'),
    wrong: { "another value": environment('pod_template=flyte.PodTemplate(annotations={"team": "other"})') },
  },
  report: {
    v1: task("enable_deck=True"),
    right: task("report=True"),
    wrong: { none: {} },
  },
  inputs: {
    v1: signature("(day: str, points: Optional[list[Point]]) -> int"),
    right: signature("(points: Optional[list[Point]], day: str) -> int"),
    wrong: {
      "another name": signature("(date: str, points: Optional[list[Point]]) -> int"),
      "another type": signature("(day: bytes, points: Optional[list[Point]]) -> int"),
      "a type less": signature("(day: str, points: list[Point]) -> int"),
      "another record": signature("(day: str, points: Optional[list[Line]]) -> int"),
      "any record": signature("(day: str, points: Optional[list[dict]]) -> int"),
      "one more": signature("(day: str, points: Optional[list[Point]], seed: int) -> int"),
      "one less": signature("(day: str) -> int"),
    },
  },
  defaults: {
    v1: signature('(day: str = "mon", seed: Optional[int] = None, colour: str = "red") -> int'),
    right: signature('(day: str = "mon", seed: Optional[int] = None, colour: str = "red") -> int'),
    wrong: {
      "another value": signature('(day: str = "tue", seed: Optional[int] = None, colour: str = "red") -> int'),
      "zero for none": signature('(day: str = "mon", seed: Optional[int] = 0, colour: str = "red") -> int'),
      "one less": signature('(day: str, seed: Optional[int] = None, colour: str = "red") -> int'),
    },
  },
  outputs: {
    v1: signature("(day: str) -> tuple[int, pandas.DataFrame]"),
    right: signature("(day: str) -> tuple[int, pandas.DataFrame]"),
    wrong: {
      "another type": signature("(day: str) -> tuple[int, str]"),
      "another order": signature("(day: str) -> tuple[pandas.DataFrame, int]"),
      "one less": signature("(day: str) -> int"),
      none: signature("(day: str)"),
    },
  },
};

/** Every case of the matrix: the fact, what is wrong (`null`: nothing), and the key of its modules. */
const CASES = FACT_IDS.flatMap((fact) =>
  [null, ...Object.keys(MATRIX[fact].wrong)].map((wrong) => ({ fact, wrong, key: `${fact}: ${wrong ?? "right"}` })),
);

let pairs: Readonly<Record<string, SerialisedPair>>;

beforeAll(async () => {
  const modules = CASES.map(({ fact, wrong, key }): [string, ModulePair] => {
    const row = MATRIX[fact];
    const v2 = wrong === null ? row.right : row.wrong[wrong];
    return [key, { v1: flyte1Task(row.v1), v2: flyte2Task(v2 ?? {}) }];
  });
  pairs = await serialisePairs(Object.fromEntries(modules), inject("python"));
});

function compared(key: string) {
  const pair = pairs[key];
  if (!pair) throw new Error(`${key} was not serialised`);
  const { tasks, unread } = compareTrees(pair.v1, pair.v2, { announced: () => new Set<string>() });
  expect(unread).toEqual([]);
  expect(tasks.map(({ name, reason }) => [name, reason])).toEqual([["fit", null]]);
  return tasks[0];
}

test("every fact has a row", () => {
  expect(Object.keys(MATRIX)).toEqual([...FACT_IDS]);
});

describe.each(FACT_IDS)("%s", (fact) => {
  test("a right migration is equal", () => {
    const migrated = compared(`${fact}: right`);
    expect(migrated?.outcome).toBe("equal");
    expect(migrated?.facts.map((one) => one.fact)).toEqual(FACT_IDS);
  });

  test.each(Object.keys(MATRIX[fact].wrong))("a wrong one is different: %s", (wrong) => {
    const migrated = compared(`${fact}: ${wrong}`);
    expect(migrated?.outcome).toBe("different");
    const different = migrated?.facts.filter(({ outcome }) => outcome === "different").map((one) => one.fact);
    expect(different).toEqual([fact, ...(MATRIX[fact].follows ?? [])]);
  });
});
