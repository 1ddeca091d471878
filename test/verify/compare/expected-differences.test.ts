/** For every rule: it explains the difference when a finding announced it, and does not when nobody was told. */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { PIPELINE_FINDINGS } from "../../../src/migrate/pipeline-findings.ts";
import type { FindingKind } from "../../../src/migrate/transform.ts";
import { compareTrees } from "../../../src/verify/compare/compare-trees.ts";
import type { ExpectationSettings } from "../../../src/verify/compare/expected-difference.ts";
import { EXPECTED_DIFFERENCES } from "../../../src/verify/compare/expected-differences.ts";
import { transforms } from "../../../transforms/index.ts";
import { serialisePairs } from "../../support/serialised-pairs.ts";
import type { SerialisedPair } from "../../support/serialised-pairs.ts";
import { flyte1Task, flyte2Task } from "./small-tasks.ts";
import type { Flyte1Arguments, Flyte2Arguments } from "./small-tasks.ts";

interface RuleCase {
  /** Arguments of `@task(…)`, or more. */
  readonly v1: string | Flyte1Arguments;
  readonly v2: Flyte2Arguments;
  readonly settings?: ExpectationSettings;
}

const CASES: Readonly<Record<string, RuleCase>> = {
  "no-gpus": { v1: 'requests=Resources(cpu="1", gpu="0")', v2: { environment: 'resources=flyte.Resources(cpu="1")' } },
  "accelerator-without-gpu": { v1: "accelerator=L4", v2: { environment: 'resources=flyte.Resources(gpu="L4:1")' } },
  "disk-range": {
    v1: 'requests=Resources(ephemeral_storage="1Gi"), limits=Resources(ephemeral_storage="2Gi")',
    v2: { environment: 'resources=flyte.Resources(disk="2Gi")' },
  },
  "gpu-range": {
    v1: 'requests=Resources(gpu="1"), limits=Resources(gpu="2")',
    v2: { environment: "resources=flyte.Resources(gpu=2)" },
  },
  "single-value": {
    v1: 'requests=Resources(cpu="1", gpu="1"), limits=Resources(cpu="1000m", mem="2Gi", gpu="1")',
    v2: { environment: 'resources=flyte.Resources(cpu="1", memory="2Gi", gpu=1)' },
  },
  unpartitioned: {
    v1: 'requests=Resources(gpu="1"), accelerator=A100.unpartitioned',
    v2: { environment: 'resources=flyte.Resources(gpu="A100:1")' },
  },
  "default-accelerator": {
    v1: 'requests=Resources(gpu="1")',
    v2: { environment: 'resources=flyte.Resources(gpu="T4:1")' },
    settings: { defaultAccelerator: true },
  },
  "device-name": {
    v1: 'requests=Resources(gpu="1"), accelerator=GPUAccelerator("T4")',
    v2: { environment: 'resources=flyte.Resources(gpu="T4:1")' },
  },
  "device-class": {
    v1: 'requests=Resources(gpu="1"), accelerator=V5E.slice_2x4',
    v2: { environment: 'resources=flyte.Resources(gpu=flyte.TPU("V5E", "2x4"))' },
  },
  "secret-environment-variable": {
    v1: 'secret_requests=[Secret("my-group", "api.key"), Secret(key="1key"), Secret(key="path")]',
    v2: {
      environment:
        'secrets=[flyte.Secret(key="api.key", group="my-group", as_env_var="MY_GROUP_API_KEY"), flyte.Secret(key="1key", as_env_var="_1KEY"), flyte.Secret(key="path", as_env_var="PATH_SECRET")]',
    },
  },
  "secret-file-variable": {
    v1: 'secret_requests=[Secret("db", "cert", mount_requirement=Secret.MountType.FILE, env_var="CERT")]',
    v2: { environment: 'secrets=[flyte.Secret(key="cert", group="db", mount="/etc/flyte/secrets")]' },
  },
  "secret-group-version": {
    v1: 'secret_requests=[Secret("db", "password", "7", env_var="PASSWORD", mount_requirement=Secret.MountType.ENV_VAR)]',
    v2: { environment: 'secrets=[flyte.Secret(key="password", group="db", as_env_var="PASSWORD")]' },
  },
  "secret-group-without-key": {
    v1: 'secret_requests=[Secret(group="token")]',
    v2: { environment: 'secrets=[flyte.Secret(key="token", as_env_var="TOKEN")]' },
  },
  "secret-folded-group": {
    v1: 'secret_requests=[Secret("db", "password")]',
    v2: { environment: 'secrets=[flyte.Secret(key="db-password", as_env_var="DB_PASSWORD")]' },
    settings: { foldSecretGroups: true },
  },
  "secret-renamed-variable": {
    v1: 'secret_requests=[Secret("a", "b-c"), Secret("a", "b.c")]',
    v2: {
      environment:
        'secrets=[flyte.Secret(key="b-c", group="a", as_env_var="A_B_C"), flyte.Secret(key="b.c", group="a", as_env_var="A_B_C_2")]',
    },
  },
  "interruptible-workflow": { v1: { decorator: "workflow", task: "interruptible=True" }, v2: {} },
  "interruptible-inherited": { v1: "", v2: { task: "interruptible=True" } },
  "interruptible-unset": { v1: "", v2: {} },
  "default-image": { v1: "", v2: {} },
  "built-image": {
    v1: 'container_image=ImageSpec(name="fit", packages=["pandas"], registry="r.io/team")',
    v2: { environment: 'image=flyte.Image.from_debian_base(name="fit", registry="r.io/team").with_pip_packages("pandas")' },
  },
  "image-python": {
    v1: 'container_image=ImageSpec(packages=["pandas"])',
    v2: { environment: 'image=flyte.Image.from_debian_base().with_pip_packages("pandas")' },
  },
  "image-base-python": {
    v1: 'container_image=ImageSpec(base_image="r.io/base:1", python_version="3.11", packages=["pandas"])',
    v2: {
      environment:
        'image=flyte.Image.from_base("r.io/base:1").clone(name="flytekit", extendable=True).with_pip_packages("pandas")',
    },
  },
  "image-sdk": {
    v1: 'container_image=ImageSpec(base_image="r.io/base:1", packages=["flytekit==1.16.31", "pandas"])',
    v2: {
      environment:
        'image=flyte.Image.from_base("r.io/base:1").clone(name="flytekit", extendable=True).with_pip_packages("flyte", "pandas")',
    },
  },
  "image-plugins": {
    v1: 'container_image=ImageSpec(packages=["flytekitplugins-spark", "pandas"])',
    v2: { environment: 'image=flyte.Image.from_debian_base().with_pip_packages("pandas")' },
  },
  "base-image-only": {
    v1: 'container_image=ImageSpec(base_image="r.io/team/base:1")',
    v2: { environment: 'image="r.io/team/base:1"' },
  },
  "eager-settings": { v1: { decorator: "eager", task: "timeout=60" }, v2: { task: "timeout=60" } },
  "eager-report": { v1: { decorator: "eager" }, v2: {} },
  "error-text": {
    v1: { signature: "(day: str, err: Optional[FlyteError] = None) -> int" },
    v2: { signature: "(day: str, err: Optional[str] = None) -> int" },
  },
  "enum-names": bothWith("(day: Optional[Colour] = None) -> Colour"),
  "literal-texts": bothWith('(day: Literal["mon", "tue"]) -> int'),
  "pickled-now": bothWith("(day: numpy.ndarray, seed: list[Literal[1, 2]], folder: os.PathLike) -> Iterator[int]"),
};

/** The same signature on both sides. */
function bothWith(signature: string): RuleCase {
  return { v1: { signature }, v2: { signature } };
}

/** Rules about older releases of flytekit than the one that is installed: `older-flytekit.test.ts` has what those print. */
const OF_OLDER_RELEASES = new Set(["pickled-formerly", "undescribed-record"]);

const RULES = EXPECTED_DIFFERENCES.filter(({ id }) => !OF_OLDER_RELEASES.has(id));

let pairs: Readonly<Record<string, SerialisedPair>>;

beforeAll(async () => {
  const modules = Object.entries(CASES).map(([id, { v1, v2 }]) => [
    id,
    { v1: flyte1Task(typeof v1 === "string" ? { task: v1 } : v1), v2: flyte2Task(v2) },
  ]);
  pairs = await serialisePairs(Object.fromEntries(modules), inject("python"));
});

function differences(id: string, announced: readonly string[], settings: ExpectationSettings = {}) {
  const pair = pairs[id];
  if (!pair) throw new Error(`no case is called ${id}: every rule of the table needs one`);
  const { tasks } = compareTrees(pair.v1, pair.v2, { ...settings, announced: () => new Set(announced) });
  expect(tasks.map(({ name, reason }) => [name, reason])).toEqual([["fit", null]]);
  return tasks.flatMap((task) => task.facts).filter(({ outcome }) => outcome !== "equal");
}

describe("explains the difference", () => {
  test.each(RULES)("$id", ({ id, announcedBy, facts }) => {
    const found = differences(id, announcedBy, CASES[id]?.settings);
    expect(found.filter(({ outcome }) => outcome === "different")).toEqual([]);
    const explained = found.filter(({ rules }) => rules.some((rule) => rule.id === id));
    expect(explained.length).toBeGreaterThan(0);
    for (const { fact } of explained) expect(facts).toContain(fact);
  });
});

describe("is no excuse without a finding that announced it", () => {
  test.each(RULES.filter(({ announcedBy }) => announcedBy.length > 0))("$id", ({ id }) => {
    const found = differences(id, ["other/finding"], CASES[id]?.settings).filter(({ outcome }) => outcome === "different");
    expect(found.flatMap(({ unannounced }) => unannounced.map((rule) => rule.id))).toContain(id);
  });
});

describe("is no excuse without its setting", () => {
  test.each(RULES.filter(({ id }) => CASES[id]?.settings))("$id", ({ id, announcedBy, facts }) => {
    const found = differences(id, announcedBy).filter(({ outcome }) => outcome === "different");
    expect(found.map(({ fact }) => fact)).toEqual([...facts]);
  });
});

describe("is announced by a finding that there is, about something that was changed", () => {
  const review = new Set(
    ([...PIPELINE_FINDINGS, ...transforms.flatMap(({ findings }) => findings)] as readonly FindingKind[])
      .filter(({ confidence }) => confidence === "review")
      .map(({ code }) => code),
  );
  test.each(EXPECTED_DIFFERENCES.filter(({ announcedBy }) => announcedBy.length > 0))("$id", ({ announcedBy }) => {
    expect(announcedBy.filter((code) => !review.has(code))).toEqual([]);
  });
});
