/**
 * Fixtures that have tests of their own, or a script, run them with both SDKs: what passes before the migration passes after it,
 * or a finding stands in the test that fails.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import type { Finding } from "../src/migrate/plan.ts";
import { allFixtures, type Fixture } from "./support/fixtures.ts";
import { planTexts } from "./support/plan-texts.ts";
import { runPython } from "./support/run-python.ts";

const TEST_FILE = /(^|\/)test_\w+\.py$/;
const SCRIPT = /^if __name__ == "__main__":/m;

const FIXTURES = allFixtures().map((fixture) => [`${fixture.topic}/${fixture.name}`, fixture] as const);
const TESTED = FIXTURES.filter(([, { input }]) => [...input.keys()].some((path) => TEST_FILE.test(path)));
const SCRIPTS = FIXTURES.flatMap(([name, fixture]) => {
  const scripts = [...fixture.input].filter(([, text]) => SCRIPT.test(text)).map(([path]) => path);
  return scripts.map((path) => [`${name} ${path}`, fixture, path] as const);
});

describe("the tests of a fixture", () => {
  test.each(TESTED)("%s", { timeout: 120_000 }, async (_, fixture) => {
    const { before, after, findings } = await migrated(fixture);
    const [passedBefore, passedAfter] = await Promise.all([passedTests(before), passedTests(after)]);
    expect(passedBefore.size).toBeGreaterThan(0);
    const lost = [...passedBefore].filter((name) => !passedAfter.has(name));
    expect(lost.filter((name) => !isReported(name, fixture, findings))).toEqual([]);
  });
});

describe("the script of a fixture", () => {
  test.each(SCRIPTS)("%s", { timeout: 120_000 }, async (_, fixture, path) => {
    const { before, after, findings } = await migrated(fixture);
    const [first, second] = await Promise.all([runScript(before, path), runScript(after, path)]);
    // What flytekit cannot run on a laptop (a workflow with async tasks) says nothing about what came of it.
    const isComparable = first.code === 0 && !findings.some((finding) => finding.path === path);
    expect(isComparable ? second : first).toEqual(first);
  });
});

interface Migrated {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

async function migrated({ input, settings }: Fixture): Promise<Migrated> {
  const plan = await planTexts(input, settings);
  const changed = new Map(plan.files.map((file) => [file.path, file.migrated]));
  const after = new Map([...input].map(([path, text]) => [path, changed.get(path) ?? text]));
  return { before: input, after, findings: plan.findings };
}

/** The tests that pass with all their parameters, as pytest names them: `test_jobs.py::ParseTest::test_value`. */
async function passedTests(texts: ReadonlyMap<string, string>): Promise<Set<string>> {
  const { out } = await runIn(texts, ["-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--tb=no"]);
  const named = (outcome: string) =>
    [...out.matchAll(new RegExp(`^(?:${outcome}) ([^\\s[]+)`, "gm"))].flatMap(([, name]) => name ?? []);
  const failed = new Set(named("FAILED|ERROR"));
  return new Set(named("PASSED").filter((name) => !failed.has(name)));
}

async function runScript(texts: ReadonlyMap<string, string>, path: string): Promise<{ code: number | null; out: string }> {
  const { code, out } = await runIn(texts, ["-m", path.replace(/\.py$/, "").replaceAll("/", ".")]);
  return { code, out };
}

async function runIn(texts: ReadonlyMap<string, string>, words: readonly string[]): ReturnType<typeof runPython> {
  const folder = mkdtempSync(join(tmpdir(), "flyteshift-local-"));
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const end = await runPython(words, { python: inject("python"), folder, environment: { PYTHONPATH: folder } });
  rmSync(folder, { recursive: true, force: true });
  return end;
}

/** True when a finding stands in the test, or in a function of its file that it calls. */
function isReported(name: string, { input }: Fixture, findings: readonly Finding[]): boolean {
  const [path = "", ...rest] = name.split("::");
  const functions = functionsIn(input.get(path) ?? "");
  const own = functions.find((one) => one.name === rest.at(-1));
  const hasFinding = ({ start, end }: FunctionText) =>
    findings.some(({ path: at, line }) => at === path && start <= line && line <= end);
  return functions.some((one) => hasFinding(one) && (one === own || own?.text.includes(`${one.name}(`)));
}

/** A function of a file, with its decorators; lines count from 1. */
interface FunctionText {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function functionsIn(file: string): FunctionText[] {
  const starts = [...file.matchAll(/^(?: *@.*\n)* *(?:async )?def (\w+)\(/gm)];
  return starts.map(({ index, 1: name = "" }, position) => {
    const end = starts[position + 1]?.index ?? file.length;
    return { name, text: file.slice(index, end), start: lineAt(file, index), end: lineAt(file, end) - 1 };
  });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
