/** A verification to paste into a pull request: the verdict, what is not simply equal, and everything else folded away. */
import { groupBy } from "../../project/group-by.ts";
import type { FactComparison } from "../../verify/compare/compare-facts.ts";
import { factText } from "../../verify/compare/fact-words.ts";
import { FACTS } from "../../verify/compare/facts.ts";
import { isProven } from "../../verify/verification.ts";
import type { Verification, VerifiedTask } from "../../verify/verification.ts";
import { counted } from "../layout.ts";
import { codeSpan, htmlText, markdownTable, markdownText } from "../markdown-text.ts";
import { mistakeLines, mistakeSentence, mistakes } from "./mistakes.ts";
import * as words from "./words.ts";

/** The text; ends with a line break. */
export function formatVerificationMarkdown(verification: Verification): string {
  const parts = [
    summary(verification),
    taskTable(verification),
    differences(verification),
    inOtherWords(verification),
    deployProblems(verification),
    runs(verification),
    tests(verification),
    unread(verification),
    allFacts(verification),
    toReport(verification),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function summary(verification: Verification): string {
  const { compared, interpreters } = verification;
  const sign = isProven(verification) ? "✅" : "❌";
  const versions = `${words.sdkVersion(interpreters.v1)} before, ${words.sdkVersion(interpreters.v2)} after`;
  return [
    `${sign} **${markdownText(words.verdict(verification))}**`,
    `${markdownText(words.totals(verification))} ${markdownText(words.comparedSentence(compared))} ${markdownText(versions)}.`,
  ].join("\n\n");
}

function taskTable({ tasks }: Verification): string {
  if (tasks.length === 0) return "";
  const rows = tasks.map((task) => [
    codeSpan(`${task.module}.${task.name}`),
    words.OUTCOMES[task.outcome].label,
    whatItGets(task),
  ]);
  return markdownTable(["task", "", "what it asks for"], rows);
}

function whatItGets(task: VerifiedTask): string {
  const standIns = task.stubbed.length === 0 ? "" : ` (with stand-ins for ${task.stubbed.join(", ")})`;
  if (task.facts.length === 0) return markdownText((task.reason ?? words.OUTCOMES[task.outcome].meaning) + standIns);
  const told = words.factsToTell(task).map((fact) => `**${FACTS[fact.fact].title}** ${becameText(fact)}`);
  const text = task.outcome === "equal" ? markdownText(words.taskBrief(task).join(" · ")) : told.join("<br>");
  return text + markdownText(standIns);
}

function becameText(fact: FactComparison): string {
  const { v1, v2 } = words.valuesInWords(fact);
  return `${codeSpan(v1)} became ${codeSpan(v2)}`;
}

function differences(verification: Verification): string {
  const entries = verification.tasks.flatMap((task) => words.factsToTell(task).map((fact) => ({ task, fact })));
  if (entries.length === 0) return "";
  const lines = entries.map(({ task, fact }) => {
    const { v1, v2 } = task;
    const places = [v1, v2].flatMap((location) => (location === null ? [] : [codeSpan(`${location.path}:${location.line}`)]));
    const why = words.reasons(fact, verification).map(markdownText).join(" ");
    return `- ${codeSpan(task.name)}, ${FACTS[fact.fact].title}: ${why} ${[...new Set(places)].join(" → ")}`.trimEnd();
  });
  return ["### Differences", lines.join("\n")].join("\n\n");
}

function inOtherWords(verification: Verification): string {
  const lines = words
    .otherWords(verification)
    .map(({ rule, facts, tasks }) => `- ${facts.join(", ")}, ${counted(tasks, "task")}: ${markdownText(rule.why)}`);
  return lines.length === 0 ? "" : folded("In other words, for the same on the cluster", lines.join("\n"));
}

function deployProblems({ deploy }: Verification): string {
  if (deploy.length === 0) return "";
  const lines = deploy.map((problem) => `- ${codeSpan(words.environmentPlace(problem))}: ${markdownText(problem.problem)}`);
  return ["### Deploy would refuse", lines.join("\n")].join("\n\n");
}

function runs({ runs: found }: Verification): string {
  if (found.length === 0) return "";
  const rows = found.map(({ entry, outcome, details, seconds }) => [
    codeSpan(entry),
    outcome,
    words.runTimes(seconds),
    details.map(markdownText).join("<br>"),
  ]);
  return ["### Runs", markdownTable(["entry", "", "time", "details"], rows)].join("\n\n");
}

function tests({ tests: found }: Verification): string {
  if (!found) return "";
  const rows = [
    ["before", words.testsInWords(found, found.v1)],
    ["after", words.testsInWords(found, found.v2)],
  ];
  const broken = found.broken.map((test) => `- broken: ${codeSpan(test)}`).join("\n");
  const parts = ["### Tests", codeSpan(found.command), markdownTable(["", "result"], rows), broken];
  return parts.filter((part) => part !== "").join("\n\n");
}

function unread(verification: Verification): string {
  if (verification.unread.length === 0) return "";
  const lines = verification.unread.map(
    (module) => `- ${codeSpan(module.path)} (${words.sideOf(module)}): ${markdownText(module.reason)}`,
  );
  const commands = words.installCommands(verification);
  const advice = commands.length === 0 ? "" : `Install what is missing: ${commands.map(codeSpan).join(", ")}`;
  return ["### Not compared", lines.join("\n"), advice].filter((part) => part !== "").join("\n\n");
}

function allFacts({ tasks }: Verification): string {
  const compared = tasks.filter(({ facts }) => facts.length > 0);
  if (compared.length === 0) return "";
  const tables = [...groupBy(compared, ({ module }) => module)].flatMap(([module, own]) =>
    own.map((task) => [`**${codeSpan(`${module}.${task.name}`)}**`, factTable(task)].join("\n\n")),
  );
  return folded("All facts", tables.join("\n\n"));
}

function factTable({ facts }: VerifiedTask): string {
  const rows = facts.flatMap(({ fact, outcome, v1, v2 }) => {
    const [before, after] = [factText(fact, v1), factText(fact, v2)];
    return before === null && after === null ? [] : [[FACTS[fact].title, outcome, cellOf(before), cellOf(after)]];
  });
  return rows.length === 0 ? "Asks for nothing." : markdownTable(["fact", "", "before", "after"], rows);
}

function cellOf(text: string | null): string {
  return text === null ? "" : codeSpan(text);
}

function toReport(verification: Verification): string {
  if (mistakes(verification).length === 0) return "";
  const lines = mistakeLines(verification).map((line) => `    ${line}`);
  return folded(
    "To report",
    [`${mistakeSentence(verification)} Please report it with these lines:`, lines.join("\n")].join("\n\n"),
  );
}

function folded(title: string, content: string): string {
  return [`<details><summary>${htmlText(title)}</summary>`, content, "</details>"].join("\n\n");
}
