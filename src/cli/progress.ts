/** One line that says how far a long run is; it is gone before anything else is printed. */

/** A progress line. */
export interface Progress {
  /** `done` of `total` units of `stage`; called as often as the caller likes. */
  readonly update: (done: number, total: number, stage: string) => void;
  readonly clear: () => void;
}

/** A run shorter than this needs no progress line, in milliseconds. */
const PATIENCE = 1000;
const PAUSE_BETWEEN_UPDATES = 100;
const CLEAR_LINE = "\r\u001b[K";

/**
 * A line on standard error, shown only when a person watches: both standard output and standard error are terminals.
 *
 * @param now the clock in milliseconds
 */
export function createProgress(
  stream: NodeJS.WriteStream = process.stderr,
  isWatched: boolean = process.stdout.isTTY === true && process.stderr.isTTY === true,
  now: () => number = () => performance.now(),
): Progress {
  const started = now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    update(done, total, stage) {
      const time = now();
      if (!isWatched || time - started < PATIENCE || time - shownAt < PAUSE_BETWEEN_UPDATES) return;
      shownAt = time;
      isShown = true;
      const line = total > 0 ? `${stage}: ${done} of ${total}` : stage;
      stream.write(CLEAR_LINE + line.slice(0, (stream.columns || 80) - 1));
    },
    clear() {
      if (isShown) stream.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
