/** One child process that must give signs of life, ended together with whatever it started. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

export interface ChildOptions {
  /** The longest time without a word on standard output. */
  readonly silenceMilliseconds: number;
  /** The whole environment of the child. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

export type ChildFailure = { readonly type: "NotStarted" | "TimedOut" | "Crashed"; readonly message: string };

/** How a process ended. `failure` is null when it ended with exit code 0. */
export interface ChildEnd {
  readonly output: string;
  /** The last part of standard error. */
  readonly errors: string;
  readonly failure: ChildFailure | null;
}

/** More than any traceback needs. */
const KEPT_ERRORS = 20_000;

/** Runs a command to its end. Rejects only with the reason of `signal`; every other failure is in the result. */
export function runChild(command: string, commandArguments: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      stdio: ["ignore", "pipe", "pipe"],
      env: options.environment,
      // A process group of its own, where there are groups, ends as a whole.
      detached: process.platform !== "win32",
    });
    let output = "";
    let errors = "";
    let failure: ChildFailure | null = null;
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-KEPT_ERRORS)));
    const kill = () => killGroup(child);
    const timer = setTimeout(() => {
      failure = { type: "TimedOut", message: `took more than ${options.silenceMilliseconds / 1000} seconds` };
      kill();
    }, options.silenceMilliseconds);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      timer.refresh();
    });
    const settle = (end: ChildFailure | null) => {
      clearTimeout(timer);
      process.removeListener("exit", kill);
      options.signal?.removeEventListener("abort", kill);
      child.stderr.destroy();
      kill();
      if (options.signal?.aborted) reject(options.signal.reason as Error);
      else resolve({ output, errors, failure: failure ?? end });
    };
    process.once("exit", kill);
    options.signal?.addEventListener("abort", kill);
    if (options.signal?.aborted) kill();
    child.once("error", (error) => settle({ type: "NotStarted", message: error.message }));
    child.once("exit", (code, signal) => {
      const end = () => settle(code === 0 ? null : { type: "Crashed", message: endingOf(code, signal) });
      // Standard error may be held open by a process that was left behind; only standard output is waited for.
      if (child.stdout.readableEnded) end();
      else child.stdout.once("end", end);
    });
  });
}

function endingOf(code: number | null, signal: string | null): string {
  return signal ? `ended the process by ${signal}` : `ended the process with exit code ${code}`;
}

/** Ends the child and what it started; after its end, what it left behind. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    child.kill("SIGKILL");
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}
