import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/migrate/plan.ts";
import { formatCheck, isSomethingLeft } from "../../src/report/check.ts";
import { PLAIN_VIEW } from "../../src/report/view.ts";
import { EMPTY_PLAN, file, SAMPLE_PLAN } from "./sample-plan.ts";

const MARKED = "x = 1\r\n    y = 2  # TODO(flyteshift): secrets/unknown-name say which\r\n";

const plan = (given: Partial<Plan>): Plan => ({ ...EMPTY_PLAN, ...given });

describe("what is left", () => {
  it("is every line with Flyte 1 or a marker, and every file that could not be read", () => {
    expect(formatCheck(SAMPLE_PLAN, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "shop/spark.py:1: TODO(flyteshift) tasks/plugin-config
      shop/spark.py:12: flytekit.task
      shop/tasks.py:4: flytekit.task, flytekit.Secret

      Left alone  nothing in these files was changed
        shop/old.py  does not parse as Python 3
            line 12, column 7 does not parse (\`print total\`)
        shop/names.py  not UTF-8
            line 3 has bytes that are not UTF-8

      Flyte 1 is left on 3 lines of 2 files; 2 files could not be checked.
      "
    `);
  });

  it("is nothing when there is none", () => {
    expect(formatCheck(EMPTY_PLAN, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "No Flyte 1 code and no markers in 40 Python files.
      "
    `);
  });

  it("is a marker in code that is Flyte 2 already", () => {
    const marked = plan({ files: [file({ path: "a.py", original: MARKED, migrated: MARKED })] });
    expect(formatCheck(marked, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "a.py:2: TODO(flyteshift) secrets/unknown-name

      Flyte 1 is left on 1 line of 1 file.
      "
    `);
  });
});

describe("something is left", () => {
  it.each([
    ["a reference", plan({ ledger: SAMPLE_PLAN.ledger }), true],
    ["a marker", plan({ files: [file({ path: "a.py", original: MARKED })] }), true],
    ["an unread file", plan({ skipped: SAMPLE_PLAN.skipped }), true],
    [
      "a comment that only looks like a marker",
      plan({ files: [file({ path: "a.py", original: "# TODO: flyteshift\n" })] }),
      false,
    ],
    ["nothing", EMPTY_PLAN, false],
  ])("%s", (_, given, left) => expect(isSomethingLeft(given)).toBe(left));
});
