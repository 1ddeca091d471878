import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LedgerEntry, Plan } from "../src/migrate/plan.ts";
import { fixtures, type Fixture, FIXTURES_FOLDER, shownFindings } from "./support/fixtures.ts";
import { planTexts } from "./support/plan-texts.ts";

/** Every case is read as its owner would read it: the new text, what is said about it, and what must hold for any text. */
describe.each(readdirSync(FIXTURES_FOLDER))("%s", (topic) => {
  const cases = fixtures(topic).map((fixture) => [fixture.name, fixture] as const);

  test.each(cases)("%s", async (_, fixture) => {
    const plan = await planTexts(fixture.input, fixture.settings);
    expect(plan.skipped).toEqual([]);
    for (const [path, text] of migratedTexts(fixture, plan)) {
      await expect(text).toMatchFileSnapshot(fixture.expectedPath(path));
    }
    await expectFindings(fixture, shownFindings(fixture, plan));
  });

  test.each(cases)("%s: a second run changes nothing", async (_, fixture) => {
    const once = await planTexts(fixture.input, fixture.settings);
    const twice = await planTexts(migratedTexts(fixture, once), fixture.settings);
    const changed = twice.files.filter((file) => file.migrated !== file.original);
    expect(changed.map((file) => [file.path, file.migrated])).toEqual(changed.map((file) => [file.path, file.original]));
  });

  test.each(cases)("%s: the ledger says what is left", async (_, fixture) => {
    const once = await planTexts(fixture.input, fixture.settings);
    const twice = await planTexts(migratedTexts(fixture, once), fixture.settings);
    const left = once.ledger.filter(({ outcome }) => outcome === "manual");
    expect(references(twice.ledger)).toEqual(references(left));
  });
});

/** Names by path: reads, imports and arguments. */
function references(ledger: readonly LedgerEntry[]): string[] {
  return ledger.map(({ path, name }) => `${path} ${name}`).sort();
}

function migratedTexts(fixture: Fixture, plan: Plan): Map<string, string> {
  const migrated = new Map(plan.files.map((file) => [file.path, file.migrated]));
  return new Map([...fixture.input].map(([path, text]) => [path, migrated.get(path) ?? text]));
}

async function expectFindings(fixture: Fixture, findings: string): Promise<void> {
  const path = join(fixture.folder, "findings.txt");
  // A case without findings has no file for them, instead of an empty one.
  // oxlint-disable-next-line vitest/no-conditional-expect
  if (findings !== "" || fixture.hasFindings) await expect(findings).toMatchFileSnapshot(path);
}
