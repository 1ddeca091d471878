import { describe, expect, it } from "vitest";
import type { FindingKind, Transform } from "../../src/migrate/transform.ts";
import { formatCodes, formatExplanation, nearCodes } from "../../src/report/explain.ts";
import { formatTransforms } from "../../src/report/transforms.ts";
import { PLAIN_VIEW, type View } from "../../src/report/view.ts";

const VIEW: View = { ...PLAIN_VIEW, width: 60, isTerminal: true };
const KINDS: FindingKind[] = [
  {
    code: "resources/disk-range",
    confidence: "review",
    title: "Disk has one value",
    why: "",
    todo: "",
    explanation: `
Flyte 1 had a request and a limit for \`ephemeral_storage\`; Flyte 2 has
one value, \`disk\`.

\`\`\`python
import flyte

flyte.Resources(disk="20Gi")
\`\`\`

- the limit is taken`,
  },
  {
    code: "secrets/unknown-name",
    confidence: "manual",
    title: "Nobody knows which secret is read",
    why: "",
    todo: "",
    explanation: "",
  },
];

describe("explain", () => {
  it("prints a page", () => {
    expect(formatExplanation(KINDS[0] as FindingKind, VIEW)).toMatchInlineSnapshot(`
      "resources/disk-range  Disk has one value
      review: it was changed, and behaviour can differ

      Flyte 1 had a request and a limit for \`ephemeral_storage\`;
      Flyte 2 has one value, \`disk\`.

          import flyte

          flyte.Resources(disk="20Gi")

      - the limit is taken
      "
    `);
  });

  it("lists the codes by topic", () => {
    expect(formatCodes([{ title: "Resources and secrets", kinds: KINDS }], VIEW)).toMatchInlineSnapshot(`
      "Resources and secrets
        resources/disk-range  review  Disk has one value
        secrets/unknown-name  manual  Nobody knows which secret is read

      flyteshift explain CODE prints the page of one.
      "
    `);
  });

  it.each([
    ["secrets/unkown-name", ["secrets/unknown-name"]],
    ["unknown-name", ["secrets/unknown-name"]],
    ["resources/x", ["resources/disk-range"]],
    ["secrets", ["secrets/unknown-name"]],
    ["launch-plans", []],
  ])("near %s is %s", (code, near) => expect(nearCodes(code, KINDS)).toEqual(near));
});

it("lists transforms with before and after", () => {
  const transform: Transform = {
    id: "caching",
    title: "cache arguments become flyte.Cache",
    owns: {},
    findings: [],
    example: { before: '\n@task(cache=True, cache_version="1")\ndef f():\n\n    return 1\n', after: "@env.task\ndef f(): ...\n" },
    begin: () => ({}),
  };
  expect(formatTransforms([transform], VIEW)).toMatchInlineSnapshot(`
    "caching  cache arguments become flyte.Cache

      before
        @task(cache=True, cache_version="1")
        def f():

            return 1

      after
        @env.task
        def f(): ...
    "
  `);
});
