import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatVerificationJson } from "../../../src/report/verification/json.ts";
import { PROVEN_VERIFICATION, SAMPLE_VERIFICATION } from "./sample-verification.ts";

const document = JSON.parse(formatVerificationJson(SAMPLE_VERIFICATION)) as Record<string, unknown>;

describe("a verification as JSON", () => {
  it("is one document that ends with a line break", () => {
    expect(formatVerificationJson(SAMPLE_VERIFICATION)).toMatch(/^\{\n[^]*\}\n$/);
    expect(document).toMatchObject({ version: 1, flyteshift: "0.1.0", root: "/repo", proven: false });
    expect(JSON.parse(formatVerificationJson(PROVEN_VERIFICATION))).toMatchObject({ proven: true });
  });

  it("has each fact as value and as text, with the rules as text", () => {
    expect(document).toMatchObject({
      tasks: expect.arrayContaining([
        expect.objectContaining({
          name: "spill",
          outcome: "expected",
          facts: expect.arrayContaining([
            {
              fact: "disk",
              outcome: "expected",
              v1: { value: { request: "1073741824", limit: "2147483648" }, text: "1Gi → 2Gi" },
              v2: { value: { request: "2147483648", limit: null }, text: "2Gi" },
              rules: [
                {
                  id: "disk-range",
                  why: "Flyte 2 has one size of disk; the limit stays.",
                  announcedBy: ["resources/disk-range"],
                  announced: true,
                },
              ],
              announcements: ["resources/disk-range"],
            },
          ]),
        }),
      ]),
    });
  });

  it("has every field that the documentation names, and no other", () => {
    const page = readFileSync(new URL("../../../docs/json.md", import.meta.url), "utf8");
    const [, section = ""] = page.split("# The JSON document of `verify`");
    const fields = [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
    expect(fields).toEqual(Object.keys(document));
  });

  it("has no secrets but in the decorators' source", () => {
    const { tasks } = document as { tasks: readonly { facts: unknown }[] };
    expect(JSON.stringify(tasks.map(({ facts }) => facts))).not.toContain("hunter");
  });
});
