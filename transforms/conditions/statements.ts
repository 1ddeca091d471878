/** Choices as `if`, `elif` and `else`. */
import { moveText, needsParentheses } from "../../src/python/moved-text.ts";
import type { Choice, ChoiceArm, ChoiceOutcome, NamedChoice, ValueOutcome } from "./choices.ts";
import { flatTest, operandTexts, type Test } from "./boolean-expressions.ts";

/** How a module is laid out. */
export interface Layout {
  readonly step: string;
  readonly newline: string;
  /** Columns, in UTF-16 units. */
  readonly width: number;
}

/** What becomes of the value of a choice: `x = {value}`, `return {value}.o0`, or nothing at all. */
export interface Target {
  readonly before: string;
  readonly behind: string;
  /** What stands before the value in all arms but the first: an annotation stands only once. */
  readonly beforeOthers: string;
  readonly isDropped: boolean;
}

/** The lines of a choice, each with its indentation. */
export function choiceLines(choice: Choice, target: Target, indent: string, layout: Layout): string[] {
  const others = { ...target, before: target.beforeOthers };
  return [
    ...choice.above.map((comment) => indent + comment),
    ...choice.arms.flatMap((arm, index) => {
      const keyword = arm.test === null ? "else" : index === 0 ? "if" : "elif";
      return armLines(keyword, arm, index === 0 ? target : others, indent, layout);
    }),
    ...choice.below.map((comment) => indent + layout.step + comment),
  ];
}

/** Choices that are made before something that uses their values by name. */
export function namedChoiceLines(choices: readonly NamedChoice[], indent: string, layout: Layout): string[] {
  return choices.flatMap(({ name, choice }) => {
    const before = `${name} = `;
    return choiceLines(choice, { before, beforeOthers: before, behind: "", isDropped: false }, indent, layout);
  });
}

function armLines(keyword: string, arm: ChoiceArm, target: Target, indent: string, layout: Layout): string[] {
  const inner = indent + layout.step;
  return [
    ...headLines(keyword, arm, indent, layout),
    ...arm.above.map((comment) => inner + comment),
    ...outcomeLines(arm.outcome, arm.behindOutcome, target, inner, layout),
  ];
}

function headLines(keyword: string, { test, behindTest }: ChoiceArm, indent: string, layout: Layout): string[] {
  const comment = behindTest === null ? "" : `  ${behindTest}`;
  const head = `${indent}${keyword}${test ? ` ${flatTest(test)}` : ""}:`;
  const isShort = head.length + comment.length <= layout.width;
  if (!test || test.kind === "plain" || isShort) return [head + comment];
  return [`${indent}${keyword} (${comment}`, ...operandLines(test, indent + layout.step), `${indent}):`];
}

/** One operand a line, as formatters do it. */
function operandLines(test: Test, indent: string): string[] {
  return operandTexts(test).map((operand, index) => indent + (index === 0 ? "" : `${test.kind} `) + operand);
}

function outcomeLines(outcome: ChoiceOutcome, comment: string | null, target: Target, indent: string, layout: Layout): string[] {
  const behind = comment === null ? "" : `  ${comment}`;
  switch (outcome.kind) {
    case "failure":
      return [`${indent}raise ValueError(${outcome.message})${behind}`];
    case "choice":
      return [...(comment === null ? [] : [indent + comment]), ...choiceLines(outcome.choice, target, indent, layout)];
    case "value":
      return [...namedChoiceLines(outcome.before, indent, layout), valueLine(outcome, target, indent) + behind];
  }
}

function valueLine(value: ValueOutcome, target: Target, indent: string): string {
  if (target.isDropped && value.isIdle) return `${indent}pass`;
  const start = indent + target.before;
  const column = start.length - Math.max(start.lastIndexOf("\n"), start.lastIndexOf("\r")) - 1;
  const text = moveText(value.text, value.from, { indent, column });
  const isBracketed = needsParentheses(text) || (target.behind !== "" && !value.isPrimary);
  return start + (isBracketed ? `(${text})` : text) + target.behind;
}
