/** `flyteshift [PATH…]`: show the plan, and apply it with `--write`. */
import { applyPlan, type ApplyResult } from "../../apply/write.ts";
import type { Plan } from "../../migrate/plan.ts";
import { formatJson } from "../../report/json.ts";
import { formatMarkdown, REPORT_MARKER } from "../../report/markdown.ts";
import { formatRun, type TerminalOptions } from "../../report/terminal.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { findingKinds } from "../finding-kinds.ts";
import { formatterCommand } from "../formatter.ts";
import { outputView, print } from "../output.ts";
import { planMigration, type Planned } from "../planning.ts";
import { assertReportFile, type ReportKind, writeReportFile } from "../report-file.ts";
import { settingsFlags, settingsWords } from "../settings-options.ts";
import type { ColourOptions } from "./explain.ts";

/** Options of a migration, the settings among them. */
export type MigrateCommandOptions = ColourOptions & {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly diff?: boolean;
  readonly report?: string;
  readonly json?: boolean;
  readonly timings?: boolean;
} & Readonly<Record<string, unknown>>;

const REPORT: ReportKind = { option: "--report", marker: REPORT_MARKER };

/**
 * Plans, then writes when told to, then reports: what is printed has happened, even when the reader of the output leaves early.
 *
 * @throws ExpectedError for what the user can mend; nothing was written then
 */
export async function migrateRepository(paths: readonly string[], options: MigrateCommandOptions): Promise<void> {
  if (options.report !== undefined) assertReportFile(options.report, REPORT);
  const planned = await planMigration(paths, settingsFlags(options));
  const applied = options.write ? await apply(planned, options) : null;
  const { plan, interruption } = planned;
  if (options.report !== undefined) {
    const text = formatMarkdown(plan, { written: applied !== null, kinds: findingKinds() });
    await writeReportFile(options.report, text, REPORT);
  }
  print(options.json ? formatJson(plan, applied) : await formatForTerminal(plan, applied, paths, options));
  process.exitCode = interruption.exitCode ?? (isComplete(applied) ? EXIT_CODES.done : EXIT_CODES.error);
}

function apply({ plan, interruption }: Planned, { allowDirty = false }: MigrateCommandOptions): Promise<ApplyResult> {
  return interruption.whileWriting(() => applyPlan(plan, { allowDirty }));
}

function isComplete(applied: ApplyResult | null): boolean {
  return applied === null || (applied.changedOnDisk.length === 0 && applied.failed.length === 0);
}

async function formatForTerminal(
  plan: Plan,
  applied: ApplyResult | null,
  paths: readonly string[],
  options: MigrateCommandOptions,
): Promise<string> {
  const show: TerminalOptions = {
    // `npm start` tells by this variable how it was called, so that the commands shown can be typed as they stand.
    command: process.env["FLYTESHIFT_CALLED_AS"] ?? "flyteshift",
    arguments: [...settingsWords(settingsFlags(options)), ...paths],
    applied,
    diff: options.diff ?? applied === null,
    timings: options.timings ?? false,
    report: options.report ?? null,
    formatter: applied === null ? null : await formatterCommand(plan.root),
  };
  return formatRun(plan, outputView(options.color, plan.root), show);
}
