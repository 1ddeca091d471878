/** The whole run as one Markdown file: the summary, every decision with a check box, the secrets, and how each use of Flyte 1 ended. */
import type { Finding, FilePlan, LedgerEntry, Location, Plan } from "../migrate/plan.ts";
import type { FindingKind } from "../migrate/transform.ts";
import { groupBy } from "../project/group-by.ts";
import { type Decision, groupDecisions, type Reason } from "./group-decisions.ts";
import { counted, seconds } from "./layout.ts";
import { anchorId, codeSpan, htmlText, markdownTable, markdownText } from "./markdown-text.ts";
import { SECRETS_ADVICE, secretsToCreate } from "./secrets-checklist.ts";
import { SKIP_REASONS } from "./skipped.ts";
import { CONFIDENCES, summarySentences, totalSeconds } from "./summary.ts";

/** First line of every report: only a file that has it is ever overwritten. */
export const REPORT_MARKER = "<!-- Written by flyteshift. The next run with `--report` replaces this file. -->";

/** What the report needs beside the plan. */
export interface MarkdownOptions {
  readonly written: boolean;
  /** All kinds of findings, for the page of each code that occurs. */
  readonly kinds: readonly FindingKind[];
}

/** The report; ends with a line break. */
export function formatMarkdown(plan: Plan, { written, kinds }: MarkdownOptions): string {
  const decisions = groupDecisions(plan.findings);
  const parts = [
    REPORT_MARKER,
    "# Migration to Flyte 2",
    summarySection(plan, written),
    decisionsSection("To decide", "Left as it was, with a marker on the line.", decisions, "manual"),
    decisionsSection("To review", "Changed, and behaviour can differ.", decisions, "review"),
    secretsSection(plan),
    skippedSection(plan),
    environmentsSection(plan),
    filesSection(plan),
    ledgerSection(plan),
    codesSection(decisions, kinds),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function summarySection(plan: Plan, written: boolean): string {
  const rows = CONFIDENCES.map(({ name, meaning }) => [name, String(plan.summary[name]), meaning]);
  return [
    summarySentences(plan, written).map(markdownText).join(" "),
    markdownTable(["uses of Flyte 1", "", "what it means"], rows, [1]),
    `Took ${seconds(totalSeconds(plan))}.`,
  ].join("\n\n");
}

function decisionsSection(
  title: string,
  meaning: string,
  decisions: readonly Decision[],
  confidence: Finding["confidence"],
): string {
  const own = decisions.filter((decision) => decision.confidence === confidence);
  if (own.length === 0) return "";
  return [`## ${title}`, meaning, ...own.map(decisionEntry)].join("\n\n");
}

function decisionEntry({ code, reasons }: Decision): string {
  return [`### [${markdownText(code)}](#${anchorId(code)})`, reasons.map(reasonEntry).join("\n")].join("\n\n");
}

/** One place is one check box; many are a list under the sentence that they share. */
function reasonEntry({ why, todo, places, related }: Reason): string {
  const seeAlso = related.length > 0 ? ` See also ${related.map(placeSpan).join(", ")}.` : "";
  const text = `${markdownText(why)} **To do:** ${markdownText(todo)}${seeAlso}`;
  const [first, ...others] = places;
  if (!first) return "";
  if (others.length === 0) return `- [ ] ${placeSpan(first)}: ${text}`;
  return [`- ${text}`, ...places.map((location) => `  - [ ] ${placeSpan(location)}`)].join("\n");
}

function placeSpan({ path, line }: Location): string {
  return codeSpan(`${path}:${line}`);
}

function secretsSection({ secrets }: Plan): string {
  const entries = secretsToCreate(secrets);
  if (entries.length === 0) return "";
  const lines = entries.map(({ command, receivedAs, problem, declarations }) => {
    const sentence = `received as ${codeSpan(receivedAs)}, declared at ${declarations.map(placeSpan).join(", ")}`;
    return `- [ ] ${codeSpan(command)} ${sentence}${problem === null ? "" : `. **Mind:** ${markdownText(problem)}`}`;
  });
  return ["## Secrets to create", SECRETS_ADVICE, lines.join("\n")].join("\n\n");
}

function skippedSection({ skipped }: Plan): string {
  if (skipped.length === 0) return "";
  const rows = skipped.map(({ path, reason, detail }) => [
    codeSpan(path),
    markdownText(SKIP_REASONS[reason]),
    markdownText(detail),
  ]);
  return ["## Files left alone", markdownTable(["file", "reason", "detail"], rows)].join("\n\n");
}

function environmentsSection({ environments }: Plan): string {
  if (environments.length === 0) return "";
  const rows = environments.map((environment) => [
    codeSpan(environment.name),
    placeSpan(environment),
    environment.tasks.map(codeSpan).join(", "),
  ]);
  return ["## Environments", markdownTable(["environment", "where in the original", "tasks"], rows)].join("\n\n");
}

function filesSection(plan: Plan): string {
  if (plan.files.length === 0) return "";
  const findings = groupBy(plan.findings, ({ path }) => path);
  const rows = plan.files.map((file) => fileRow(file, findings.get(file.path) ?? []));
  const header = ["file", "changed", "exact", "review", "manual"];
  return ["## Files", "Changes and decisions per file.", markdownTable(header, rows, [2, 3, 4])].join("\n\n");
}

function fileRow({ path, original, migrated, changes }: FilePlan, findings: readonly Finding[]): string[] {
  const exact = changes.filter(({ confidence }) => confidence === "exact").length;
  const review = findings.filter(({ confidence }) => confidence === "review").length;
  const manual = findings.filter(({ confidence }) => confidence === "manual").length;
  return [codeSpan(path), original === migrated ? "no" : "yes", String(exact), String(review), String(manual)];
}

function ledgerSection({ ledger }: Plan): string {
  if (ledger.length === 0) return "";
  const tables = [...groupBy(ledger, ({ path }) => path).values()].map((entries) =>
    [
      `<details><summary>${htmlText(entries[0].path)}, ${counted(entries.length, "use")}</summary>`,
      markdownTable(["line", "name", "how it ended", "by"], entries.map(ledgerRow), [0]),
      "</details>",
    ].join("\n\n"),
  );
  return ["## Every use of Flyte 1", ...tables].join("\n\n");
}

function ledgerRow({ line, name, outcome, by }: LedgerEntry): string[] {
  return [String(line), codeSpan(name), outcome, markdownText(by)];
}

function codesSection(decisions: readonly Decision[], kinds: readonly FindingKind[]): string {
  const codes = [...new Set(decisions.map(({ code }) => code))];
  const pages = codes.map((code) => {
    const kind = kinds.find((known) => known.code === code);
    const text = kind
      ? `**${markdownText(kind.title)}**\n\n${kind.explanation.trim()}`
      : `\`flyteshift explain ${code}\` says more.`;
    return `<a id="${anchorId(code)}"></a>\n\n### ${markdownText(code)}, explained\n\n${text}`;
  });
  return pages.length === 0 ? "" : ["## What the codes mean", ...pages].join("\n\n");
}
