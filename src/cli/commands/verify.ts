/** `flyteshift verify [PATH…]`. */
import { ExpectedError } from "../../project/expected-error.ts";
import { formatVerification } from "../../report/verification/terminal.ts";
import { formatVerificationJson } from "../../report/verification/json.ts";
import { formatVerificationMarkdown } from "../../report/verification/markdown.ts";
import { type Interpreter, isProven, type Verification } from "../../verify/verification.ts";
import { verify, type VerifyStart } from "../../verify/verify.ts";
import { transforms } from "../../../transforms/index.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { Interruption } from "../interruption.ts";
import { outputView, print } from "../output.ts";
import { assertNoMisspeltCommand } from "../planning.ts";
import { createProgress } from "../progress.ts";
import { assertReportFile, type ReportKind, writeReportFile } from "../report-file.ts";
import { settingsFlags } from "../settings-options.ts";
import { packageVersion } from "../version.ts";
import type { ColourOptions } from "./explain.ts";

/** Options of `verify`, the settings among them. */
export type VerifyCommandOptions = ColourOptions & {
  readonly base?: string;
  readonly python?: string;
  readonly pythonV1?: string;
  readonly pythonV2?: string;
  readonly install?: boolean;
  readonly stubMissing?: boolean;
  readonly timeout: string;
  readonly run?: readonly string[];
  readonly inputs?: string;
  readonly envFile?: string;
  readonly tolerance?: string;
  readonly tests?: string;
  readonly json?: boolean;
  readonly markdown?: string;
} & Readonly<Record<string, unknown>>;

/**
 * Compares, then reports; says with the exit code whether all is the same.
 *
 * @throws ExpectedError for what the user can mend
 */
export async function verifyRepository(paths: readonly string[], options: VerifyCommandOptions): Promise<void> {
  assertNoMisspeltCommand(paths);
  const file = options.markdown === STANDARD_OUTPUT ? undefined : options.markdown;
  if (file !== undefined) assertReportFile(file, REPORT);
  const verification = await compare(paths, options);
  const markdown = () => formatVerificationMarkdown(verification);
  if (file !== undefined) await writeReportFile(file, `${REPORT.marker}\n\n${markdown()}`, REPORT);
  if (options.json) print(formatVerificationJson(verification));
  else if (options.markdown === STANDARD_OUTPUT) print(markdown());
  else print(formatVerification(verification, outputView(options.color, verification.root)));
  process.exitCode = isProven(verification) ? EXIT_CODES.done : EXIT_CODES.left;
}

const REPORT: ReportKind = {
  option: "--markdown",
  marker: "<!-- Written by flyteshift verify. The next run with `--markdown` replaces this file. -->",
};

/** `--markdown -` prints it in place of the table. */
const STANDARD_OUTPUT = "-";

async function compare(paths: readonly string[], options: VerifyCommandOptions): Promise<Verification> {
  if (options.inputs !== undefined && options.run === undefined) {
    throw new ExpectedError("--inputs needs --run, which says what gets them.");
  }
  const progress = createProgress();
  const interruption = new Interruption(progress);
  const say = (text: string) => {
    progress.clear();
    process.stderr.write(`flyteshift: ${text}\n`);
  };
  try {
    return await verify({
      paths,
      settings: settingsFlags(options),
      transforms,
      version: packageVersion(),
      base: options.base,
      python: { both: options.python, v1: options.pythonV1, v2: options.pythonV2 },
      install: options.install ?? false,
      stubMissing: options.stubMissing ?? false,
      timeoutMilliseconds: positive("--timeout", options.timeout) * 1000,
      runs: options.run ?? [],
      inputs: options.inputs,
      environmentFile: options.envFile,
      tolerance: options.tolerance === undefined ? undefined : positive("--tolerance", options.tolerance),
      tests: options.tests,
      onStart: (start) => say(announcement(start)),
      say,
      onProgress: progress.update,
      signal: interruption.signal,
    });
  } finally {
    progress.clear();
  }
}

/** What is about to be executed, said before it is. */
function announcement({ compared, why, interpreters, modules, leftOut }: VerifyStart): string {
  const original = compared.kind === "plan" ? "the files on disk" : `the files of ${compared.base}`;
  const migrated = compared.kind === "plan" ? "what the plan would make of them" : "the files on disk";
  return [
    `comparing ${original} with ${migrated}${why === null ? "" : `: ${why}`}.`,
    "Importing your modules executes them; that happens in temporary copies, and your files stay as they are:",
    sideSentence(modules.v1, interpreters.v1),
    sideSentence(modules.v2, interpreters.v2),
    ...leftOut.map(({ path, why: reason }) => `  not in the copies: ${path} (${reason})`),
  ].join("\n");
}

function sideSentence(modules: number, { sdk, version, python, foundIn }: Interpreter): string {
  return `  ${modules} with ${sdk} ${version} by ${python} (${foundIn})`;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new ExpectedError(`${flag} ${text} is no number above 0.`);
}
