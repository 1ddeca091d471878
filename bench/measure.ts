/** Runs a Node program as a process of its own, and says how long it took and how much memory it had at most. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Measurement {
  /** From start to end of the process, start of Node included. */
  readonly seconds: number;
  /** Peak of the resident memory of this process, without its children. */
  readonly megabytes: number;
  readonly output: string;
}

const PRELOADED = new URL("peak-memory.mjs", import.meta.url).href;

/**
 * @param words the script's absolute path and its arguments
 * @param scratch a folder for what the process prints
 * @throws Error when the process fails
 */
export function measure(words: readonly string[], scratch: string): Measurement {
  const [outputFile, memoryFile] = [join(scratch, "output"), join(scratch, "memory")];
  // A file takes the output at once; a pipe would make the process wait for us.
  const output = openSync(outputFile, "w");
  const started = performance.now();
  const ended = spawnSync(process.execPath, ["--import", PRELOADED, ...words], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, PEAK_MEMORY_FILE: memoryFile },
    stdio: ["ignore", output, "inherit"],
  });
  const seconds = (performance.now() - started) / 1000;
  closeSync(output);
  if (ended.status !== 0) throw new Error(`${words.join(" ")} ended with ${ended.status ?? ended.signal}`);
  return { seconds, megabytes: Number(readFileSync(memoryFile, "utf8")) / 1024, output: readFileSync(outputFile, "utf8") };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}
