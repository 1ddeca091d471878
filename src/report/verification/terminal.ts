/** A verification as a person reads it in a terminal: the table task by task, what could not be compared, the totals. */
import { groupBy } from "../../project/group-by.ts";
import type { FactComparison } from "../../verify/compare/compare-facts.ts";
import type { TaskOutcome } from "../../verify/compare/compare-trees.ts";
import { FACTS } from "../../verify/compare/facts.ts";
import { SIDES } from "../../verify/sides.ts";
import { isProven } from "../../verify/verification.ts";
import type { Verification, VerifiedTask } from "../../verify/verification.ts";
import { columns, counted, place, prose, visible, wrap } from "../layout.ts";
import type { View } from "../view.ts";
import { mistakeLines, mistakes, mistakeSentence } from "./mistakes.ts";
import * as words from "./words.ts";

/** The whole report; ends with a line break. */
export function formatVerification(verification: Verification, view: View): string {
  const parts = [
    header(verification, view),
    ...modules(verification, view),
    inOtherWords(verification, view),
    deployProblems(verification, view),
    runs(verification, view),
    tests(verification, view),
    unread(verification, view),
    toReport(verification, view),
    closing(verification, view),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function header({ compared, interpreters }: Verification, view: View): string {
  const { colours } = view;
  const rows = (["v1", "v2"] as const).map((side) => {
    const { python, foundIn } = interpreters[side];
    return [`  ${SIDES[side].when}`, words.sdkVersion(interpreters[side]), visible(python), colours.dim(foundIn)];
  });
  const [first = "", ...others] = prose(words.comparedSentence(compared), view, 0, "Verify  ");
  return [first.replace("Verify", colours.bold("Verify")), ...others, ...columns(rows)].join("\n");
}

function modules({ tasks, ...rest }: Verification, view: View): string[] {
  const label = widest(tasks.map(({ outcome }) => words.OUTCOMES[outcome].label));
  return [...groupBy(tasks, ({ module }) => module)].map(([module, own]) => {
    const name = Math.min(LONGEST_NAME, widest(own.map((task) => task.name)));
    const rows = own.flatMap((task) => taskLines(task, { tasks, ...rest }, view, { label, name }));
    return [view.colours.bold(visible(module)), ...rows].join("\n");
  });
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** A longer name moves only its own line. */
const LONGEST_NAME = 32;

interface Widths {
  readonly label: number;
  readonly name: number;
}

function taskLines(task: VerifiedTask, verification: Verification, view: View, widths: Widths): string[] {
  const { outcome } = task;
  const label = paint(outcome, view)(words.OUTCOMES[outcome].label.padEnd(widths.label));
  const start = `  ${label}  ${visible(task.name).padEnd(widths.name)}  `;
  const indent = 2 + widths.label + 2 + Math.max(widths.name, task.name.length) + 2;
  const [first = "", ...others] = wrap(afterName(task, view), Math.max(20, view.width - indent), SEPARATOR);
  const [hanging, dim] = [2 + widths.label + 2 + widths.name + 2, view.colours.dim];
  const lines = [first ? start + dim(first) : start.trimEnd(), ...others.map((line) => " ".repeat(hanging) + dim(line))];
  return [...lines, ...remarks(task, view), ...factLines(task, verification, view)];
}

const SEPARATOR = " · ";

function afterName(task: VerifiedTask, view: View): readonly string[] {
  if (task.outcome === "equal") return words.taskBrief(task).map(visible);
  const { v1, v2 } = task;
  const places = [v1, v2].filter((location) => location !== null).map((location) => place(location, view));
  return [[...new Set(places)].join(" → ")];
}

function paint(outcome: TaskOutcome, { colours }: View): (text: string) => string {
  if (outcome === "equal") return colours.green;
  if (outcome === "expected") return colours.yellow;
  return outcome === "unmigrated" || outcome === "added" ? colours.dim : colours.red;
}

function remarks({ reason, stubbed }: VerifiedTask, view: View): string[] {
  const standIns = stubbed.length === 0 ? [] : prose(`With stand-ins for ${stubbed.join(", ")}.`, view, 6);
  return [...prose(reason ?? "", view, 6), ...standIns];
}

function factLines(task: VerifiedTask, verification: Verification, view: View): string[] {
  const facts = words.factsToTell(task);
  const title = widest(facts.map(({ fact }) => FACTS[fact].title));
  return facts.flatMap((fact) => {
    const indent = 6 + title + 2;
    const [first = "", ...others] = valueLines(fact, view, indent);
    const lines = [`      ${FACTS[fact.fact].title.padEnd(title)}  ${first}`, ...others.map((line) => " ".repeat(indent) + line)];
    return [...lines, ...words.reasons(fact, verification).flatMap((reason) => prose(reason, view, indent))];
  });
}

/** `2 became not set`, or a line a side when that is too long. */
function valueLines(fact: FactComparison, view: View, indent: number): string[] {
  const { colours } = view;
  const { v1, v2 } = words.valuesInWords(fact);
  const [before, after] = [visible(v1), visible(v2)];
  const oneLine = `${before} became ${after}`;
  if (indent + oneLine.length <= view.width) return [`${before} ${colours.dim("became")} ${colours.bold(after)}`];
  const side = (title: string, text: string) => {
    const lines = wrap(text.split(" "), Math.max(20, view.width - indent - 8));
    return lines.map((line, index) => colours.dim((index === 0 ? title : "").padEnd(8)) + line);
  };
  return [...side("before", before), ...side("after", after)];
}

function inOtherWords(verification: Verification, view: View): string {
  const found = words.otherWords(verification);
  if (found.length === 0) return "";
  const title = view.colours.bold("In other words");
  const heading = `${title}  ${view.colours.dim("written differently, for the same on the cluster")}`;
  const lines = found.flatMap(({ rule, facts, tasks }) =>
    prose(`${facts.join(", ")}, ${counted(tasks, "task")}: ${rule.why}`, view, 4).map((line, index) =>
      index === 0 ? line.replace("    ", "  ") : line,
    ),
  );
  return [heading, ...lines].join("\n");
}

function deployProblems({ deploy }: Verification, view: View): string {
  if (deploy.length === 0) return "";
  const heading = `${view.colours.bold("Deploy would refuse")}  ${view.colours.dim("and what would fail on the cluster")}`;
  const lines = deploy.flatMap((problem) => [
    `  ${view.colours.red(visible(words.environmentPlace(problem)))}`,
    ...prose(problem.problem, view, 6),
  ]);
  return [heading, ...lines].join("\n");
}

function runs({ runs: found }: Verification, view: View): string {
  if (found.length === 0) return "";
  const { colours } = view;
  const lines = found.flatMap(({ entry, outcome, details, seconds }) => {
    const label = (outcome === "equal" ? colours.green : colours.red)(outcome.padEnd("different".length));
    return [
      `  ${label}  ${visible(entry)}  ${colours.dim(words.runTimes(seconds))}`.trimEnd(),
      ...details.flatMap((detail) => prose(detail, view, 6)),
    ];
  });
  return [colours.bold("Runs"), ...lines].join("\n");
}

function tests({ tests: found }: Verification, view: View): string {
  if (!found) return "";
  const { colours } = view;
  const rows = columns([
    ["  before", words.testsInWords(found, found.v1)],
    ["  after", words.testsInWords(found, found.v2)],
  ]);
  const broken = found.broken.map((test) => `  ${colours.red("broken")}  ${visible(test)}`);
  const output = found.broken.length > 0 && found.v2.output ? found.v2.output.trimEnd().split("\n") : [];
  const printed = output.map((line) => colours.dim(`    ${visible(line)}`.trimEnd()));
  return [`${colours.bold("Tests")}  ${visible(found.command)}`, ...rows, ...broken, ...printed].join("\n");
}

function unread(verification: Verification, view: View): string {
  const { unread: found } = verification;
  if (found.length === 0) return "";
  const { colours } = view;
  const lines = found.flatMap((module) => [
    `  ${visible(view.showPath(module.path))}  ${colours.dim(words.sideOf(module))}`,
    ...prose(module.reason, view, 6),
  ]);
  const commands = words.installCommands(verification);
  const advice =
    commands.length === 0
      ? []
      : ["", ...prose(INSTALL_ADVICE, view, 2), ...commands.map((command) => `    ${colours.cyan(visible(command))}`)];
  const heading = `${colours.bold("Not compared")}  ${colours.dim("modules that cannot be imported")}`;
  return [heading, ...lines, ...advice].join("\n");
}

const INSTALL_ADVICE = "Install what is missing, or add `--stub-missing` to import these modules with stand-ins:";

function toReport(verification: Verification, view: View): string {
  if (mistakes(verification).length === 0) return "";
  const lines = mistakeLines(verification).map((line) => `    ${visible(line)}`);
  const advice = `${mistakeSentence(verification)} ${REPORT_ADVICE}`;
  return [view.colours.bold("To report"), ...prose(advice, view, 2), "", ...lines].join("\n");
}

const REPORT_ADVICE = "Please send these lines: texts in dictionaries are left out, and you should look through the rest.";

function closing(verification: Verification, view: View): string {
  const { colours } = view;
  const colour = isProven(verification) ? colours.green : colours.red;
  return [colour(colours.bold(words.verdict(verification))), ...prose(words.totals(verification), view, 0)].join("\n");
}
