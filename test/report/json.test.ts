import { expect, it } from "vitest";
import { formatJson } from "../../src/report/json.ts";
import { file, SAMPLE_PLAN } from "./sample-plan.ts";

const plan = {
  ...SAMPLE_PLAN,
  files: [
    file({ path: "a.py", original: "a\n", migrated: "b\n" }),
    file({ path: "b.py", original: "same\n", migrated: "same\n" }),
  ],
};

it("prints the plan with a patch in place of the original", () => {
  const { root, summary, findings, ledger, ...document } = JSON.parse(formatJson(plan, null)) as Record<string, unknown>;
  expect({ root, summary, findings, ledger }).toEqual({
    root: plan.root,
    summary: plan.summary,
    findings: plan.findings,
    ledger: plan.ledger,
  });
  expect(document).toMatchInlineSnapshot(`
    {
      "applied": null,
      "environments": [
        {
          "column": 1,
          "line": 4,
          "name": "shop-tasks",
          "path": "shop/tasks.py",
          "tasks": [
            "load",
            "nightly",
          ],
          "variable": "env",
        },
      ],
      "files": [
        {
          "changed": true,
          "changes": [],
          "diff": "--- a/a.py
    +++ b/a.py
    @@ -1,1 +1,1 @@
    -a
    +b
    ",
          "migrated": "b
    ",
          "path": "a.py",
        },
        {
          "changed": false,
          "changes": [],
          "diff": "",
          "migrated": null,
          "path": "b.py",
        },
      ],
      "secrets": [
        {
          "declarations": [
            {
              "column": 24,
              "line": 4,
              "path": "shop/tasks.py",
            },
          ],
          "group": "db",
          "key": "password",
          "variable": "DB_PASSWORD",
        },
        {
          "declarations": [
            {
              "column": 1,
              "line": 9,
              "path": "shop/names.py",
            },
          ],
          "group": null,
          "key": "api.token",
          "variable": "API_TOKEN",
        },
        {
          "declarations": [
            {
              "column": 1,
              "line": 3,
              "path": "shop/web.py",
            },
          ],
          "group": "web",
          "key": "tls-cert",
          "variable": null,
        },
      ],
      "skipped": [
        {
          "detail": "line 12, column 7 does not parse (\`print total\`)",
          "path": "shop/old.py",
          "reason": "syntax-error",
        },
        {
          "detail": "line 3 has bytes that are not UTF-8",
          "path": "shop/names.py",
          "reason": "not-utf8",
        },
      ],
      "timings": {
        "discover": 0.02,
        "index": 0.05,
        "parse": 0.2,
        "plan": 0.15,
      },
      "version": 1,
    }
  `);
});

it("starts with the version, so that readers can stop there", () => {
  expect(formatJson(plan, null).split("\n")[1]).toBe('  "version": 1,');
});

it("says what was written", () => {
  const applied = { written: ["a.py"], changedOnDisk: [], failed: [] };
  expect((JSON.parse(formatJson(plan, applied)) as { applied: unknown }).applied).toEqual(applied);
});
