/**
 * Every fixture against both SDKs: a migrated task asks the cluster for what the original asked for, every migrated module imports,
 * and `flyte deploy` would take it. What cannot hold stands in the fixture's `wire.json`, with the reason.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { allFixtures } from "./support/fixtures.ts";
import { checkMigrations } from "./support/migrated-trees.ts";
import type { CheckedMigration } from "./support/migrated-trees.ts";
import { planTexts } from "./support/plan-texts.ts";

/** The form of `wire.json`. */
interface WireFile {
  /** Reasons by the subject of a problem (`Problem.subject`). One whose problem is gone fails the test. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Variables that the fixture's modules read while they are imported. */
  readonly environment?: Readonly<Record<string, string>>;
}

const CASES = allFixtures().map((fixture) => {
  const wirePath = join(fixture.folder, "wire.json");
  const wire: WireFile = existsSync(wirePath) ? (JSON.parse(readFileSync(wirePath, "utf8")) as WireFile) : {};
  return { name: `${fixture.topic}/${fixture.name}`, fixture, wire };
});

const checked = new Map<string, CheckedMigration>();

beforeAll(async () => {
  const migrations = await Promise.all(
    CASES.map(async ({ fixture: { input, settings } }) => ({ input, settings, plan: await planTexts(input, settings) })),
  );
  const environment = Object.assign({}, ...CASES.map(({ wire }) => wire.environment)) as Record<string, string>;
  const results = await checkMigrations(migrations, { python: inject("python"), environment });
  for (const [index, result] of results.entries()) checked.set(CASES[index]?.name ?? "", result);
}, 300_000);

test.each(CASES.map((one) => [one.name, one.wire] as const))("%s", (name, { exceptions = {} }) => {
  const problems = checked.get(name)?.problems;
  if (!problems) throw new Error(`${name} was not checked`);
  const unexplained = problems.filter(({ subject }) => !(subject in exceptions));
  expect(unexplained.map(({ subject, detail }) => `${subject}: ${detail}`)).toEqual([]);
  const unneeded = Object.keys(exceptions).filter((exception) => problems.every(({ subject }) => subject !== exception));
  expect(unneeded, "exceptions that are not needed any more").toEqual([]);
});
