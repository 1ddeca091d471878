import { describe, expect, it } from "vitest";
import { coloursFor } from "../../../src/report/colour.ts";
import { formatVerification } from "../../../src/report/verification/terminal.ts";
import { PLAIN_VIEW, type View } from "../../../src/report/view.ts";
import type { Verification } from "../../../src/verify/verification.ts";
import { PROVEN_VERIFICATION, SAMPLE_VERIFICATION } from "./sample-verification.ts";

const TERMINAL: View = { ...PLAIN_VIEW, width: 100, isTerminal: true };
const text = (verification: Verification, view: View = TERMINAL) => formatVerification(verification, view);
const change = (changes: Partial<Verification>) => ({ ...PROVEN_VERIFICATION, ...changes });
const tasksOf = (outcome: string) => SAMPLE_VERIFICATION.tasks.filter((task) => task.outcome === outcome);
const lastLines = (verification: Verification) => text(verification).trimEnd().split("\n").slice(-2).join("\n");

describe("a verification in a terminal", () => {
  it("shows the table, what deploy would refuse, runs, tests, what was not compared, what to report and the totals", () => {
    expect(text(SAMPLE_VERIFICATION)).toMatchInlineSnapshot(`
      "Verify  The files on disk, against what would be written.
        before  flytekit 1.16.31  .venv/bin/python  .venv
        after   flyte 2.12.1      .venv/bin/python  .venv

      shop.nightly
        equal       load    CPU 1 → 2 · memory 2Gi → 4Gi · DB_PASSWORD from db/password · cached as "1.0"
                            2 retries
        equal       report  nothing beyond the defaults
        expected    spill   shop/nightly.py:28 → shop/nightly.py:38
            disk  1Gi → 2Gi became 2Gi
                  Flyte 2 has one size of disk; the limit stays.
                  Announced by \`resources/disk-range\`.
        different   fit     shop/nightly.py:38 → shop/nightly.py:50
            retries    2 became not set
                       No finding announced this: a mistake of flyteshift.
            variables  MODE=fast, API_TOKEN=(hidden) became MODE=slow, API_TOKEN=(hidden, another one)
                       No finding announced this: a mistake of flyteshift.

      shop.other
        on Flyte 1  tune   shop/other.py:4
        missing     gone   shop/other.py:20
        failed      odd
            Flyte 2: bad argument type for built-in operation
        new         added  shop/other.py:44
        equal       guess  nothing beyond the defaults
            With stand-ins for torch.

      In other words  written differently, for the same on the cluster
        secrets, 1 task: Flyte 2 names the environment variable of a secret; it has one name in the
          whole repository.
        interruptible, 5 tasks: Flyte 2 always says it, and false is the default of both.
        image, 5 tasks: Each SDK has its own default image.

      Deploy would refuse  and what would fail on the cluster
        shop-nightly in shop/nightly.py
            shop-nightly.report: calls shop-clean.clean, and shop-clean is not in depends_on

      Runs
        equal      shop.nightly.nightly  0.42 s before, 2.1 s after
        different  shop.nightly.weekly  0.42 s before, 2.1 s after
            o0[3].loss: 0.5 became 0.25
        failed     shop.nightly.yearly  1.0 s before
            Flyte 2: KeyError: 'DB_PASSWORD'

      Tests  pytest -q tests
        before  12 passed, 0 failed in 3.1 s
        after   11 passed, 1 failed in 3.4 s
        broken  tests/test_nightly.py::test_load
          1 failed, 11 passed in 3.40s

      Not compared  modules that cannot be imported
        shop/gpu.py  before
            ModuleNotFoundError: No module named 'cupy'
        shop/raises.py  after
            ValueError: no region

        Install what is missing, or add \`--stub-missing\` to import these modules with stand-ins:
          .venv/bin/python -m pip install cupy

      To report
        A difference that no finding announced is a mistake of flyteshift. Please send these lines: texts
        in dictionaries are left out, and you should look through the rest.

          flyteshift 0.1.0, flytekit 1.16.31, flyte 2.12.1
          fit:
            retries: 2 became not set
            environment: (values left out)
              @task(retries=2, environment={"MODE": "…", "API_TOKEN": "…"})
              @env.task

      2 tasks do not get what they got before.
      9 tasks: 3 equal, 1 expected, 1 different, 1 on Flyte 1, 1 missing, 1 failed, 1 new; 2 modules could
      not be read; 1 problem for deploy; 1 of 3 runs equal; 1 test broken; 14 s.
      "
    `);
  });

  it("is short when all is well", () => {
    expect(text(PROVEN_VERIFICATION)).toMatchInlineSnapshot(`
      "Verify  The files on disk, against what would be written.
        before  flytekit 1.16.31  .venv/bin/python  .venv
        after   flyte 2.12.1      .venv/bin/python  .venv

      shop.nightly
        equal     load    CPU 1 → 2 · memory 2Gi → 4Gi · DB_PASSWORD from db/password · cached as "1.0"
                          2 retries
        equal     report  nothing beyond the defaults
        expected  spill   shop/nightly.py:28 → shop/nightly.py:38
            disk  1Gi → 2Gi became 2Gi
                  Flyte 2 has one size of disk; the limit stays.
                  Announced by \`resources/disk-range\`.

      In other words  written differently, for the same on the cluster
        secrets, 1 task: Flyte 2 names the environment variable of a secret; it has one name in the
          whole repository.
        interruptible, 3 tasks: Flyte 2 always says it, and false is the default of both.
        image, 3 tasks: Each SDK has its own default image.

      Every task gets what it got before, or what a finding announced.
      3 tasks: 2 equal, 1 expected; deploy would take it; 14 s.
      "
    `);
  });

  it("names the revision that it compared with", () => {
    const compared = { kind: "revision", base: "main", commit: "0123456789abcdef0123456789abcdef01234567" } as const;
    expect(text(change({ compared })).split("\n")[0]).toBe("Verify  `main` (0123456789), against the files on disk.");
    const different = text({ ...SAMPLE_VERIFICATION, compared }, PLAIN_VIEW);
    expect(different).toContain("No finding announced this: somebody changed it since, or it is a mistake of flyteshift.");
    expect(different).toContain("is a mistake of flyteshift, unless somebody changed it since.");
  });

  it("keeps within the width", () => {
    for (const width of [80, 100, 140]) {
      const lines = text(SAMPLE_VERIFICATION, { ...TERMINAL, width }).split("\n");
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });

  it("does not break lines for a pipe", () => {
    const lines = text(SAMPLE_VERIFICATION, PLAIN_VIEW).split("\n");
    expect(lines.some((line) => line.length > 140)).toBe(true);
    expect(lines).toContain("            Flyte 2 has one size of disk; the limit stays.");
  });

  it("says the same in colour", () => {
    const coloured = text(SAMPLE_VERIFICATION, { ...TERMINAL, colours: coloursFor(true) });
    expect(coloured).toContain("\u001b[32mequal");
    expect(coloured).toContain("\u001b[31mdifferent");
    // oxlint-disable-next-line no-control-regex
    const plain = coloured.replace(/\u001b\[\d+m/g, "");
    expect(plain).toBe(
      text(SAMPLE_VERIFICATION)
        .replace(/`([^`\n]+)`/g, "$1")
        .replaceAll("`", ""),
    );
  });

  it("shows control characters instead of obeying them", () => {
    const [first] = PROVEN_VERIFICATION.tasks;
    if (!first) throw new Error("the sample has no task");
    expect(text(change({ tasks: [{ ...first, name: "lo\u001b[2Jad" }] }))).toContain("lo␛[2Jad");
  });

  it("writes the two sides of a long difference below each other", () => {
    const lines = text(SAMPLE_VERIFICATION, { ...TERMINAL, width: 40 }).split("\n");
    expect(lines).toContain("      variables  before  MODE=fast,");
    expect(lines).toContain("                 after   MODE=slow,");
  });
});

describe("secrets", () => {
  it("are in no part of it", () => {
    expect(JSON.stringify(SAMPLE_VERIFICATION.tasks.map(({ facts }) => facts))).not.toContain("hunter");
    expect(text(SAMPLE_VERIFICATION)).not.toContain("hunter");
  });

  it("that differ are still told apart", () => {
    expect(text(SAMPLE_VERIFICATION)).toContain(
      "MODE=fast, API_TOKEN=(hidden) became MODE=slow, API_TOKEN=(hidden, another one)",
    );
  });
});

describe("the verdict", () => {
  const proven = PROVEN_VERIFICATION.tasks.filter((task) => task.outcome === "equal");

  it.each<[string, Partial<Verification>]>([
    ["Every task gets exactly what it got before.", { tasks: proven }],
    ["Every task gets what it got before, or what a finding announced.", {}],
    ["Every migrated task gets exactly what it got before.", { tasks: [...proven, ...tasksOf("unmigrated")] }],
    ["1 task does not get what it got before.", { tasks: [...proven, ...tasksOf("different")] }],
    ["2 tasks do not get what they got before.", { tasks: [...tasksOf("missing"), ...tasksOf("different")] }],
    ["Nothing has changed in what could be compared, but not all could be.", { tasks: [...proven, ...tasksOf("failed")] }],
    ["Nothing has changed in what could be compared, but not all could be.", { unread: SAMPLE_VERIFICATION.unread }],
    ["`flyte deploy` would refuse this.", { deploy: SAMPLE_VERIFICATION.deploy }],
    ["Not every run gives what it gave before.", { runs: SAMPLE_VERIFICATION.runs }],
    ["Tests that passed before do not pass now.", { tests: SAMPLE_VERIFICATION.tests }],
    ["There was nothing to compare.", { tasks: [] }],
  ])("%s", (sentence, changes) => {
    expect(lastLines(change(changes)).split("\n")[0]).toBe(sentence);
  });
});

it("says how the tests ended when it cannot tell them apart", () => {
  const end = { passed: 0, failed: 0, seconds: 2, output: null };
  const tests = {
    command: "make test",
    basis: "exit-code",
    v1: { ...end, exitCode: 0 },
    v2: { ...end, exitCode: null },
    broken: ["make test"],
  } as const;
  const lines = text(change({ tests })).split("\n");
  expect(lines).toContain("  before  exit code 0 in 2.0 s");
  expect(lines).toContain("  after   did not end in 2.0 s");
  expect(lines.at(-2)).toContain("the tests fail now");
});
