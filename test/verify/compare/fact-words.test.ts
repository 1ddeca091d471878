/** Facts as a person writes them. */
import { describe, expect, test } from "vitest";
import { factBrief, factDifference, factText } from "../../../src/verify/compare/fact-words.ts";
import { FACT_IDS, FACTS } from "../../../src/verify/compare/facts.ts";
import type { FactId, FactValues } from "../../../src/verify/compare/facts.ts";
import { concealed, concealedContents, concealedDeep } from "../../../src/verify/secrets/concealed.ts";

const SECRET = { group: "db", key: "password", group_version: null, mount: "ENV_VAR", env_var: "DB_PASSWORD" } as const;
const POD = { primary: "main", spec: { containers: [{ name: "main", image: "r.io/x:1" }], tolerations: null } };

/** For each fact a value in words, and in the line that sums up a task. */
const WORDS: { readonly [Id in FactId]: readonly (readonly [FactValues[Id], string | null, string | null])[] } = {
  cpu: [
    [{ request: "1", limit: "2" }, "1 → 2", "CPU 1 → 2"],
    [{ request: "0.5", limit: null }, "0.5", "CPU 0.5"],
    [{ request: null, limit: "2" }, "limit 2", "CPU limit 2"],
    [{ request: "1", limit: "1" }, "1 (request and limit)", "CPU 1 (request and limit)"],
    [{ request: null, limit: null }, null, null],
  ],
  memory: [[{ request: "1073741824", limit: "1000000000" }, "1Gi → 1G", "memory 1Gi → 1G"]],
  gpu: [[{ request: "1", limit: null }, "1", "GPUs 1"]],
  disk: [[{ request: "1610612736", limit: null }, "1536Mi", "disk 1536Mi"]],
  accelerator: [
    [null, null, null],
    [{ device: "T4", partition: null, device_class: null }, "T4", "T4"],
    [
      { device: "A100", partition: "1g.5gb", device_class: "NVIDIA_GPU" },
      "A100 (partition 1g.5gb, NVIDIA_GPU)",
      "A100 (partition 1g.5gb)",
    ],
  ],
  sharedMemory: [
    ["auto", "auto", "shared memory auto"],
    ["1073741824", "1Gi", "shared memory 1Gi"],
  ],
  secrets: [
    [[SECRET], "DB_PASSWORD from db/password", "DB_PASSWORD from db/password"],
    [[{ ...SECRET, mount: "FILE", env_var: null }], "file from db/password", "file from db/password"],
    [
      [{ ...SECRET, mount: "FILE" }],
      "file from db/password, its path in DB_PASSWORD",
      "file from db/password, its path in DB_PASSWORD",
    ],
    [[{ ...SECRET, group: null, group_version: "7", mount: "ANY", env_var: null }], "password version 7", "password version 7"],
    [[], null, null],
  ],
  cache: [
    [true, "on", null],
    [false, null, null],
  ],
  cacheVersion: [
    ["1.0", '"1.0"', 'cached as "1.0"'],
    [{ computed: true }, "computed from the source", "cached"],
    [null, null, null],
  ],
  cacheSerialise: [[true, "on", "cache serialised on"]],
  cacheIgnoredInputs: [[["day", "seed"], "day, seed", "cache ignores day, seed"]],
  retries: [
    [0, null, null],
    [1, "1", "1 retry"],
    [2, "2", "2 retries"],
  ],
  timeout: [
    [0, null, null],
    [90, "90 s", "timeout 90 s"],
    [300, "5 min", "timeout 5 min"],
    [7200, "2 h", "timeout 2 h"],
  ],
  interruptible: [
    [null, null, null],
    [true, "yes", "interruptible"],
    [false, "no", null],
  ],
  environment: [[{ A: "1", B: "2" }, "A=1, B=2", "variables A=1, B=2"]],
  image: [
    [{ source: "none", uri: null }, null, null],
    [{ source: "default", uri: "flyte" }, "default of flyte", null],
    [{ source: "uri", uri: "r.io/x:1" }, "r.io/x:1", "image r.io/x:1"],
    [{ source: "reference", uri: "gpu" }, "gpu of the configuration", "image gpu of the configuration"],
    [{ source: "built", uri: null }, "built", "image built"],
    [{ source: "built", uri: "r.io/x:1" }, "built on r.io/x:1", "image built on r.io/x:1"],
  ],
  imageContents: [[["pip pandas", "python 3.11"], "pip pandas, python 3.11", null]],
  podTemplateName: [["spot", "spot", "pod template name spot"]],
  podSpec: [
    [POD, "containers[0].name main, containers[0].image r.io/x:1, tolerations null", "pod template"],
    [{ primary: null, spec: null }, null, null],
  ],
  labels: [[{ team: "fit" }, "team=fit", "labels team=fit"]],
  annotations: [[{ team: "fit" }, "team=fit", "annotations team=fit"]],
  report: [[true, "on", "report"]],
  inputs: [[{ day: { kind: "simple", name: "str" } }, "day: str", null]],
  defaults: [[{ day: "'mon'" }, "day='mon'", null]],
  outputs: [[{ o0: { kind: "simple", name: "int" } }, "o0: int", null]],
};

function words<Id extends FactId>(id: Id) {
  return WORDS[id].map(([value]) => [value, factText(id, value), factBrief(id, value).join(" · ") || null]);
}

describe.each(FACT_IDS)("%s", (id) => {
  test("in words", () => {
    expect(words(id)).toEqual(WORDS[id]);
  });

  test("has a title and a description that can stand in a table", () => {
    expect(FACTS[id].title).toMatch(/^\w[\w ]*$/);
    expect(FACTS[id].about).toMatch(/^[^\n|]*[^.\n|]$/);
  });
});

describe("a difference leaves out what both sides say", () => {
  test("of variables", () => {
    expect(factDifference("environment", { A: "1", B: "2" }, { A: "1", B: "3" })).toEqual({ v1: "B=2", v2: "B=3" });
    expect(factDifference("environment", { A: "1" }, { A: "1", B: "3" })).toEqual({ v1: null, v2: "B=3" });
  });

  test("of a pod", () => {
    const other = { ...POD, spec: { ...POD.spec, containers: [{ name: "main", image: "r.io/x:2" }] } };
    expect(factDifference("podSpec", POD, other)).toEqual({
      v1: "containers[0].image r.io/x:1",
      v2: "containers[0].image r.io/x:2",
    });
  });
});

const contents = (token: string) => ["pip pandas", `pip index https://me:${token}@pip.example.org`, `variable TOKEN=${token}`];

const containers = (value: string) => [
  {
    name: "proxy",
    env: [
      { name: "TOKEN", value },
      { name: "MODE", value: "fast" },
    ],
  },
];

describe("what may be a secret is hidden", () => {
  test.each(["API_TOKEN", "db_password", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "SLACK_AUTH", "SENTRY_DSN", "apikey"])(
    "%s",
    (name) => {
      expect(concealed({ [name]: "x", MODE: "fast" })).toEqual({ [name]: "(hidden)", MODE: "fast" });
    },
  );

  test("another value is told from the first", () => {
    expect(concealed({ TOKEN: "y" }, { TOKEN: "x" })).toEqual({ TOKEN: "(hidden, another one)" });
  });

  test("in the contents of an image", () => {
    expect(concealedContents(contents("x"))).toEqual([
      "pip pandas",
      "pip index https://(hidden)@pip.example.org",
      "variable TOKEN=(hidden)",
    ]);
    expect(concealedContents(contents("y"), contents("x"))[2]).toBe("variable TOKEN=(hidden, another one)");
  });

  test("in a pod's containers", () => {
    expect(concealedDeep(containers("x"))).toEqual(containers("(hidden)"));
    expect(concealedDeep(containers("y"), containers("x"))).toEqual(containers("(hidden, another one)"));
  });
});
