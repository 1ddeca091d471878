/**
 * Every fixture against both SDKs: a migrated task asks the cluster for what the original asked for, every migrated module imports,
 * and `flyte deploy` would take it. A fixture for which something of this cannot hold says why in its `wire.json`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { allFixtures } from "./support/fixtures.ts";
import type { Fixture } from "./support/fixtures.ts";
import { checkMigrations } from "./support/migrated-trees.ts";
import type { CheckedMigration } from "./support/migrated-trees.ts";
import { planTexts } from "./support/plan-texts.ts";

const cases = allFixtures().map((fixture) => [`${fixture.topic}/${fixture.name}`, fixture] as const);
const checked = new Map<string, CheckedMigration>();

beforeAll(async () => {
  const migrations = await Promise.all(
    cases.map(async ([, { input, settings }]) => ({ input, settings, plan: await planTexts(input, settings) })),
  );
  const results = await checkMigrations(migrations, inject("python"));
  for (const [index, [name]] of cases.entries()) {
    const result = results[index];
    if (result) checked.set(name, result);
  }
}, 300_000);

test.each(cases)("%s", (name, fixture) => {
  const problems = checked.get(name)?.problems;
  if (!problems) throw new Error(`${name} was not checked`);
  const exceptions = wireExceptions(fixture);
  const unexplained = problems.filter(({ subject }) => !(subject in exceptions));
  expect(unexplained.map(({ subject, detail }) => `${subject}: ${detail}`)).toEqual([]);
  const subjects = new Set(problems.map(({ subject }) => subject));
  expect(Object.keys(exceptions).filter((subject) => !subjects.has(subject)), "exceptions that are not needed any more").toEqual([]);
});

/** `wire.json`: what cannot hold, by the problem's subject, with the reason. */
function wireExceptions({ folder }: Fixture): Readonly<Record<string, string>> {
  const path = join(folder, "wire.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>) : {};
}
