/** Seconds per stage. Stages follow each other, so their sum is the whole. */
export class Stopwatch {
  private readonly laps: Record<string, number> = {};
  private last = performance.now();

  /** Ends the stage that ran since the last call. */
  lap(stage: string): void {
    const now = performance.now();
    this.laps[stage] = (this.laps[stage] ?? 0) + (now - this.last) / 1000;
    this.last = now;
  }

  get timings(): Readonly<Record<string, number>> {
    return this.laps;
  }
}
