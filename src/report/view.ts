import { type Colours, coloursFor } from "./colour.ts";

/** For whom a text is printed: everything that a report must know about the terminal, and nothing of the process. */
export interface View {
  readonly colours: Colours;
  /** Columns at which prose breaks; `Infinity` for a pipe, where tools want one sentence on one line. */
  readonly width: number;
  /** True for a terminal: control characters of the code are then shown, not obeyed. */
  readonly isTerminal: boolean;
  /** How a path of the plan is shown, for example relative to the current folder. */
  readonly showPath: (path: string) => string;
}

/** A pipe: no colour, no line breaks in prose, paths as the plan has them. */
export const PLAIN_VIEW: View = {
  colours: coloursFor(false),
  width: Number.POSITIVE_INFINITY,
  isTerminal: false,
  showPath: (path) => path,
};
