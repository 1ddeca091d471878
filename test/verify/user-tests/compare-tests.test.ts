/** `verify --tests`: the user's own command on both trees. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { compareTests } from "../../../src/verify/user-tests/compare-tests.ts";
import type { TestsOptions } from "../../../src/verify/user-tests/compare-tests.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const TESTS = `
import os
import sys

import pytest

from fit import fit


class TestFit:
    @pytest.mark.parametrize("n", [1, 2])
    def test_fit(self, n):
        assert fit(n) == 1


def test_broken_before():
    assert fit(0) == 5


@pytest.mark.skip
def test_skipped():
    pass


def test_interpreter():
    assert sys.executable == os.environ["WANTED_PYTHON"]


def test_variable():
    assert os.environ["TOKEN"] == "top secret"
`;

const FIT = { v1: "def fit(n):\n    return 1\n", v2: "def fit(n):\n    return 1 if n < 2 else os\n" };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-tests-"));
  for (const side of ["v1", "v2"] as const) {
    // Below an import root that is not the folder where the command runs.
    writeTree(join(folder, side), { "src/fit.py": FIT[side], "tests/test_fit.py": TESTS });
  }
  writeFileSync(join(folder, "variables"), `TOKEN="top secret"\nWANTED_PYTHON=${inject("python")}\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, more: Partial<TestsOptions> = {}) {
  const tree = (side: string) => ({ root: join(folder, side, "src"), folder: join(folder, side), modules: [] });
  const python = { v1: inject("python"), v2: inject("python") };
  const options = { python, timeoutMilliseconds: 60_000, environmentFile: join(folder, "variables"), ...more };
  return compareTests({ v1: tree("v1"), v2: tree("v2") }, command, options);
}

test.each(["pytest -q tests", "python -m pytest -k 'not nothing' tests | cat"])("%s", async (command) => {
  const found = await run(command);
  expect(found).toMatchObject({
    command,
    basis: "tests",
    v1: { passed: 4, failed: 1 },
    broken: ["tests/test_fit.py::TestFit::test_fit[2]"],
  });
});

test("what fails is shown, without secrets", async () => {
  const found = await run("pytest -q tests; echo $TOKEN; exit 3");
  expect(found.v2.exitCode).toBe(3);
  expect(found.v2.output).toContain("NameError: name 'os' is not defined");
  expect(found.v2.output).not.toContain("top secret");
});

test("another command is compared by its exit code", async () => {
  const command = "python -c 'from fit import fit; fit(2)'";
  expect(await run(command)).toMatchObject({
    basis: "exit-code",
    v1: { exitCode: 0, passed: 0, failed: 0, output: null },
    v2: { exitCode: 1 },
    broken: [command],
  });
  expect(await run("python -c 'from fit import fit; fit(1)'")).toMatchObject({ basis: "exit-code", broken: [] });
});

test("a command that hangs is ended", async () => {
  const found = await run("grep -q 'else os' src/fit.py && sleep 600; true", { timeoutMilliseconds: 2000 });
  expect(found.v1.exitCode).toBe(0);
  expect(found.v2).toMatchObject({ exitCode: null, output: "took more than 2 seconds" });
  expect(found.broken).toHaveLength(1);
});
