/** `verify --run` with both SDKs: what is compared, what is refused before anything runs, and what never stands in a result. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { runEntries } from "../../../src/verify/runs/run-entries.ts";
import type { RunOptions } from "../../../src/verify/runs/run-entries.ts";
import { runTrees } from "../../../src/verify/runs/run-trees.ts";
import type { Json } from "../../../src/verify/processes/json-shape.ts";
import { orderProblems } from "../../support/call-order.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const SHARED = `
import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Dict, List, Optional, Tuple


class Colour(Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    y: float = 0.5
`;

const V1 = `${SHARED}
from flytekit import Secret, Resources, current_context, task, workflow
from flytekit.types.file import FlyteFile


@task
def wait(n: int) -> int:
    time.sleep(0.3)
    return n + 1


@workflow
def fan(n: int = 1) -> Tuple[int, int, int]:
    a = wait(n=n)
    b = wait(n=n)
    c = wait(n=b)
    a >> c
    return a, b, c


@task
def loss(n: int) -> float:
    return 0.5


@task(requests=Resources(cpu="1"))
def sized(n: int) -> int:
    return n


@workflow
def sizes(n: int) -> int:
    return sized(n=n).with_overrides(requests=Resources(cpu="2"))


@task
def breaks(n: int) -> int:
    if n > 0:
        raise ValueError("too many")
    return n


@workflow
def both_break(n: int) -> int:
    return breaks(n=n)


@task
def breaks_after(n: int) -> int:
    return n


@task(secret_requests=[Secret(group="db", key="password")])
def secret() -> str:
    return "v1 " + current_context().secrets.get("db", "password")


@task(secret_requests=[Secret(group="db", key="cert", mount_requirement=Secret.MountType.FILE)])
def secret_file() -> str:
    return current_context().secrets.get("db", "cert")


@task(secret_requests=[Secret(group="db", key="unset")])
def secret_unset() -> str:
    return current_context().secrets.get("db", "unset")


@task
def describe(
    point: Point, colour: Colour, when: datetime, span: timedelta, sizes: Dict[str, List[int]], file: FlyteFile, note: Optional[str] = None
) -> str:
    with open(file) as opened:
        return f"{point} {colour.name} {when.isoformat()} {span} {sizes} {opened.read()} {note} {os.path.abspath('data.csv')}"


@task
def hangs() -> int:
    return 1


@task
def stays() -> int:
    return 1
`;

const V2 = `${SHARED}
import asyncio
from pathlib import Path

import flyte
from flyte.io import File

env = flyte.TaskEnvironment(
    "runs",
    secrets=[
        flyte.Secret(key="password", group="db", as_env_var="DB_PASSWORD"),
        flyte.Secret(key="cert", group="db", mount="/etc/flyte/secrets"),
        flyte.Secret(key="unset", group="db", as_env_var="DB_UNSET"),
    ],
)
sized_env = flyte.TaskEnvironment("sized", resources=flyte.Resources(cpu="1"))


@env.task
def wait(n: int) -> int:
    time.sleep(0.3)
    return n + 1


@env.task
async def fan(n: int = 1) -> Tuple[int, int, int]:
    a, b = await asyncio.gather(wait.aio(n=n), wait.aio(n=n))
    return a, b, await wait.aio(n=b)


@env.task
async def fan_at_once(n: int = 1) -> Tuple[int, int, int]:
    a, b, c = await asyncio.gather(wait.aio(n=n), wait.aio(n=n), wait.aio(n=n))
    return a, b, c


@env.task
def fan_in_a_row(n: int = 1) -> Tuple[int, int, int]:
    return wait(n=n), wait(n=n), wait(n=n)


@env.task
def loss(n: int) -> float:
    return 0.25


@sized_env.task
def sized(n: int) -> int:
    return n


@env.task
def sizes(n: int) -> int:
    return sized(n)


@env.task
def breaks(n: int) -> int:
    if n > 0:
        raise ValueError("too many")
    return n


@env.task
def both_break(n: int) -> int:
    return breaks(n)


@env.task
def breaks_after(n: int) -> int:
    raise KeyError("day")


@env.task
def secret() -> str:
    return "v2 " + os.environ["DB_PASSWORD"]


@env.task
def secret_file() -> str:
    return Path("/etc/flyte/secrets/cert").read_text().strip()


@env.task
def secret_unset() -> str:
    return os.environ["DB_UNSET"]


@env.task
def describe(
    point: Point, colour: Colour, when: datetime, span: timedelta, sizes: Dict[str, List[int]], file: File, note: Optional[str] = None
) -> str:
    with open(file.download_sync()) as opened:
        return f"{point} {colour.name} {when.isoformat()} {span} {sizes} {opened.read()} {note} {os.path.abspath('data.csv')}"


@env.task
def hangs() -> int:
    time.sleep(600)
    return 1


from flytekit import task


@task
def stays() -> int:
    return 1
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-runs-"));
  writeTree(join(folder, "v1"), { "jobs/runs.py": V1, "jobs/__init__.py": "" });
  writeTree(join(folder, "v2"), { "jobs/runs.py": V2, "jobs/__init__.py": "" });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function trees() {
  return { v1: { root: join(folder, "v1"), modules: ["jobs.runs"] }, v2: { root: join(folder, "v2"), modules: ["jobs.runs"] } };
}

async function run(entry: string, inputs?: string, more: Partial<RunOptions> = {}) {
  const python = inject("python");
  const options = { python: { v1: python, v2: python }, timeoutMilliseconds: 60_000, folder, ...more };
  const [found] = await runEntries(trees(), [{ entry, inputs }], options);
  return found;
}

describe("compares", () => {
  test("outputs that are the same, and says how long both runs took", async () => {
    const found = await run("jobs.runs.fan");
    expect(found).toMatchObject({ entry: "jobs.runs.fan", outcome: "equal", details: [] });
    expect(found?.seconds.v1).toBeGreaterThan(0.85);
    expect(found?.seconds.v2).toBeGreaterThan(0.55);
  });

  test("outputs that differ", async () => {
    expect(await run("src/jobs/runs.py:loss", '{"n": 1}')).toMatchObject({
      outcome: "different",
      details: ["o0: 0.5 became 0.25"],
    });
  });

  test("what each call asks the cluster for", async () => {
    const calls = { announced: () => new Set<string>(), foldSecretGroups: false, defaultAccelerator: false };
    const found = await run("jobs.runs.sizes", '{"n": 1}', { calls });
    expect(found).toMatchObject({ outcome: "different" });
    expect(found?.details[0]).toMatch(/^call 1 of sized: cpu: .*2.* became .*1/);
  });

  test("inputs that both SDKs need in their own types, and paths below the tree, which is another one on each side", async () => {
    writeFileSync(join(folder, "note.txt"), "hello");
    const inputs = {
      point: { x: 1 },
      colour: "red",
      when: "2026-03-02T10:00:00Z",
      span: 90,
      sizes: { a: [1, 2] },
      file: "note.txt",
    };
    writeFileSync(join(folder, "inputs.json"), JSON.stringify(inputs));
    expect(await run("jobs.runs.describe", join(folder, "inputs.json"))).toMatchObject({ outcome: "equal", details: [] });
  });
});

describe("says why a side failed", () => {
  test("before and after in the same way", async () => {
    const found = await run("jobs.runs.both_break", '{"n": 1}');
    expect(found).toMatchObject({
      outcome: "failed",
      details: ["both fail with ValueError: too many"],
      seconds: { v1: null, v2: null },
    });
  });

  test("only after", async () => {
    const found = await run("jobs.runs.breaks_after", '{"n": 1}');
    expect(found).toMatchObject({ outcome: "failed", details: ["Flyte 2: KeyError: 'day'"] });
    expect(found?.seconds.v1).not.toBeNull();
  });

  test("by hanging", async () => {
    const found = await run("jobs.runs.hangs", "{}", { timeoutMilliseconds: 15_000 });
    expect(found).toMatchObject({ outcome: "failed", details: ["Flyte 2: TimedOut: took more than 15 seconds"] });
  });

  test("because it is still Flyte 1", async () => {
    expect(await run("jobs.runs.stays")).toMatchObject({ outcome: "failed", details: ["Flyte 2: it is still Flyte 1"] });
  });
});

describe("refuses", () => {
  const REFUSED: readonly (readonly [what: string, entry: string, inputs: string, message: RegExp])[] = [
    [
      "a module that is not there",
      "job.runs.fan",
      "{}",
      /^--run job\.runs\.fan: there is no module job\.runs; near it: jobs\.runs\.$/,
    ],
    ["a file that is not there", "jobs/run.py:fan", "{}", /there is no module in jobs\/run\.py; near it: jobs\/runs\.py/],
    ["a task that is not there", "jobs.runs.fann", "{}", /jobs\.runs has no task or workflow fann; near it: fan,/],
    ["inputs that do not fit", "jobs.runs.loss", "{}", /^--inputs of jobs\.runs\.loss: no value is given for "n" \(Flyte 1\)\.$/],
    ["inputs that are no object", "jobs.runs.loss", "[1]", /neither a JSON object nor a file/],
    ["inputs that are no JSON", "jobs.runs.loss", "{n: 1}", /the inputs of jobs\.runs\.loss is no JSON/],
  ];

  test.each(REFUSED)("%s", async (_, entry, inputs, message) => {
    await expect(run(entry, inputs)).rejects.toThrow(message);
  });

  const FITTING = { point: { x: 1 }, colour: "red", when: "2026-03-02", span: 1, sizes: {}, file: "inputs.json" };

  const PROBLEMS: readonly (readonly [inputs: Json, message: RegExp])[] = [
    [{ ...FITTING, other: 1 }, /^there is no input "other"; the inputs are "point", "colour"/],
    [{ ...FITTING, point: 1 }, /^point: 1 is no Point$/],
    [{ ...FITTING, point: { x: "a" } }, /^point\.x: 'a' is no int$/],
    [{ ...FITTING, point: { x: 1, z: 2 } }, /^point: Point has no field "z"$/],
    [{ ...FITTING, point: {} }, /^point: no value is given for the field "x" of Point$/],
    [{ ...FITTING, colour: "blue" }, /^colour: 'blue' is no Colour$/],
    [{ ...FITTING, when: "today" }, /^when: 'today' is no datetime/],
    [{ ...FITTING, span: true }, /^span: True is no timedelta$/],
    [{ ...FITTING, sizes: { a: [1, null] } }, /^sizes\.a\[1\]: None is no int$/],
    [{ ...FITTING, file: "other.json" }, /^file: there is no .*other\.json$/],
    [{ ...FITTING, note: 1 }, /^note: 1 is no .*Optional/],
  ];

  test.each(["flytekit", "flyte"] as const)("inputs that do not fit, with %s", async (sdk) => {
    const entries = PROBLEMS.map(([inputs]) => ({ module: "jobs.runs", name: "describe", inputs }));
    const tree = sdk === "flytekit" ? trees().v1 : trees().v2;
    writeFileSync(join(folder, "inputs.json"), "{}");
    const options = { python: inject("python"), timeoutMilliseconds: 60_000, environment: process.env, folder };
    const [ended] = await runTrees(sdk, [{ ...tree, entries }], options);
    const problems = ended?.runs.map(({ result: { problem } }) => problem?.message);
    expect(problems).toEqual(PROBLEMS.map(([, message]) => expect.stringMatching(message)));
  });
});

describe("secrets", () => {
  const SPELLINGS = ["_FSEC_DB_PASSWORD", "DB_PASSWORD"];

  test.each(SPELLINGS)("%s serves both sides, and is printed nowhere", async (variable) => {
    const file = join(folder, "variables");
    writeFileSync(file, `# for tests\nexport ${variable}="top secret"\nOTHER='x'\n`);
    const found = await run("jobs.runs.secret", "{}", { environmentFile: file });
    expect(found).toMatchObject({ outcome: "different", details: ['o0: "v1 ***" became "v2 ***"'] });
  });

  test("a file is where each SDK looks for it", async () => {
    const file = join(folder, "variables");
    writeFileSync(file, "DB_CERT=certificate\n");
    expect(await run("jobs.runs.secret_file", "{}", { environmentFile: file })).toMatchObject({ outcome: "equal", details: [] });
  });

  test("one that is not set is named", async () => {
    const found = await run("jobs.runs.secret_unset");
    expect(found?.outcome).toBe("failed");
    expect(found?.details).toContain("the secret db/unset has no value here: set DB_UNSET, or name a file with --env-file");
  });
});

async function result(sdk: "flytekit" | "flyte", name: string) {
  const tree = sdk === "flytekit" ? trees().v1 : trees().v2;
  const options = { python: inject("python"), timeoutMilliseconds: 60_000, environment: process.env };
  const [ended] = await runTrees(sdk, [{ ...tree, entries: [{ module: "jobs.runs", name, inputs: {} }] }], options);
  const found = ended?.runs[0]?.result;
  if (!found?.outputs) throw new Error(`${name} did not run`);
  return found;
}

describe("follows calls", () => {
  test("as the graph has them before, and as they were made after", async () => {
    const v1 = await result("flytekit", "fan");
    expect(v1.nodes.map(({ id, called, upstream }) => [id, called.name, upstream])).toEqual([
      ["n0", "wait", []],
      ["n1", "wait", []],
      ["n2", "wait", ["n1", "n0"]],
    ]);
    const v2 = await result("flyte", "fan");
    expect(v2.calls.map(({ called, caller }) => [called.name, caller])).toEqual([
      ["fan", null],
      ["wait", 0],
      ["wait", 0],
      ["wait", 0],
    ]);
    expect(orderProblems(v1, v2, 0.15)).toEqual([]);
  });

  test("and sees those that run too early and too late", async () => {
    const v1 = await result("flytekit", "fan");
    expect(orderProblems(v1, await result("flyte", "fan_at_once"), 0.15)).toEqual([
      expect.stringMatching(/^wait \(n2\) begins 0\.\d+ s before what it waits for has ended$/),
    ]);
    expect(orderProblems(v1, await result("flyte", "fan_in_a_row"), 0.15)).toEqual([
      expect.stringMatching(/^wait \(n1\) begins 0\.\d+ s after it could$/),
    ]);
  });
});

test("leaves nothing behind", () => {
  expect(readdirSync(join(folder, "v1/jobs")).sort()).toEqual(["__init__.py", "runs.py"]);
  expect(readdirSync(join(folder, "v2/jobs")).sort()).toEqual(["__init__.py", "runs.py"]);
});
