import { expect, it } from "vitest";
import { createProgress } from "../../src/cli/progress.ts";

/** A progress line on a stream that remembers, with a clock that the test sets. */
function watched(isWatched: boolean) {
  const written: string[] = [];
  const clock = { time: 0 };
  const stream = { columns: 20, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { progress: createProgress(stream, isWatched, () => clock.time), clock, written };
}

it("shows nothing in the first second", () => {
  const { progress, clock, written } = watched(true);
  clock.time = 999;
  progress.update(1, 10, "read");
  progress.clear();
  expect(written).toEqual([]);
});

it("shows one line, not too often, no wider than the terminal, and clears it", () => {
  const { progress, clock, written } = watched(true);
  for (const [time, done] of [
    [1000, 1],
    [1099, 2],
    [1100, 3],
  ] as const) {
    clock.time = time;
    progress.update(done, 10, "reading the repository");
  }
  progress.clear();
  progress.clear();
  expect(written).toEqual(["\r\u001b[Kreading the reposit", "\r\u001b[Kreading the reposit", "\r\u001b[K"]);
});

it("shows nothing where nobody watches", () => {
  const { progress, clock, written } = watched(false);
  clock.time = 5000;
  progress.update(1, 10, "read");
  progress.clear();
  expect(written).toEqual([]);
});
