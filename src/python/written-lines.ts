/** Statements that we write, laid out for the lines on which they will stand. */
import { type Expression, layOut, type Naming } from "./expression.ts";

/** How the lines of a file are written. */
export interface LineStyle {
  /** Blanks or tabs before the statement. */
  readonly indent: string;
  readonly newline: string;
  /** One level of indentation in this file. */
  readonly step: string;
  readonly width: number;
  /** How names are spelled; as they are when left out. */
  readonly naming?: Naming;
}

/** A statement's text without its indentation: `before`, the expression, `behind`. */
export function writtenLine(before: string, expression: Expression, behind: string, style: LineStyle): string {
  const { indent, naming = (path) => path } = style;
  const place = { ...style, naming, column: indent.length + before.length, behind: behind.length };
  return before + layOut(expression, place) + behind;
}
