/** The few lines that a manager reads. */
import type { Plan, Summary } from "../migrate/plan.ts";
import { columns, counted, prose, seconds } from "./layout.ts";
import type { View } from "./view.ts";

/** What the numbers of the three confidences mean, in the order of care that they need. */
export const CONFIDENCES = [
  { name: "exact", meaning: "asks the cluster for the same as before" },
  { name: "review", meaning: "changed, and behaviour can differ: a person looks at it" },
  { name: "manual", meaning: "not changed, marked in the code: a person decides" },
] as const satisfies readonly { name: keyof Summary; meaning: string }[];

/** Seconds of the whole run. */
export function totalSeconds(plan: Plan): number {
  return Object.values(plan.timings).reduce((sum, stage) => sum + stage, 0);
}

/** Sentences that say what was found and what becomes of it; `written` chooses the tense. */
export function summarySentences({ summary }: Plan, written: boolean): string[] {
  if (summary.filesScanned === 0) return ["No Python files were found here."];
  if (summary.filesWithFlyte1 === 0) {
    return [`Nothing to do: no Flyte 1 code in ${counted(summary.filesScanned, "Python file")}.`];
  }
  return [filesSentence(summary, written), tasksSentence(summary, written)].filter((sentence) => sentence !== "");
}

function filesSentence({ filesScanned, filesWithFlyte1, filesChanged }: Summary, written: boolean): string {
  const found = `${counted(filesScanned, "Python file")}, ${filesWithFlyte1} with Flyte 1`;
  if (filesChanged === 0) return `${found}; none ${written ? "was changed" : "would change"}.`;
  return `${found}; ${filesChanged} ${written ? (filesChanged === 1 ? "was changed" : "were changed") : "would change"}.`;
}

function tasksSentence(summary: Summary, written: boolean): string {
  const { tasksMigrated, workflowsMigrated, tasksLeft, environments } = summary;
  const moved = [
    tasksMigrated > 0 ? counted(tasksMigrated, "task") : "",
    workflowsMigrated > 0 ? counted(workflowsMigrated, "workflow") : "",
  ].filter((part) => part !== "");
  const left = tasksLeft > 0 ? `${tasksLeft} ${stays(tasksLeft)} on Flyte 1` : "";
  if (moved.length === 0) {
    return left ? `${counted(tasksLeft, "task or workflow", "tasks and workflows")} ${stays(tasksLeft)} on Flyte 1.` : "";
  }
  const verb = written ? "moved" : tasksMigrated + workflowsMigrated === 1 ? "moves" : "move";
  const sentence = `${moved.join(" and ")} ${verb} to Flyte 2, in ${counted(environments, "environment")}`;
  return `${left ? `${sentence}; ${left}` : sentence}.`;
}

function stays(count: number): string {
  return count === 1 ? "stays" : "stay";
}

/** The summary for a terminal. */
export function formatSummary(plan: Plan, view: View, written: boolean): string {
  const { colours } = view;
  const lines = [colours.bold("Summary"), ...summarySentences(plan, written).flatMap((sentence) => prose(sentence, view, 2))];
  if (plan.summary.filesWithFlyte1 > 0) lines.push("", ...confidenceLines(plan.summary, view));
  lines.push("", colours.dim(`  Took ${seconds(totalSeconds(plan))}.`));
  return lines.join("\n");
}

function confidenceLines(summary: Summary, { colours }: View): string[] {
  const widest = Math.max(...CONFIDENCES.map(({ name }) => String(summary[name]).length));
  const colour = { exact: colours.green, review: colours.yellow, manual: colours.red };
  return CONFIDENCES.map(({ name, meaning }) => {
    const count = String(summary[name]).padStart(widest);
    const line = `  ${name.padEnd(6)}  ${count}  `;
    return summary[name] > 0 ? colour[name](line) + meaning : colours.dim(line + meaning);
  });
}

/** Seconds per stage, for `--timings`. */
export function formatTimings(plan: Plan, { colours }: View): string {
  const stages = Object.entries(plan.timings).map(([stage, time]) => [`  ${stage}`, seconds(time)]);
  return [colours.bold("Timings"), ...columns([...stages, ["  total", seconds(totalSeconds(plan))]])].join("\n");
}
