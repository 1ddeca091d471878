import { describe, expect, it } from "vitest";
import { formatVerificationMarkdown } from "../../../src/report/verification/markdown.ts";
import { PROVEN_VERIFICATION, SAMPLE_VERIFICATION } from "./sample-verification.ts";

describe("a verification for a pull request", () => {
  it("has the verdict, the table, the differences, and the rest folded away", () => {
    expect(formatVerificationMarkdown(SAMPLE_VERIFICATION)).toMatchInlineSnapshot(`
      "❌ **2 tasks do not get what they got before.**

      9 tasks: 3 equal, 1 expected, 1 different, 1 on Flyte 1, 1 missing, 1 failed, 1 new; 2 modules could not be read; 1 problem for deploy; 1 of 3 runs equal; 1 test broken; 14 s. The files on disk, against what would be written. flytekit 1.16.31 before, flyte 2.12.1 after.

      | task |  | what it asks for |
      | --- | --- | --- |
      | \`shop.nightly.load\` | equal | CPU 1 → 2 · memory 2Gi → 4Gi · DB\\_PASSWORD from db/password · cached as "1.0" · 2 retries |
      | \`shop.nightly.report\` | equal | nothing beyond the defaults |
      | \`shop.nightly.spill\` | expected | **disk** \`1Gi → 2Gi\` became \`2Gi\` |
      | \`shop.nightly.fit\` | different | **retries** \`2\` became \`not set\`<br>**variables** \`MODE=fast, API_TOKEN=(hidden)\` became \`MODE=slow, API_TOKEN=(hidden, another one)\` |
      | \`shop.other.tune\` | on Flyte 1 | stays as it was |
      | \`shop.other.gone\` | missing | is neither Flyte 2 nor Flyte 1 any more |
      | \`shop.other.odd\` | failed | Flyte 2: bad argument type for built-in operation |
      | \`shop.other.added\` | new | was not there before |
      | \`shop.other.guess\` | equal | nothing beyond the defaults (with stand-ins for torch) |

      ### Differences

      - \`spill\`, disk: Flyte 2 has one size of disk; the limit stays. Announced by \`resources/disk-range\`. \`shop/nightly.py:28\` → \`shop/nightly.py:38\`
      - \`fit\`, retries: No finding announced this: a mistake of flyteshift. \`shop/nightly.py:38\` → \`shop/nightly.py:50\`
      - \`fit\`, variables: No finding announced this: a mistake of flyteshift. \`shop/nightly.py:38\` → \`shop/nightly.py:50\`

      <details><summary>In other words, for the same on the cluster</summary>

      - secrets, 1 task: Flyte 2 names the environment variable of a secret; it has one name in the whole repository.
      - interruptible, 5 tasks: Flyte 2 always says it, and false is the default of both.
      - image, 5 tasks: Each SDK has its own default image.

      </details>

      ### Deploy would refuse

      - \`shop-nightly in shop/nightly.py\`: shop-nightly.report: calls shop-clean.clean, and shop-clean is not in depends\\_on

      ### Runs

      | entry |  | time | details |
      | --- | --- | --- | --- |
      | \`shop.nightly.nightly\` | equal | 0.42 s before, 2.1 s after |  |
      | \`shop.nightly.weekly\` | different | 0.42 s before, 2.1 s after | o0\\[3\\].loss: 0.5 became 0.25 |
      | \`shop.nightly.yearly\` | failed | 1.0 s before | Flyte 2: KeyError: 'DB\\_PASSWORD' |

      ### Tests

      \`pytest -q tests\`

      |  | result |
      | --- | --- |
      | before | 12 passed, 0 failed in 3.1 s |
      | after | 11 passed, 1 failed in 3.4 s |

      - broken: \`tests/test_nightly.py::test_load\`

      ### Not compared

      - \`shop/gpu.py\` (before): ModuleNotFoundError: No module named 'cupy'
      - \`shop/raises.py\` (after): ValueError: no region

      Install what is missing: \`.venv/bin/python -m pip install cupy\`

      <details><summary>All facts</summary>

      **\`shop.nightly.load\`**

      | fact |  | before | after |
      | --- | --- | --- | --- |
      | CPU | equal | \`1 → 2\` | \`1 → 2\` |
      | memory | equal | \`2Gi → 4Gi\` | \`2Gi → 4Gi\` |
      | secrets | equivalent | \`db/password\` | \`DB_PASSWORD from db/password\` |
      | cache | equal | \`on\` | \`on\` |
      | cache version | equal | \`"1.0"\` | \`"1.0"\` |
      | retries | equal | \`2\` | \`2\` |
      | interruptible | equivalent |  | \`no\` |
      | image | equivalent | \`default of flytekit\` | \`default of flyte\` |
      | inputs | equal | \`day: str\` | \`day: str\` |
      | defaults | equal | \`day='2026-01-01'\` | \`day='2026-01-01'\` |
      | outputs | equal | \`o0: int\` | \`o0: int\` |

      **\`shop.nightly.report\`**

      | fact |  | before | after |
      | --- | --- | --- | --- |
      | interruptible | equivalent |  | \`no\` |
      | image | equivalent | \`default of flytekit\` | \`default of flyte\` |
      | inputs | equal | \`day: str\` | \`day: str\` |
      | defaults | equal | \`day='2026-01-01'\` | \`day='2026-01-01'\` |
      | outputs | equal | \`o0: int\` | \`o0: int\` |

      **\`shop.nightly.spill\`**

      | fact |  | before | after |
      | --- | --- | --- | --- |
      | disk | expected | \`1Gi → 2Gi\` | \`2Gi\` |
      | interruptible | equivalent |  | \`no\` |
      | image | equivalent | \`default of flytekit\` | \`default of flyte\` |
      | inputs | equal | \`day: str\` | \`day: str\` |
      | defaults | equal | \`day='2026-01-01'\` | \`day='2026-01-01'\` |
      | outputs | equal | \`o0: int\` | \`o0: int\` |

      **\`shop.nightly.fit\`**

      | fact |  | before | after |
      | --- | --- | --- | --- |
      | retries | different | \`2\` |  |
      | interruptible | equivalent |  | \`no\` |
      | variables | different | \`MODE=fast, API_TOKEN=(hidden), REGION=eu\` | \`MODE=slow, API_TOKEN=(hidden, another one), REGION=eu\` |
      | image | equivalent | \`default of flytekit\` | \`default of flyte\` |
      | inputs | equal | \`day: str\` | \`day: str\` |
      | defaults | equal | \`day='2026-01-01'\` | \`day='2026-01-01'\` |
      | outputs | equal | \`o0: int\` | \`o0: int\` |

      **\`shop.other.guess\`**

      | fact |  | before | after |
      | --- | --- | --- | --- |
      | interruptible | equivalent |  | \`no\` |
      | image | equivalent | \`default of flytekit\` | \`default of flyte\` |
      | inputs | equal | \`day: str\` | \`day: str\` |
      | defaults | equal | \`day='2026-01-01'\` | \`day='2026-01-01'\` |
      | outputs | equal | \`o0: int\` | \`o0: int\` |

      </details>

      <details><summary>To report</summary>

      A difference that no finding announced is a mistake of flyteshift. Please report it with these lines:

          flyteshift 0.1.0, flytekit 1.16.31, flyte 2.12.1
          fit:
            retries: 2 became not set
            environment: (values left out)
              @task(retries=2, environment={"MODE": "…", "API_TOKEN": "…"})
              @env.task

      </details>
      "
    `);
  });

  it("is a sentence and a table when all is well", () => {
    const [above = ""] = formatVerificationMarkdown({
      ...PROVEN_VERIFICATION,
      tasks: PROVEN_VERIFICATION.tasks.filter(({ outcome }) => outcome === "equal"),
    }).split("<details>");
    expect(above).toMatchInlineSnapshot(`
      "✅ **Every task gets exactly what it got before.**

      2 tasks: 2 equal; deploy would take it; 14 s. The files on disk, against what would be written. flytekit 1.16.31 before, flyte 2.12.1 after.

      | task |  | what it asks for |
      | --- | --- | --- |
      | \`shop.nightly.load\` | equal | CPU 1 → 2 · memory 2Gi → 4Gi · DB\\_PASSWORD from db/password · cached as "1.0" · 2 retries |
      | \`shop.nightly.report\` | equal | nothing beyond the defaults |

      "
    `);
  });

  it("folds and tables are closed", () => {
    const text = formatVerificationMarkdown(SAMPLE_VERIFICATION);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.filter((row) => !row.endsWith("|"))).toEqual([]);
  });

  it("keeps code from becoming markup", () => {
    const [first] = PROVEN_VERIFICATION.tasks;
    if (!first) throw new Error("the sample has no task");
    const text = formatVerificationMarkdown({
      ...PROVEN_VERIFICATION,
      tasks: [{ ...first, name: "a|b", facts: [], outcome: "failed", reason: "<b>no</b> *x*" }],
    });
    expect(text).toContain("| `shop.nightly.a\\|b` | failed | \\<b\\>no\\</b\\> \\*x\\* |");
  });

  it("has no secrets", () => expect(formatVerificationMarkdown(SAMPLE_VERIFICATION)).not.toContain("hunter"));
});
