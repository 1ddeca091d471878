/** `wire.json` of a fixture: what it needs to be checked against the SDKs, and what cannot hold there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Fixture } from "./fixtures.ts";
import type { Problem } from "./migrated-trees.ts";

export interface WireFile {
  /** Reasons by the subject of a problem on the wire (`Problem.subject`). One whose problem is gone fails the test. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** The same for problems of local runs. */
  readonly runExceptions?: Readonly<Record<string, string>>;
  /** See `Migration.importRoot`. */
  readonly importRoot?: string;
  /** Variables that the fixture's modules read while they are imported. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function readWireFile({ folder }: Fixture): WireFile {
  const path = join(folder, "wire.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as WireFile) : {};
}

/** The variables of all fixtures, which share one process per SDK. */
export function environmentOf(files: readonly WireFile[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.flatMap(({ environment = {} }) => Object.entries(environment)));
}

/** Fails for a problem without a reason, and for a reason without a problem. */
export function expectOnly(problems: readonly Problem[], exceptions: Readonly<Record<string, string>> = {}): void {
  const unexplained = problems.filter(({ subject }) => !(subject in exceptions));
  expect(unexplained.map(({ subject, detail }) => `${subject}: ${detail}`)).toEqual([]);
  const unneeded = Object.keys(exceptions).filter((exception) => problems.every(({ subject }) => subject !== exception));
  expect(unneeded, "exceptions that are not needed any more").toEqual([]);
}
