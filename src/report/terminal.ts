/** A whole run, as a person reads it in a terminal. */
import type { Plan } from "../migrate/plan.ts";
import { formatDecisions } from "./decisions.ts";
import { formatDiff } from "./diff.ts";
import { visible } from "./layout.ts";
import { formatNextSteps, type NextStepsOptions } from "./next-steps.ts";
import { formatSecrets } from "./secrets.ts";
import { shellWord } from "./shell.ts";
import { formatSkipped } from "./skipped.ts";
import { formatSummary, formatTimings } from "./summary.ts";
import type { View } from "./view.ts";
import { formatWriteOutcome } from "./write-outcome.ts";

/** What a run shows. */
export interface TerminalOptions extends NextStepsOptions {
  readonly diff: boolean;
  readonly timings: boolean;
  /** Path of the Markdown report that this run wrote, or null. */
  readonly report: string | null;
}

/** Diff, summary, decisions, files left alone, secrets, next commands: parts that have nothing to say are left out. */
export function formatRun(plan: Plan, view: View, options: TerminalOptions): string {
  const command = [options.command, ...options.arguments.map(shellWord)].join(" ");
  const parts = [
    options.diff ? formatDiff(plan, view).trimEnd() : "",
    formatSummary(plan, view, options.applied !== null),
    options.applied ? formatWriteOutcome(options.applied, view) : "",
    formatDecisions(plan, view, { report: options.report, command }),
    formatSkipped(plan.skipped, view),
    formatSecrets(plan, view),
    options.report === null ? "" : `${view.colours.bold("Report")}  ${visible(options.report)}`,
    options.timings ? formatTimings(plan, view) : "",
    formatNextSteps(plan, view, options),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
