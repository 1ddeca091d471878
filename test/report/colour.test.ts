import { expect, it } from "vitest";
import { wantsColour } from "../../src/report/colour.ts";

it.each([
  { flag: undefined, environment: {}, isTerminal: true, colour: true },
  { flag: undefined, environment: {}, isTerminal: false, colour: false },
  { flag: undefined, environment: { CI: "true" }, isTerminal: false, colour: false },
  { flag: undefined, environment: { TERM: "dumb" }, isTerminal: true, colour: false },
  { flag: undefined, environment: { NO_COLOR: "1" }, isTerminal: true, colour: false },
  { flag: undefined, environment: { NO_COLOR: "" }, isTerminal: true, colour: true },
  { flag: undefined, environment: { FORCE_COLOR: "1" }, isTerminal: false, colour: true },
  { flag: undefined, environment: { FORCE_COLOR: "0" }, isTerminal: true, colour: false },
  { flag: undefined, environment: { NO_COLOR: "1", FORCE_COLOR: "1" }, isTerminal: true, colour: false },
  { flag: true, environment: { NO_COLOR: "1" }, isTerminal: false, colour: true },
  { flag: false, environment: { FORCE_COLOR: "1" }, isTerminal: true, colour: false },
])("colour is $colour for $flag, $environment, terminal $isTerminal", ({ colour, ...choice }) => {
  expect(wantsColour(choice)).toBe(colour);
});
