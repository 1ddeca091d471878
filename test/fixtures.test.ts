import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixtures, type Fixture, FIXTURES_FOLDER, shownFindings } from "./support/fixtures.ts";
import { planTexts } from "./support/plan-texts.ts";

/** Every case is read as its owner would read it: the new text, what is said about it, and what must hold for any text. */
describe.each(readdirSync(FIXTURES_FOLDER))("%s", (topic) => {
  const cases = fixtures(topic);

  test.each(cases.map((fixture) => [fixture.name, fixture] as const))("%s", async (_, fixture) => {
    const plan = await planTexts(fixture.input, fixture.settings);
    expect(plan.skipped).toEqual([]);
    for (const [path, original] of fixture.input) {
      const migrated = plan.files.find((file) => file.path === path)?.migrated ?? original;
      await expect(migrated).toMatchFileSnapshot(fixture.expectedPath(path));
    }
    await expectFindings(fixture, shownFindings(fixture, plan));
  });

  test.each(cases.map((fixture) => [fixture.name, fixture] as const))("%s: a second run changes nothing", async (_, fixture) => {
    const once = await planTexts(fixture.input, fixture.settings);
    const migrated = new Map(
      [...fixture.input].map(([path, text]) => [path, once.files.find((file) => file.path === path)?.migrated ?? text]),
    );
    const twice = await planTexts(migrated, fixture.settings);
    const changed = twice.files.filter((file) => file.migrated !== file.original);
    expect(changed.map((file) => [file.path, file.migrated])).toEqual(changed.map((file) => [file.path, file.original]));
  });
});

async function expectFindings(fixture: Fixture, findings: string): Promise<void> {
  const path = join(fixture.folder, "findings.txt");
  // A case without findings has no file for them, instead of an empty one.
  // oxlint-disable-next-line vitest/no-conditional-expect
  if (findings !== "" || fixture.hasFindings) await expect(findings).toMatchFileSnapshot(path);
}
