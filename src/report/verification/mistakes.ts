/** Differences that no finding announced, as lines that a user can send to us. */
import type { FactComparison } from "../../verify/compare/compare-facts.ts";
import type { Verification, VerifiedTask } from "../../verify/verification.ts";
import { sdkVersion, valuesInWords } from "./words.ts";

/** Why differences are worth a report. */
export function mistakeSentence({ compared }: Verification): string {
  const since = compared.kind === "plan" ? "" : ", unless somebody changed it since";
  return `A difference that no finding announced is a mistake of flyteshift${since}.`;
}

/** Tasks with differences that no finding announced. */
export function mistakes({ tasks }: Verification): readonly VerifiedTask[] {
  return tasks.filter(({ outcome }) => outcome === "different");
}

/** Values of dictionaries: variables and labels may hold what is nobody's business. */
const DICTIONARY_VALUE = /(["']\s*:\s*)[rbfuRBFU]{0,2}("""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g;

/** The lines to send with a report of a mistake: versions, values and decorators; texts in dictionaries are left out. */
export function mistakeLines(verification: Verification): readonly string[] {
  const { flyteshift, interpreters } = verification;
  const versions = `flyteshift ${flyteshift}, ${sdkVersion(interpreters.v1)}, ${sdkVersion(interpreters.v2)}`;
  return [versions, ...mistakes(verification).flatMap(linesOfTask)];
}

function linesOfTask(task: VerifiedTask): readonly string[] {
  const facts = task.facts.filter(({ outcome }) => outcome === "different");
  return [
    `${task.name}:`,
    ...facts.map((fact) => {
      const { v1, v2 } = valuesInWords(fact);
      const rules = fact.unannounced.map(({ id, announcedBy }) => ` (rule ${id}, without ${announcedBy.join(" or ")})`).join("");
      return `  ${fact.fact}: ${isFreeText(fact) ? "(values left out)" : `${v1} became ${v2}`}${rules}`;
    }),
    ...[task.decorators.v1, task.decorators.v2].flatMap((text) => (text === null ? [] : quotedSource(text))),
  ];
}

/** Facts whose values are the user's own words. */
function isFreeText({ fact }: FactComparison): boolean {
  return fact === "environment" || fact === "podSpec" || fact === "labels" || fact === "annotations" || fact === "defaults";
}

function quotedSource(text: string): readonly string[] {
  return text
    .replace(DICTIONARY_VALUE, '$1"…"')
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`);
}
