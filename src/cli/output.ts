/** The process's streams as the reports see them. */
import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { coloursFor, wantsColour } from "../report/colour.ts";
import type { View } from "../report/view.ts";

/** Wider prose is hard to read, however wide the terminal. */
const WIDEST = 100;
const NARROWEST = 40;

/**
 * How standard output shows things.
 *
 * @param colour `--color` or `--no-color`; undefined when neither was given
 * @param root absolute path that the plan's paths are relative to; they are shown relative to the current folder
 */
export function outputView(colour: boolean | undefined, root: string = process.cwd()): View {
  const isTerminal = process.stdout.isTTY === true;
  const here = realpathSync(process.cwd());
  return {
    colours: coloursFor(wantsColour({ flag: colour, environment: process.env, isTerminal })),
    width: isTerminal ? Math.max(NARROWEST, Math.min(WIDEST, process.stdout.columns || WIDEST)) : Number.POSITIVE_INFINITY,
    isTerminal,
    showPath: (path) => relative(here, join(root, path)).replaceAll(sep, "/") || path,
  };
}

/** Prints a finished text. */
export function print(text: string): void {
  process.stdout.write(text);
}
