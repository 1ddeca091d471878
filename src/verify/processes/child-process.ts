/** One child process that must give signs of life, ended together with whatever it started. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** How a process is started and watched. */
export interface ChildOptions {
  /** The longest time without a word on standard output. */
  readonly silenceMilliseconds: number;
  /** What it reads from standard input; nothing when not given. */
  readonly input?: string | undefined;
  /** Folder that it starts in; this process's own when not given. */
  readonly folder?: string | undefined;
  /** The whole environment of the child. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Told what came on standard output, as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

/** Why a process did not end well, in words that follow its name. */
export type ChildFailure = { readonly type: "NotStarted" | "TimedOut" | "Crashed"; readonly message: string };

/** How a process ended. `failure` is null when it ended with exit code 0. */
export interface ChildEnd {
  readonly output: string;
  /** The last part of standard error. */
  readonly errors: string;
  /** Null when it was not started, or a signal ended it. */
  readonly exitCode: number | null;
  readonly failure: ChildFailure | null;
}

/** More than any traceback needs. */
const KEPT_ERRORS = 20_000;

/** Runs a command to its end. Rejects only with the reason of `signal`; every other failure is in the result. */
export function runChild(command: string, commandArguments: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      stdio: ["pipe", "pipe", "pipe"],
      cwd: options.folder,
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
      options.onOutput?.(text);
    });
    const settle = (end: ChildFailure | null, exitCode: number | null) => {
      clearTimeout(timer);
      process.removeListener("exit", kill);
      options.signal?.removeEventListener("abort", kill);
      child.stderr.destroy();
      kill();
      if (options.signal?.aborted) reject(options.signal.reason as Error);
      else resolve({ output, errors, exitCode, failure: failure ?? end });
    };
    // A child that ends without reading is no error of ours.
    child.stdin.on("error", () => {}).end(options.input ?? "");
    // First of all that is done at the end, so that the child writes nothing into folders that are removed then.
    process.prependOnceListener("exit", kill);
    options.signal?.addEventListener("abort", kill);
    if (options.signal?.aborted) kill();
    child.once("error", (error) => settle({ type: "NotStarted", message: error.message }, null));
    child.once("exit", (code, signal) => {
      const end = () => settle(code === 0 ? null : { type: "Crashed", message: endingOf(code, signal) }, code);
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
