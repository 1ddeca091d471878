/** What every report of a verification says in the same words: names of outcomes, verdict, totals, and what to do. */
import type { FactComparison } from "../../verify/compare/compare-facts.ts";
import type { TaskOutcome } from "../../verify/compare/compare-trees.ts";
import type { ExpectedDifference } from "../../verify/compare/expected-difference.ts";
import { factBrief, factDifference } from "../../verify/compare/fact-words.ts";
import { FACTS } from "../../verify/compare/facts.ts";
import type { DeployProblem } from "../../verify/serialise/serialised-document.ts";
import { SIDES } from "../../verify/sides.ts";
import type {
  Compared,
  Interpreter,
  TestsComparison,
  TestsEnd,
  UnreadModule,
  Verification,
  VerifiedTask,
} from "../../verify/verification.ts";
import { counted, seconds } from "../layout.ts";
import { shellWord } from "../shell.ts";

/** Each outcome of a task in the table. */
export const OUTCOMES: Readonly<Record<TaskOutcome, { readonly label: string; readonly meaning: string }>> = {
  equal: { label: "equal", meaning: "asks the cluster for the same" },
  expected: { label: "expected", meaning: "Flyte 2 cannot say it, and a finding announced it" },
  different: { label: "different", meaning: "asks for something else, and no finding announced it" },
  unmigrated: { label: "on Flyte 1", meaning: "stays as it was" },
  missing: { label: "missing", meaning: "is neither Flyte 2 nor Flyte 1 any more" },
  failed: { label: "failed", meaning: "could not be compared" },
  added: { label: "new", meaning: "was not there before" },
};

/** Which two states were compared. */
export function comparedSentence(compared: Compared): string {
  if (compared.kind === "plan") return "The files on disk, against what would be written.";
  return `\`${compared.base}\` (${compared.commit.slice(0, 10)}), against the files on disk.`;
}

/** `flytekit 1.16.31`. */
export function sdkVersion({ sdk, version }: Interpreter): string {
  return `${sdk} ${version}`;
}

/** Facts that are not simply the same, in the table's order. */
export function factsToTell({ facts }: VerifiedTask): readonly FactComparison[] {
  return facts.filter(({ outcome }) => outcome === "expected" || outcome === "different");
}

/** What a task asks for, in a few words each. */
export function taskBrief({ facts }: VerifiedTask): readonly string[] {
  const texts = facts.flatMap(({ fact, v2 }) => factBrief(fact, v2));
  return texts.length > 0 ? texts : ["nothing beyond the defaults"];
}

/** A fact's two values in words, without what both say. */
export function valuesInWords({ fact, v1, v2 }: FactComparison): { readonly v1: string; readonly v2: string } {
  const words = factDifference(fact, v1, v2);
  return { v1: words.v1 ?? NOTHING, v2: words.v2 ?? NOTHING };
}

const NOTHING = "not set";

/** Why a fact has another value, one sentence each; what nobody need be told is in {@link otherWords}. */
export function reasons({ outcome, rules, announcements }: FactComparison, { compared }: Verification): readonly string[] {
  const sentences = rules.filter(({ announcedBy }) => announcedBy.length > 0).map(({ why }) => why);
  if (outcome === "expected") return [...sentences, `Announced by ${announcements.map(code).join(", ")}.`];
  return [...sentences, UNANNOUNCED[compared.kind]];
}

const UNANNOUNCED: Readonly<Record<Compared["kind"], string>> = {
  plan: "No finding announced this: a mistake of flyteshift.",
  revision: "No finding announced this: somebody changed it since, or it is a mistake of flyteshift.",
};

function code(text: string): string {
  return `\`${text}\``;
}

/** A rule that nobody need be told of, with what it was needed for. */
export interface OtherWords {
  readonly rule: ExpectedDifference;
  /** Titles of the facts. */
  readonly facts: readonly string[];
  readonly tasks: number;
}

/** What Flyte 2 says in other words, once for all tasks. */
export function otherWords({ tasks }: Verification): readonly OtherWords[] {
  const found = new Map<string, { rule: ExpectedDifference; facts: Set<string>; tasks: Set<VerifiedTask> }>();
  for (const task of tasks) {
    for (const { fact, rules } of task.facts) {
      for (const rule of rules.filter(({ announcedBy }) => announcedBy.length === 0)) {
        const entry = found.get(rule.id) ?? { rule, facts: new Set(), tasks: new Set() };
        found.set(rule.id, entry);
        entry.facts.add(FACTS[fact].title);
        entry.tasks.add(task);
      }
    }
  }
  return [...found.values()].map(({ rule, facts, tasks: own }) => ({ rule, facts: [...facts], tasks: own.size }));
}

/** The command that installs what was missing, for each interpreter; none when no package was. */
export function installCommands({ interpreters, unread }: Verification): readonly string[] {
  const byPython = new Map<string, Set<string>>();
  for (const { sdk, missingPackage } of unread) {
    if (missingPackage === null) continue;
    const { python } = sdk === "flytekit" ? interpreters.v1 : interpreters.v2;
    byPython.set(python, (byPython.get(python) ?? new Set()).add(missingPackage));
  }
  return [...byPython].map(([python, packages]) =>
    [python, "-m", "pip", "install", ...[...packages].sort()].map(shellWord).join(" "),
  );
}

/** Where a module could not be read: `before` or `after`. */
export function sideOf({ sdk }: UnreadModule): string {
  return (sdk === SIDES.v1.sdk ? SIDES.v1 : SIDES.v2).when;
}

/** One sentence for a whole verification: the worst that is true. */
export function verdict(verification: Verification): string {
  const { tasks, unread, deploy, runs, tests } = verification;
  const count = (...outcomes: readonly TaskOutcome[]) => tasks.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const changed = count("different", "missing");
  if (changed === 1) return "1 task does not get what it got before.";
  if (changed > 1) return `${changed} tasks do not get what they got before.`;
  if (deploy.length > 0) return "`flyte deploy` would refuse this.";
  if (runs.some(({ outcome }) => outcome !== "equal")) return "Not every run gives what it gave before.";
  if (tests && tests.broken.length > 0) return "Tests that passed before do not pass now.";
  if (count("failed") + unread.length > 0) return "Nothing has changed in what could be compared, but not all could be.";
  if (count("equal", "expected") === 0) return "There was nothing to compare.";
  const subject = count("unmigrated") > 0 ? "Every migrated task" : "Every task";
  if (count("expected") === 0) return `${subject} gets exactly what it got before.`;
  return `${subject} gets what it got before, or what a finding announced.`;
}

/** The line with all numbers. */
export function totals({ tasks, unread, deploy, runs, tests, seconds: time }: Verification): string {
  const order = Object.keys(OUTCOMES) as TaskOutcome[];
  const outcomes = order.flatMap((outcome) => {
    const count = tasks.filter((task) => task.outcome === outcome).length;
    return count > 0 ? [`${count} ${OUTCOMES[outcome].label}`] : [];
  });
  const modules = new Set(unread.map(({ module }) => module)).size;
  const parts = [
    [counted(tasks.length, "task"), outcomes.join(", ")].filter((part) => part !== "").join(": "),
    modules > 0 ? `${counted(modules, "module")} could not be read` : "",
    deploy.length > 0 ? `${counted(deploy.length, "problem")} for deploy` : "deploy would take it",
    runs.length > 0 ? `${runs.filter(({ outcome }) => outcome === "equal").length} of ${counted(runs.length, "run")} equal` : "",
    tests ? brokenInWords(tests) : "",
    seconds(time),
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

function brokenInWords({ basis, broken }: TestsComparison): string {
  if (basis === "exit-code") return broken.length > 0 ? "the tests fail now" : "the tests end as before";
  return broken.length > 0 ? `${counted(broken.length, "test")} broken` : "no test broken";
}

/** `12 passed, 1 failed in 3.1 s`, or how the command ended where it does not tell tests apart. */
export function testsInWords({ basis }: TestsComparison, { exitCode, passed, failed, seconds: time }: TestsEnd): string {
  const ending = exitCode === null ? "did not end" : `exit code ${exitCode}`;
  const counts = `${passed} passed, ${failed} failed`;
  const said = basis === "exit-code" ? ending : exitCode === null ? `${counts}, ${ending}` : counts;
  return `${said} in ${seconds(time)}`;
}

/** `0.4 s before, 2.1 s after`. */
export function runTimes({ v1, v2 }: { readonly v1: number | null; readonly v2: number | null }): string {
  const parts = [v1 === null ? "" : `${seconds(v1)} before`, v2 === null ? "" : `${seconds(v2)} after`];
  return parts.filter((part) => part !== "").join(", ");
}

/** `shop-tasks in shop/tasks.py`. */
export function environmentPlace({ environment, file }: DeployProblem): string {
  return file === null ? environment : `${environment} in ${file}`;
}
