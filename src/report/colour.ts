/** When terminal text has colour, and the colours themselves. */
import picocolors from "picocolors";

/** Functions that wrap text in a colour, or leave it as it is when colour is off. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** What decides about colour, strongest first. */
export interface ColourChoice {
  /** `--color` or `--no-color`; undefined when neither was given. */
  readonly flag: boolean | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True when the stream is a terminal. */
  readonly isTerminal: boolean;
}

/**
 * The flag wins, then `NO_COLOR` (https://no-color.org: set and not empty), then `FORCE_COLOR` (`0` and `false` mean off), then the stream.
 * `CI` alone turns nothing on: its logs are read as files as often as in a browser.
 */
export function wantsColour({ flag, environment, isTerminal }: ColourChoice): boolean {
  if (flag !== undefined) return flag;
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}

/** The colours, or their colourless twins. */
export function coloursFor(on: boolean): Colours {
  return picocolors.createColors(on);
}
