/** `verify --tests`: runs the user's own tests on both trees, and says which passed before and do not pass after. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../processes/child-process.ts";
import type { ChildEnd } from "../processes/child-process.ts";
import { readEnvironmentFile } from "../secrets/environment-file.ts";
import { maskOf } from "../secrets/masking.ts";
import type { Mask } from "../secrets/masking.ts";
import type { Side } from "../sides.ts";
import type { SourceTree } from "../trees/source-tree.ts";
import type { TestsComparison, TestsEnd } from "../verification.ts";
import { parseJunit } from "./junit.ts";
import type { TestOutcome } from "./junit.ts";
import { testEnvironment } from "./test-environment.ts";

/** What the command is run with on both sides. */
export interface TestsOptions {
  /** The interpreter of each side: what `python` and `pytest` mean in the command. */
  readonly python: Readonly<Record<Side, string>>;
  /** The longest time without output. */
  readonly timeoutMilliseconds: number;
  /** `--env-file`: variables, above those of this process. */
  readonly environmentFile?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told before each side runs. */
  readonly onProgress?: ((side: Side) => void) | undefined;
}

/** Outcomes are null when the command is not pytest. */
interface SideEnd {
  readonly end: TestsEnd;
  readonly outcomes: ReadonlyMap<string, TestOutcome> | null;
}

/** More than the summary of a test run needs. */
const KEPT_OUTPUT = 6000;

/**
 * Runs `command`, as a shell reads it, in both trees, one after the other. Executes user code.
 *
 * Outcomes of single tests are known when the command runs pytest, whatever it is wrapped in; else only exit codes are compared.
 *
 * @throws ExpectedError when the file of variables cannot be read
 */
export async function compareTests(
  trees: Readonly<Record<Side, SourceTree>>,
  command: string,
  options: TestsOptions,
): Promise<TestsComparison> {
  const variables = readEnvironmentFile(options.environmentFile);
  const mask = maskOf([], Object.values(variables));
  const run = (side: Side) => {
    options.onProgress?.(side);
    return runSide(trees[side], command, options.python[side], variables, mask, options);
  };
  const v1 = await run("v1");
  const v2 = await run("v2");
  const basis = v1.outcomes && v2.outcomes ? "tests" : "exit-code";
  return { command, basis, v1: v1.end, v2: v2.end, broken: brokenBetween(v1, v2, command) };
}

function brokenBetween(v1: SideEnd, v2: SideEnd, command: string): readonly string[] {
  if (!v1.outcomes || (!v2.outcomes && v1.outcomes.size === 0))
    return v1.end.exitCode === 0 && v2.end.exitCode !== 0 ? [command] : [];
  const passed = [...v1.outcomes].filter(([, outcome]) => outcome === "passed");
  return passed.map(([test]) => test).filter((test) => v2.outcomes?.get(test) !== "passed");
}

async function runSide(
  tree: SourceTree,
  command: string,
  python: string,
  variables: Readonly<Record<string, string>>,
  mask: Mask,
  options: TestsOptions,
): Promise<SideEnd> {
  const scratch = mkdtempSync(join(tmpdir(), "flyteshift-tests-"));
  const report = join(scratch, "junit.xml");
  const began = performance.now();
  try {
    const [shell, ...shellArguments] = shellFor(command);
    const ended = await runChild(shell, shellArguments, {
      folder: tree.folder ?? tree.root,
      silenceMilliseconds: options.timeoutMilliseconds,
      environment: testEnvironment(tree, python, variables, scratch, report),
      signal: options.signal,
    });
    const outcomes = existsSync(report) ? parseJunit(readFileSync(report, "utf8")) : null;
    return { outcomes, end: testsEnd(ended, outcomes, (performance.now() - began) / 1000, mask) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function shellFor(command: string): readonly [string, ...string[]] {
  return process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", command] : ["/bin/sh", "-c", command];
}

function testsEnd(ended: ChildEnd, outcomes: SideEnd["outcomes"], seconds: number, mask: Mask): TestsEnd {
  const count = (wanted: TestOutcome) => [...(outcomes?.values() ?? [])].filter((outcome) => outcome === wanted).length;
  const printed = [ended.output, ended.errors, ended.failure?.type === "TimedOut" ? ended.failure.message : ""];
  const output = mask(
    printed
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .join("\n"),
  ).slice(-KEPT_OUTPUT);
  const exitCode = ended.failure?.type === "TimedOut" ? null : ended.exitCode;
  return { exitCode, passed: count("passed"), failed: count("failed"), seconds, output: ended.failure ? output : null };
}
