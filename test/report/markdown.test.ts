import { describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/migrate/transform.ts";
import { formatMarkdown, REPORT_MARKER } from "../../src/report/markdown.ts";
import { codeSpan, markdownTable, markdownText } from "../../src/report/markdown-text.ts";
import { EMPTY_PLAN, SAMPLE_PLAN } from "./sample-plan.ts";

const KIND: FindingKind = {
  code: "tasks/plugin-config",
  confidence: "manual",
  title: "A plugin configures the task",
  why: "",
  todo: "",
  explanation: "Flyte 1 read `task_config`.\n\nFlyte 2 has plugins of its own.",
};

describe("the Markdown report", () => {
  it("holds everything a person must decide", () => {
    expect(formatMarkdown(SAMPLE_PLAN, { written: false, kinds: [KIND] })).toMatchInlineSnapshot(`
      "<!-- Written by flyteshift. The next run with \`--report\` replaces this file. -->

      # Migration to Flyte 2

      40 Python files, 12 with Flyte 1; 1 would change. 23 tasks and 4 workflows move to Flyte 2, in 6 environments; 2 stay on Flyte 1.

      | uses of Flyte 1 |  | what it means |
      | --- | ---: | --- |
      | exact | 143 | asks the cluster for the same as before |
      | review | 6 | changed, and behaviour can differ: a person looks at it |
      | manual | 2 | not changed, marked in the code: a person decides |

      Took 0.42 s.

      ## To decide

      Left as it was, with a marker on the line.

      ### [tasks/plugin-config](#tasks-plugin-config)

      - \`fit\` uses \`task_config=Spark(…)\`, which has no Flyte 2 form here yet. **To do:** Keep the task on Flyte 1, or move its configuration by hand.
        - [ ] \`shop/spark.py:12\`
        - [ ] \`shop/spark.py:40\`
      - [ ] \`shop/ray.py:7\`: \`tune\` uses \`task_config=RayJobConfig(…)\`, which has no Flyte 2 form here yet. **To do:** Keep the task on Flyte 1, or move its configuration by hand.

      ### [workflows/conditional](#workflows-conditional)

      - [ ] \`shop/nightly.py:31\`: \`conditional(…)\` decides in the control plane. **To do:** Write it as an \`if\` statement once its tasks are migrated.

      ## To review

      Changed, and behaviour can differ.

      ### [secrets/missing-secret](#secrets-missing-secret)

      - [ ] \`shop/tasks.py:6\`: A missing secret raised \`ValueError\` in Flyte 1 and raises \`KeyError\` now, and the code around this read catches \`ValueError\`. **To do:** Catch \`KeyError\` as well. See also \`shop/tasks.py:9\`.

      ## Secrets to create

      Commands without \`--from-file\` ask for the value. Add \`--project P --domain D\` to keep a secret to one project and domain.

      - [ ] \`flyte create secret password\` received as \`DB_PASSWORD (group db)\`, declared at \`shop/tasks.py:4\`
      - [ ] \`flyte create secret api.token\` received as \`API_TOKEN\`, declared at \`shop/names.py:9\`. **Mind:** The store takes letters, digits, \`-\` and \`_\` only: choose another name and change the code's \`key=\`.
      - [ ] \`flyte create secret tls-cert --from-file PATH\` received as \`a file (group web)\`, declared at \`shop/web.py:3\`

      ## Files left alone

      | file | reason | detail |
      | --- | --- | --- |
      | \`shop/old.py\` | does not parse as Python 3 | line 12, column 7 does not parse (\`print total\`) |
      | \`shop/names.py\` | not UTF-8 | line 3 has bytes that are not UTF-8 |

      ## Environments

      | environment | where in the original | tasks |
      | --- | --- | --- |
      | \`shop-tasks\` | \`shop/tasks.py:4\` | \`load\`, \`nightly\` |

      ## Files

      Changes and decisions per file.

      | file | changed | exact | review | manual |
      | --- | --- | ---: | ---: | ---: |
      | \`shop/tasks.py\` | yes | 1 | 1 | 0 |
      | \`shop/spark.py\` | no | 0 | 0 | 2 |

      ## Every use of Flyte 1

      <details><summary>shop/tasks.py, 3 uses</summary>

      | line | name | how it ended | by |
      | ---: | --- | --- | --- |
      | 4 | \`flytekit.task\` | migrated | tasks |
      | 4 | \`flytekit.task(secret_requests=)\` | migrated | secrets |
      | 4 | \`flytekit.Secret\` | migrated | secrets |

      </details>

      <details><summary>shop/spark.py, 1 use</summary>

      | line | name | how it ended | by |
      | ---: | --- | --- | --- |
      | 12 | \`flytekit.task\` | manual | tasks |

      </details>

      ## What the codes mean

      <a id="tasks-plugin-config"></a>

      ### tasks/plugin-config, explained

      **A plugin configures the task**

      Flyte 1 read \`task_config\`.

      Flyte 2 has plugins of its own.

      <a id="workflows-conditional"></a>

      ### workflows/conditional, explained

      \`flyteshift explain workflows/conditional\` says more.

      <a id="secrets-missing-secret"></a>

      ### secrets/missing-secret, explained

      \`flyteshift explain secrets/missing-secret\` says more.
      "
    `);
  });

  it("is short when there is nothing to do", () => {
    expect(formatMarkdown(EMPTY_PLAN, { written: true, kinds: [] })).toMatchInlineSnapshot(`
      "<!-- Written by flyteshift. The next run with \`--report\` replaces this file. -->

      # Migration to Flyte 2

      Nothing to do: no Flyte 1 code in 40 Python files.

      | uses of Flyte 1 |  | what it means |
      | --- | ---: | --- |
      | exact | 0 | asks the cluster for the same as before |
      | review | 0 | changed, and behaviour can differ: a person looks at it |
      | manual | 0 | not changed, marked in the code: a person decides |

      Took 0.03 s.
      "
    `);
  });

  it("starts with the line that allows the next run to replace it", () => {
    expect(formatMarkdown(EMPTY_PLAN, { written: false, kinds: [] }).split("\n")[0]).toBe(REPORT_MARKER);
  });
});

describe("text in Markdown", () => {
  it.each([
    ["a * b_c [x](y) <b> | ~ # & \\", String.raw`a \* b\_c \[x\](y) \<b\> \| \~ \# \& \\`],
    ["`a*b` and a*b", String.raw`${"`a*b`"} and a\*b`],
    ["one ` backtick", "one \\` backtick"],
    ["two\nlines", "two lines"],
  ])("%s", (text, markdown) => expect(markdownText(text)).toBe(markdown));

  it.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["a``b`c", "```a``b`c```"],
  ])("the code span of %s", (text, markdown) => expect(codeSpan(text)).toBe(markdown));

  it("does not let a cell end early", () => {
    expect(markdownTable(["a"], [["`x | y`"], [markdownText("x | y")]])).toMatchInlineSnapshot(`
      "| a |
      | --- |
      | \`x \\| y\` |
      | x \\| y |"
    `);
  });
});
