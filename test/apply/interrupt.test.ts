import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { temporaryFolder } from "../project/temporary-folder.ts";

const NAMES = Array.from({ length: 2000 }, (_, index) => `m${String(index).padStart(4, "0")}.py`);
const ORIGINAL = "x = 1\n".repeat(1000);
const MIGRATED = "x = 2\n".repeat(1000);

const SCRIPT = `
  const [root, write, names, original, migrated] = JSON.parse(process.env.PLAN);
  const { applyPlan } = await import(write);
  const files = names.map((path) => ({ path, original, migrated, changes: [] }));
  // The signal comes while files are being written, however fast that goes.
  Object.defineProperty(files[100], "migrated", { get: () => (process.kill(process.pid, "SIGINT"), migrated) });
  await applyPlan({ root, files }, { allowDirty: true });
`;

function startApplying(root: string): ChildProcess {
  const plan = [root, new URL("../../src/apply/write.ts", import.meta.url).href, NAMES, ORIGINAL, MIGRATED];
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", SCRIPT], {
    env: { ...process.env, PLAN: JSON.stringify(plan) },
    stdio: "inherit",
  });
}

test("Ctrl-C leaves only old and new files, and no temporary ones", { timeout: 30_000 }, async () => {
  const root = temporaryFolder(Object.fromEntries(NAMES.map((name) => [name, ORIGINAL])));
  const isMigrated = (name: string): boolean => readFileSync(join(root, name), "utf8") === MIGRATED;
  const child = startApplying(root);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  expect(await ended).toBe("SIGINT");
  expect(readdirSync(root).sort()).toEqual(NAMES);
  const migrated = NAMES.filter(isMigrated);
  expect(migrated.length).toBeLessThan(NAMES.length);
  expect(NAMES.filter((name) => !isMigrated(name)).every((name) => readFileSync(join(root, name), "utf8") === ORIGINAL)).toBe(
    true,
  );
});
