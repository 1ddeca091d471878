/** What calls ask the cluster for: overrides in straight lines, maps, conditions and subworkflows, right ones and wrong ones. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { compareCalls } from "../../../src/verify/runs/compare-calls.ts";
import type { RunResult } from "../../../src/verify/runs/run-document.ts";
import { runTrees } from "../../../src/verify/runs/run-trees.ts";
import type { TreeRun } from "../../../src/verify/runs/run-trees.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const V1 = `from typing import List, Tuple

from flytekit import Resources, conditional, map_task, task, workflow


@task(requests=Resources(cpu="1"))
def fit(n: int) -> int:
    return n


@workflow
def in_a_row(n: int) -> int:
    return fit(n=fit(n=n).with_overrides(requests=Resources(cpu="2")))


@workflow
def mapped(n: List[int]) -> List[int]:
    return map_task(fit)(n=n).with_overrides(requests=Resources(cpu="2"))


@workflow
def arms(n: int) -> int:
    return (
        conditional("size")
        .if_(n > 5)
        .then(fit(n=n).with_overrides(requests=Resources(cpu="2")))
        .else_()
        .then(fit(n=n).with_overrides(requests=Resources(cpu="3")))
    )


@workflow
def side_by_side(n: int) -> Tuple[int, int]:
    return fit(n=n), fit(n=n).with_overrides(requests=Resources(cpu="2"))


@workflow
def nested(n: int) -> int:
    return in_a_row(n=n)
`;

const V2 = `from typing import List, Tuple

import flyte

fit_env = flyte.TaskEnvironment(name="calls-fit", resources=flyte.Resources(cpu="1"))
env = flyte.TaskEnvironment(name="calls", depends_on=[fit_env])


@fit_env.task
def fit(n: int) -> int:
    return n


two = fit.override(resources=flyte.Resources(cpu="2"))
three = fit.override(resources=flyte.Resources(cpu="3"))


@env.task
def in_a_row(n: int) -> int:
    return fit(two(n))


@env.task
def in_a_row_wrong(n: int) -> int:
    return fit(three(n))


@env.task
def in_a_row_less(n: int) -> int:
    return two(n)


@env.task
def in_a_row_more(n: int) -> int:
    return fit(fit(two(n)))


@env.task
def mapped(n: List[int]) -> List[int]:
    return list(flyte.map(two, n, return_exceptions=False))


@env.task
def mapped_wrong(n: List[int]) -> List[int]:
    return list(flyte.map(fit, n, return_exceptions=False))


@env.task
def arms(n: int) -> int:
    return two(n) if n > 5 else three(n)


@env.task
def arms_wrong(n: int) -> int:
    return fit(n)


@env.task
def side_by_side(n: int) -> Tuple[int, int]:
    b = two(n)
    return fit(n), b


@env.task
def side_by_side_wrong(n: int) -> Tuple[int, int]:
    b = two(n)
    return two(n), b


@env.task
def in_a_row_turned(n: int) -> int:
    return two(fit(n))


@env.task
def nested(n: int) -> int:
    return in_a_row(n)
`;

/** Entries of the migrated module, whose name begins with the workflow's, and what is wrong with their calls. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  in_a_row: [],
  in_a_row_wrong: ["call 1 of fit: different"],
  in_a_row_less: ["call 2 of fit: missing"],
  in_a_row_more: ["call 3 of fit: added"],
  in_a_row_turned: ["call 1 of fit: different", "call 2 of fit: different"],
  side_by_side: [],
  side_by_side_wrong: ["call 2 of fit: different"],
  mapped: [],
  mapped_wrong: ["call 1 of fit: different", "call 2 of fit: different", "call 3 of fit: different"],
  arms: [],
  arms_wrong: ["call 1 of fit: different"],
  nested: [],
};

let v1: ReadonlyMap<string, RunResult>;
let v2: ReadonlyMap<string, RunResult>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "flyteshift-calls-"));
  const options = { python: inject("python"), timeoutMilliseconds: 110_000, environment: process.env, callFacts: true };
  const run = async (sdk: "flytekit" | "flyte", text: string) => {
    const root = join(folder, sdk);
    writeTree(root, { "calls.py": text });
    return results(await runTrees(sdk, [{ root, modules: ["calls"], entries: "all" }], options));
  };
  try {
    const [before, after] = await Promise.all([run("flytekit", V1), run("flyte", V2)]);
    v1 = before;
    v2 = after;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function results([tree]: readonly TreeRun[]): ReadonlyMap<string, RunResult> {
  return new Map(tree?.runs.map(({ name, result }) => [name, result]));
}

test.each(Object.entries(CASES))("%s", (entry, wrong) => {
  const workflow = entry.replace(/_(wrong|less|more|turned)$/, "");
  const [before, after] = [v1.get(workflow), v2.get(entry)];
  if (!before?.outputs || !after?.outputs) throw new Error(`${entry} did not run`);
  const announced = { announced: () => new Set<string>(), foldSecretGroups: false, defaultAccelerator: false };
  const compared = compareCalls({ module: "calls", name: workflow }, before, after, announced);
  expect(compared.filter(({ outcome }) => outcome !== "equal").map(({ name, outcome }) => `${name}: ${outcome}`)).toEqual(wrong);
});
