/** Ctrl-C: before writing it ends the run at once; while files are being replaced they are finished first. */
import type { Progress } from "./progress.ts";

/** The signals that ask a process to end, with the exit code that shells give them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** What has happened to the user's files so far. */
type Phase = "nothing written" | "writing" | "written";

/** Watches for Ctrl-C from its creation to the end of the process. */
export class Interruption {
  private phase: Phase = "nothing written";
  private readonly controller = new AbortController();
  /** Exit code of an interruption that waited for the writing to end; undefined when there was none. */
  exitCode: number | undefined;

  constructor(private readonly progress: Progress) {
    for (const [name, exitCode] of Object.entries(SIGNALS)) process.on(name, () => this.interrupt(exitCode));
  }

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs the part that an interruption must not cut in two. */
  async whileWriting<T>(write: () => Promise<T>): Promise<T> {
    this.phase = "writing";
    const result = await write();
    this.phase = "written";
    return result;
  }

  private interrupt(exitCode: number): void {
    this.progress.clear();
    const isRepeated = this.exitCode !== undefined;
    this.exitCode = exitCode;
    if (this.phase === "writing" && !isRepeated) {
      process.stderr.write("flyteshift: interrupted; finishing the files that are being written.\n");
      return;
    }
    this.controller.abort();
    const state = {
      "nothing written": "nothing was written",
      writing: "some files were written",
      written: "the files were written",
    };
    process.stderr.write(`\nflyteshift: interrupted; ${state[this.phase]}.\n`);
    // Ending by itself is no choice here: the pipeline would run on.
    process.exit(exitCode);
  }
}
