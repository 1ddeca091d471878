/** `--env-file`: what dotenv files hold, and that a wrong line is named without its value. */
import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../../src/verify/secrets/environment-file.ts";

const LINES: readonly (readonly [line: string, value: string])[] = [
  ["NAME=value", "value"],
  ["export NAME=value", "value"],
  ["  NAME = value  # why", "value"],
  ["NAME=a#b", "a#b"],
  ["NAME=", ""],
  ["NAME='a # b'", "a # b"],
  [String.raw`NAME='a\n'`, String.raw`a\n`],
  [String.raw`NAME="a\n\"b\""`, 'a\n"b"'],
  ['NAME="first\nsecond"', "first\nsecond"],
  ["NAME=$OTHER", "$OTHER"],
];

test.each(LINES)("%s", (line, value) => {
  expect(parseEnvironment(`# head\n\n${line}\nAFTER=1\n`, "variables")).toEqual({ NAME: value, AFTER: "1" });
});

describe("a line that is no assignment", () => {
  test.each(["top secret", "1NAME=top secret", "=top secret"])("%s", (line) => {
    expect(() => parseEnvironment(`A=1\n${line}\n`, "variables")).toThrow(/^variables:2 is no assignment; write NAME=value$/);
  });
});
