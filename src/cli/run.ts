/** From arguments to an exit code: the only place that decides how an error is shown. */
import { CommanderError } from "commander";
import { ExpectedError } from "../project/expected-error.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command line and sets `process.exitCode`; the process ends by itself once its output has been taken.
 *
 * @param words arguments without the interpreter and the script
 */
export async function run(words: readonly string[]): Promise<void> {
  endQuietlyWhenReaderLeaves(process.stdout);
  endQuietlyWhenReaderLeaves(process.stderr);
  try {
    await createProgram().parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** `flyteshift | head`: the reader has what it wanted, and there is nobody left to tell anything. */
function endQuietlyWhenReaderLeaves(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.error;
  if (error instanceof ExpectedError) {
    process.stderr.write(`flyteshift: ${error.message}\n`);
  } else {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`flyteshift: this is a defect of flyteshift; please report it with these lines:\n${details}\n`);
  }
  return EXIT_CODES.error;
}
