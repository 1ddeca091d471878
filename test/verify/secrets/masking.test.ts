/** Values of secrets do not get through. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maskOf } from "../../../src/verify/secrets/masking.ts";

test("the value of a secret, however short, and a longer one before its part", () => {
  expect(maskOf(["ab", "abc"], [])("ab abc x")).toBe("*** *** x");
});

test("a value as JSON writes it", () => {
  expect(maskOf(['a"b\nc'], [])(JSON.stringify({ token: 'a"b\nc' }))).toBe('{"token":"***"}');
});

test("a suspect only when it is long enough to be one", () => {
  expect(maskOf([], ["1", "true", ""])("1 is true")).toBe("1 is ***");
});

test("no value is left in any text", () => {
  const secret = fc.string({ minLength: 1 }).filter((value) => !"***".includes(value));
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
      expect(maskOf([value], [])(before + value + after)).not.toContain(value);
    }),
  );
});
