/** Fixtures: `fixtures/<topic>/<case>/input.py` and `expected.py`, or folders `input/` and `expected/`; `findings.txt`, `settings.json` and `wire.json` (see `wire-file.ts`) where needed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../src/migrate/plan.ts";
import type { Settings } from "../../src/project/settings.ts";

export const FIXTURES_FOLDER = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** The module name of a fixture that is a single file. */
const SINGLE_FILE = "pipeline.py";

export interface Fixture {
  readonly topic: string;
  readonly name: string;
  readonly folder: string;
  readonly input: ReadonlyMap<string, string>;
  readonly settings: Partial<Settings>;
  readonly hasFindings: boolean;
  /** The file that holds the expected text of an input path. */
  expectedPath(path: string): string;
}

/** All cases of a topic, by name. */
export function fixtures(topic: string): Fixture[] {
  const folder = join(FIXTURES_FOLDER, topic);
  return readdirSync(folder)
    .sort()
    .map((name) => readFixture(topic, name, join(folder, name)));
}

export function allFixtures(): Fixture[] {
  return readdirSync(FIXTURES_FOLDER).sort().flatMap(fixtures);
}

function readFixture(topic: string, name: string, folder: string): Fixture {
  const isSingle = existsSync(join(folder, "input.py"));
  const settingsPath = join(folder, "settings.json");
  const input = isSingle
    ? new Map([[SINGLE_FILE, readFileSync(join(folder, "input.py"), "utf8")]])
    : pythonTexts(join(folder, "input"));
  return {
    topic,
    name,
    folder,
    input,
    settings: existsSync(settingsPath) ? (JSON.parse(readFileSync(settingsPath, "utf8")) as Partial<Settings>) : {},
    hasFindings: existsSync(join(folder, "findings.txt")),
    expectedPath: (path) => (isSingle ? join(folder, "expected.py") : join(folder, "expected", path)),
  };
}

/** The texts of all Python files below a folder, by path with `/`. */
export function pythonTexts(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const python = paths.filter((path) => path.endsWith(".py")).sort();
  return new Map(python.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** The findings as `findings.txt` has them: `path:line confidence code`. */
export function shownFindings(fixture: Fixture, plan: Plan): string {
  const isSingle = fixture.input.has(SINGLE_FILE) && fixture.input.size === 1;
  const lines = plan.findings.map(
    ({ path, line, confidence, code }) => `${isSingle ? "input.py" : path}:${line} ${confidence} ${code}`,
  );
  return lines.map((line) => `${line}\n`).join("");
}
