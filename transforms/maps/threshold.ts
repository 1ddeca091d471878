/** A map that allows for some failures: Flyte 1 gave `None` for them, and failed when too few calls succeeded. */
import { type Place, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Threshold } from "../../src/flyte1/maps.ts";
import { layOutComprehension } from "./pieces.ts";

/** The variables of the new code. */
export interface ThresholdNames {
  readonly results: string;
  readonly failures: string;
  /** One of the results. */
  readonly result: string;
}

/** The statements behind the one that takes the results: what failed, and whether that is too much. */
export function layOutCheck(threshold: Threshold, names: ThresholdNames, place: Place): string {
  const { results, failures, result } = names;
  const { indent, newline, step } = place;
  const prefix = `${failures} = `;
  const loop = `for ${result} in`;
  const failed = source(`${results} if isinstance(${result}, Exception)`);
  const line = { ...place, column: indent.length + prefix.length, behind: 0 };
  return [
    prefix + layOutComprehension(source(result), loop, failed, line),
    `${indent}if ${condition(threshold, names)}:`,
    `${indent}${step}raise ${failures}[0]`,
  ].join(newline);
}

/** flytekit compares with `ceil(ratio * count)`, which is the same for whole numbers; a count may ask for more than there are. */
function condition(threshold: Threshold, { results, failures }: ThresholdNames): string {
  const succeeded = `len(${results}) - len(${failures})`;
  switch (threshold.kind) {
    case "all":
      return failures;
    case "ratio":
      return `${succeeded} < ${inParentheses(threshold.value)} * len(${results})`;
    case "count":
      return `${failures} and ${succeeded} < ${inParentheses(threshold.value)}`;
  }
}

function inParentheses(value: SyntaxNode): string {
  return /operator|conditional|lambda/.test(value.kind) ? `(${value.text})` : value.text;
}

/** The results with `None` for those that failed. */
export function layOutValue(threshold: Threshold, { results, result }: ThresholdNames, place: Place): string {
  if (threshold.kind === "all") return results;
  const element = source(`None if isinstance(${result}, Exception) else ${result}`);
  return layOutComprehension(element, `for ${result} in`, source(results), place);
}
