/** The few commands that come next, and what no command does. */
import type { Plan } from "../migrate/plan.ts";
import type { WriteOutcome } from "./json.ts";
import { type CommandLine, commandLines, prose } from "./layout.ts";
import { shellWord } from "./shell.ts";
import type { View } from "./view.ts";

/** What the next commands depend on. */
export interface NextStepsOptions {
  /** The command as the user types it: `flyteshift`, or `npm start --`. */
  readonly command: string;
  /** Arguments of this run that the next one needs again: paths and settings. */
  readonly arguments: readonly string[];
  /** What was written, or null for a run that only shows. */
  readonly applied: WriteOutcome | null;
  /** Command that formats files in this project, for example `ruff format`, or null when it uses none. */
  readonly formatter: string | null;
}

/** More files than this are not spelled out in a command. */
const MOST_FILES = 6;

/** The commands, or the empty text when nothing changes. */
export function formatNextSteps(plan: Plan, view: View, options: NextStepsOptions): string {
  if (!plan.files.some(({ original, migrated }) => original !== migrated)) return "";
  const steps = options.applied ? stepsAfterWriting(options.applied, view, options) : [proofStep(options), applyStep(options)];
  return [view.colours.bold("Next"), ...commandLines(steps, view), "", ...prose(dependencies(options), view, 2)].join("\n");
}

/** Dependencies are declared in many ways, so they are left to the reader. */
function dependencies({ command }: NextStepsOptions): string {
  return `Add \`flyte\` to the project's dependencies; \`flytekit\` can go when \`${command} check\` finds nothing.`;
}

function proofStep(options: NextStepsOptions): CommandLine {
  return { command: again(options, "verify"), comment: "compare with both SDKs what every task asks for" };
}

function applyStep(options: NextStepsOptions): CommandLine {
  return { command: again(options, "--write"), comment: "apply these changes" };
}

function stepsAfterWriting({ written }: WriteOutcome, view: View, options: NextStepsOptions): CommandLine[] {
  const { formatter } = options;
  const format = formatter !== null && written.length > 0 ? formatCommand(formatter, written.map(view.showPath)) : null;
  return [
    { command: "git diff", comment: "see what changed" },
    ...(format === null ? [] : [{ command: format, comment: "format the changed files" }]),
    { command: again(options, "check"), comment: "see what is left" },
  ];
}

/** The command of this run once more, with another word in it. */
function again(options: NextStepsOptions, word: string): string {
  return [options.command, word, ...options.arguments.map(shellWord)].join(" ");
}

function formatCommand(formatter: string, changed: readonly string[]): string {
  if (changed.length > MOST_FILES) return `git diff --relative --name-only -z '*.py' | xargs -0 ${formatter}`;
  return `${formatter} ${changed.map(shellWord).join(" ")}`;
}
