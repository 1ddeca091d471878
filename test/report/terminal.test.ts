import { describe, expect, it } from "vitest";
import type { FilePlan, Plan } from "../../src/migrate/plan.ts";
import { formatRun, type TerminalOptions } from "../../src/report/terminal.ts";
import { PLAIN_VIEW, type View } from "../../src/report/view.ts";
import { EMPTY_PLAN, file, finding, SAMPLE_PLAN } from "./sample-plan.ts";

const TERMINAL: View = { ...PLAIN_VIEW, width: 90, isTerminal: true };
const SHOW: TerminalOptions = {
  command: "flyteshift",
  arguments: ["shop"],
  applied: null,
  diff: false,
  timings: false,
  report: null,
  formatter: null,
};
const run = (plan: Plan, options: Partial<TerminalOptions> = {}, view: View = TERMINAL) =>
  formatRun(plan, view, { ...SHOW, ...options });

describe("a run in a terminal", () => {
  it("shows diff, summary, decisions, files left alone, secrets and what comes next", () => {
    expect(run(SAMPLE_PLAN, { diff: true, timings: true })).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,7 +1,15 @@
      -from flytekit import Resources, Secret, current_context, task, workflow
      +import os
       
      +import flyte
       
      -@task(secret_requests=[Secret(group="db", key="password")], requests=Resources(cpu="1", mem="2Gi"))
      +env = flyte.TaskEnvironment(
      +    name="shop-tasks",
      +    secrets=[flyte.Secret(key="password", group="db", as_env_var="DB_PASSWORD")],
      +    resources=flyte.Resources(cpu="1", memory="2Gi"),
      +)
      +
      +
      +@env.task
       def load(day: str) -> int:
      -    password = current_context().secrets.get("db", "password")
      +    password = os.environ["DB_PASSWORD"]
           return len(day) + len(password)

      Summary
        40 Python files, 12 with Flyte 1; 1 would change.
        23 tasks and 4 workflows move to Flyte 2, in 6 environments; 2 stay on Flyte 1.

        exact   143  asks the cluster for the same as before
        review    6  changed, and behaviour can differ: a person looks at it
        manual    2  not changed, marked in the code: a person decides

        Took 0.42 s.

      To decide  left as it was, with a marker on the line

        tasks/plugin-config  3 places
          shop/spark.py:12  shop/spark.py:40
            \`fit\` uses \`task_config=Spark(…)\`, which has no Flyte 2 form here yet.
          shop/ray.py:7
            \`tune\` uses \`task_config=RayJobConfig(…)\`, which has no Flyte 2 form here yet.
            → Keep the task on Flyte 1, or move its configuration by hand.

        workflows/conditional
          shop/nightly.py:31
            \`conditional(…)\` decides in the control plane.
            → Write it as an \`if\` statement once its tasks are migrated.

      To review  changed, and behaviour can differ

        secrets/missing-secret
          shop/tasks.py:6
            A missing secret raised \`ValueError\` in Flyte 1 and raises \`KeyError\` now, and the
            code around this read catches \`ValueError\`.
            see also shop/tasks.py:9
            → Catch \`KeyError\` as well.

        flyteshift explain CODE says more about each.

      Left alone  nothing in these files was changed
        shop/old.py  does not parse as Python 3
            line 12, column 7 does not parse (\`print total\`)
        shop/names.py  not UTF-8
            line 3 has bytes that are not UTF-8

      Secrets to create
        Commands without \`--from-file\` ask for the value. Add \`--project P --domain D\` to keep a
        secret to one project and domain.

        flyte create secret password                   # DB_PASSWORD (group db)
        flyte create secret api.token                  # API_TOKEN
          ! The store takes letters, digits, \`-\` and \`_\` only: choose another name and change
            the code's \`key=\`.
        flyte create secret tls-cert --from-file PATH  # a file (group web)

      Timings
        discover  0.02 s
        parse     0.20 s
        index     0.05 s
        plan      0.15 s
        total     0.42 s

      Next
        flyteshift verify shop   # compare with both SDKs what every task asks for
        flyteshift --write shop  # apply these changes

        Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`flyteshift check\`
        finds nothing.
      "
    `);
  });

  it("says what was written", () => {
    const applied = {
      written: ["shop/tasks.py"],
      changedOnDisk: ["shop/load.py"],
      failed: [{ path: "shop/locked.py", message: "the file is read-only" }],
    };
    const plan = { ...SAMPLE_PLAN, findings: [], secrets: [], skipped: [] };
    expect(run(plan, { applied, formatter: "ruff format" })).toMatchInlineSnapshot(`
      "Summary
        40 Python files, 12 with Flyte 1; 1 was changed.
        23 tasks and 4 workflows moved to Flyte 2, in 6 environments; 2 stay on Flyte 1.

        exact   143  asks the cluster for the same as before
        review    6  changed, and behaviour can differ: a person looks at it
        manual    2  not changed, marked in the code: a person decides

        Took 0.42 s.

      Written  1 file
        shop/load.py  changed while flyteshift was reading, and was left alone: run again
        shop/locked.py  could not be written
            the file is read-only

      Next
        git diff                   # see what changed
        ruff format shop/tasks.py  # format the changed files
        flyteshift check shop      # see what is left

        Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`flyteshift check\`
        finds nothing.
      "
    `);
  });

  it("says plainly that there is nothing to do", () => {
    expect(run(EMPTY_PLAN)).toMatchInlineSnapshot(`
      "Summary
        Nothing to do: no Flyte 1 code in 40 Python files.

        Took 0.03 s.
      "
    `);
  });

  it("says plainly that there are no files", () => {
    expect(run({ ...EMPTY_PLAN, summary: { ...EMPTY_PLAN.summary, filesScanned: 0 } })).toMatchInlineSnapshot(`
      "Summary
        No Python files were found here.

        Took 0.03 s.
      "
    `);
  });

  it("counts one of each in the singular", () => {
    const summary = {
      ...SAMPLE_PLAN.summary,
      filesScanned: 1,
      tasksMigrated: 1,
      workflowsMigrated: 0,
      tasksLeft: 1,
      environments: 1,
    };
    expect(run({ ...SAMPLE_PLAN, summary, findings: [], secrets: [], skipped: [] })).toMatchInlineSnapshot(`
      "Summary
        1 Python file, 12 with Flyte 1; 1 would change.
        1 task moves to Flyte 2, in 1 environment; 1 stays on Flyte 1.

        exact   143  asks the cluster for the same as before
        review    6  changed, and behaviour can differ: a person looks at it
        manual    2  not changed, marked in the code: a person decides

        Took 0.42 s.

      Next
        flyteshift verify shop   # compare with both SDKs what every task asks for
        flyteshift --write shop  # apply these changes

        Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`flyteshift check\`
        finds nothing.
      "
    `);
  });

  it("says what stays when nothing can be migrated", () => {
    const summary = { ...EMPTY_PLAN.summary, filesWithFlyte1: 1, tasksLeft: 1, manual: 3 };
    expect(run({ ...EMPTY_PLAN, summary })).toMatchInlineSnapshot(`
      "Summary
        40 Python files, 1 with Flyte 1; none would change.
        1 task or workflow stays on Flyte 1.

        exact   0  asks the cluster for the same as before
        review  0  changed, and behaviour can differ: a person looks at it
        manual  3  not changed, marked in the code: a person decides

        Took 0.03 s.
      "
    `);
  });
});

describe("a long list", () => {
  const findings = Array.from({ length: 50 }, (_, index) =>
    finding({
      code: `topic/code-${index % 25}`,
      path: `shop/file_${index}.py`,
      line: index + 1,
      why: `Reason ${index}.`,
      todo: "Decide.",
    }),
  );

  it("is cut, with the command that writes it all", () => {
    const lines = run({ ...SAMPLE_PLAN, findings, secrets: [], skipped: [], files: [] }).split("\n");
    expect(lines.slice(-4).join("\n")).toMatchInlineSnapshot(`
      "
        30 more: flyteshift shop --report FILE writes them all.
        flyteshift explain CODE says more about each.
      "
    `);
    expect(lines.filter((line) => line.startsWith("      Reason "))).toHaveLength(20);
  });

  it("points to the report of this run", () => {
    const lines = run({ ...SAMPLE_PLAN, findings, secrets: [], skipped: [], files: [] }, { report: "out.md" }).split("\n");
    expect(lines).toContain("  30 more: all are in out.md.");
  });

  it("names a few places of one decision and counts the others", () => {
    const places = Array.from({ length: 9 }, (_, index) =>
      finding({ code: "topic/code", path: "shop/tasks.py", line: index + 1 }),
    );
    const shown = run({ ...SAMPLE_PLAN, findings: places, secrets: [], skipped: [], files: [] });
    expect(shown.slice(shown.indexOf("  topic/code"))).toMatchInlineSnapshot(`
      "  topic/code  9 places
          shop/tasks.py:1  shop/tasks.py:2  shop/tasks.py:3  shop/tasks.py:4  shop/tasks.py:5
          shop/tasks.py:6  and 3 more
            \`fit\` uses \`task_config=Spark(…)\`, which has no Flyte 2 form here yet.
            → Keep the task on Flyte 1, or move its configuration by hand.

        flyteshift explain CODE says more about each.
      "
    `);
  });
});

const changed = (count: number) =>
  Array.from({ length: count }, (_, index) => file({ path: `a b/${index}.py`, original: "a\n", migrated: "b\n" }));
const lastLines = (text: string) => text.slice(text.indexOf("Next"));

const applied = (files: readonly FilePlan[]) => ({ written: files.map(({ path }) => path), changedOnDisk: [], failed: [] });

describe("the commands that come next", () => {
  const quiet = { ...SAMPLE_PLAN, findings: [], secrets: [], skipped: [] };

  it("quote what a shell would split", () => {
    expect(
      lastLines(run({ ...quiet, files: changed(1) }, { applied: applied(changed(1)), formatter: "black", arguments: ["it's"] })),
    ).toMatchInlineSnapshot(`
      "Next
        git diff                    # see what changed
        black 'a b/0.py'            # format the changed files
        flyteshift check 'it'\\''s'  # see what is left

        Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`flyteshift check\`
        finds nothing.
      "
    `);
  });

  it("leave the files to git when there are many", () => {
    expect(lastLines(run({ ...quiet, files: changed(7) }, { applied: applied(changed(7)), formatter: "black", arguments: [] })))
      .toMatchInlineSnapshot(`
        "Next
          git diff                                                    # see what changed
          git diff --relative --name-only -z '*.py' | xargs -0 black  # format the changed files
          flyteshift check                                            # see what is left

          Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`flyteshift check\`
          finds nothing.
        "
      `);
  });
});

it("keeps each sentence on one line in a pipe", () => {
  const lines = run(SAMPLE_PLAN, {}, PLAIN_VIEW).split("\n");
  expect(lines).toContain(`      ${SAMPLE_PLAN.findings[0]?.why}`);
});

it("does not let names from the code reach the terminal as commands", () => {
  const evil = "\u001b[31m\u0007";
  const plan: Plan = {
    ...SAMPLE_PLAN,
    findings: [finding({ code: "topic/code", path: `${evil}.py`, line: 1, why: `${evil} why`, todo: `${evil} todo` })],
    skipped: [{ path: `${evil}.py`, reason: "unreadable", detail: evil }],
    secrets: [{ key: evil, group: evil, variable: evil, declarations: [] }],
  };
  expect(run(plan, { diff: true })).not.toContain("\u001b");
});
