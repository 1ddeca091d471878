/**
 * Every fixture against both SDKs: a migrated task asks the cluster for what the original asked for and computes the same, every
 * migrated module imports, and `flyte deploy` would take it. What cannot hold stands in the fixture's `wire.json`, with the reason.
 */
import { beforeAll, describe, expect, inject, test } from "vitest";
import { allFixtures } from "./support/fixtures.ts";
import { checkMigrations } from "./support/migrated-trees.ts";
import type { CheckedMigration, Migration, Problem } from "./support/migrated-trees.ts";
import { planTexts } from "./support/plan-texts.ts";
import { compareRuns } from "./support/run-tasks.ts";
import { environmentOf, expectOnly, readWireFile } from "./support/wire-file.ts";

const FIXTURES = allFixtures().map((fixture) => ({ fixture, wire: readWireFile(fixture) }));
const CASES = FIXTURES.map(({ fixture, wire }, index) => [`${fixture.topic}/${fixture.name}`, wire, index] as const);

let checked: readonly CheckedMigration[];
let runs: readonly (readonly Problem[])[];

beforeAll(async () => {
  const migrations: readonly Migration[] = await Promise.all(
    FIXTURES.map(async ({ fixture: { input, settings }, wire: { importRoot } }) => {
      return { input, settings, importRoot, plan: await planTexts(input, settings) };
    }),
  );
  const options = { python: inject("python"), environment: environmentOf(FIXTURES.map(({ wire }) => wire)) };
  checked = await checkMigrations(migrations, options);
  runs = await compareRuns(migrations, options);
}, 300_000);

describe("asks for the same", () => {
  test.each(CASES)("%s", (_, { exceptions }, index) => {
    expect(checked[index]).toBeDefined();
    expectOnly(checked[index]?.problems ?? [], exceptions);
  });
});

describe("computes the same", () => {
  test.each(CASES)("%s", (_, { runExceptions }, index) => {
    expect(runs[index]).toBeDefined();
    expectOnly(runs[index] ?? [], runExceptions);
  });
});
