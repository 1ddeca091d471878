import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PIPELINE_FINDINGS } from "../src/migrate/pipeline-findings.ts";
import type { Finding } from "../src/migrate/plan.ts";
import type { FindingKind } from "../src/migrate/transform.ts";
import { transforms } from "../transforms/index.ts";
import { allFixtures } from "./support/fixtures.ts";
import { planTexts } from "./support/plan-texts.ts";

const KINDS: readonly FindingKind[] = [...PIPELINE_FINDINGS, ...transforms.flatMap((transform) => transform.findings)];
const KIND_BY_CODE = new Map(KINDS.map((kind) => [kind.code, kind]));
const FIXTURES = allFixtures();

/** Codes that no fixture can show, each with the reason. */
const WITHOUT_FIXTURE: ReadonlyMap<string, string> = new Map([
  ["project/outside-paths", "needs a run over a part of a repository, and fixtures are always whole"],
]);

describe.each(transforms.map((transform) => [transform.id, transform] as const))("%s", (id, transform) => {
  const { title, example, findings } = transform;
  const before = new Map([["pipeline.py", example.before]]);

  test("its example is what it does", async () => {
    const plan = await planTexts(before);
    expect(plan.skipped).toEqual([]);
    expect(plan.files[0]?.migrated).toBe(example.after);
  });

  test("its example is not what the others do without it", async () => {
    const others = transforms.filter((other) => other !== transform);
    const plan = await planTexts(before, {}, others);
    expect(plan.files[0]?.migrated).not.toBe(example.after);
  });

  test("has a title and words for what it finds", () => {
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(findings.filter(({ code }) => !code.startsWith(`${id}/`)).map(({ code }) => code)).toEqual([]);
  });
});

test("ids and codes are unique", () => {
  expect(repeated(transforms.map(({ id }) => id))).toEqual([]);
  expect(repeated(KINDS.map(({ code }) => code))).toEqual([]);
});

describe.each(KINDS.map((kind) => [kind.code, kind] as const))("%s", (code, kind) => {
  test("is explained", () => {
    expect(code).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
    expect(kind.title).toMatch(/^\S.*[^.\s]$/);
    expect(kind.why).toMatch(/^\S[^\n]*[.}]$/);
    expect(kind.todo).toMatch(/^\S[^\n]*[.}]$/);
    expect(kind.explanation.trim().length).toBeGreaterThan(80);
    expect(brokenSlots(kind.why + kind.todo)).toEqual([]);
  });
});

test("every finding is made of whole sentences", async () => {
  const bad: string[] = [];
  for (const fixture of FIXTURES) {
    const plan = await planTexts(fixture.input, fixture.settings);
    const broken = plan.findings.filter((finding) => !isWhole(finding));
    bad.push(...broken.map(({ line, why, todo }) => `${fixture.topic}/${fixture.name}:${line} ${why} ${todo}`));
  }
  expect(bad).toEqual([]);
});

test("every code is shown by a fixture", () => {
  const shown = new Set(FIXTURES.flatMap(({ folder }) => shownCodes(join(folder, "findings.txt"))));
  const unknown = [...shown].filter((code) => !KIND_BY_CODE.has(code));
  const missing = [...KIND_BY_CODE.keys()].filter((code) => !shown.has(code) && !WITHOUT_FIXTURE.has(code));
  const needless = [...WITHOUT_FIXTURE.keys()].filter((code) => shown.has(code) || !KIND_BY_CODE.has(code));
  expect({ missing, unknown, needless }).toEqual({ missing: [], unknown: [], needless: [] });
});

function repeated(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index);
}

/** Both sentences end, and no slot of their kind is left open. */
function isWhole({ code, why, todo }: Finding): boolean {
  const kind = KIND_BY_CODE.get(code);
  const slots = `${kind?.why} ${kind?.todo}`.match(/\{\w+\}/g) ?? [];
  return [why, todo].every((sentence) => sentence.endsWith(".") && !slots.some((slot) => sentence.includes(slot)));
}

/** Braces that are no `{slot}`, and would be printed as they stand. */
function brokenSlots(sentence: string): string[] {
  return sentence.replaceAll(/\{[a-z][a-zA-Z]*\}/g, "").match(/[{}].{0,20}/g) ?? [];
}

/** The third word of each line: `pipeline.py:3 manual flyte1/not-migrated`. */
function shownCodes(path: string): string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line) => line.split(" ")[2] ?? []);
}
