/** The Markdown report on disk. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ExpectedError } from "../project/expected-error.ts";

/** What tells one kind of report from another, and from a file that is someone's own. */
export interface ReportKind {
  /** The option that names the file. */
  readonly option: string;
  /** The first line of the text. */
  readonly marker: string;
}

/**
 * Makes sure that a report may be written there: the file is new, or an older report of the same kind.
 *
 * @throws ExpectedError when the file is someone's own, or cannot be read
 */
export function assertReportFile(path: string, { option, marker }: ReportKind): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new ExpectedError(`${path} cannot be written: there is no folder ${folder}. Make it first.`);
  const first = firstLine(path);
  if (first === null || first === marker) return;
  throw new ExpectedError(
    `${path} exists and is not a report of flyteshift. Name another file for ${option}, or move this one away.`,
  );
}

/**
 * Writes the report, whole or not at all.
 *
 * @throws ExpectedError when the file is someone's own, or cannot be written
 */
export async function writeReportFile(path: string, text: string, kind: ReportKind): Promise<void> {
  assertReportFile(path, kind);
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new ExpectedError(`The report could not be written to ${path}: ${messageOf(error)}.`);
  }
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/, 1)[0] ?? "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new ExpectedError(`${path} cannot be used for the report: ${messageOf(error)}.`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
