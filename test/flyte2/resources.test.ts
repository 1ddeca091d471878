import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSameQuantity } from "../../src/flyte2/resources.ts";

describe("quantities ask for the same", () => {
  test.each([
    ["1Gi", "1024Mi"],
    ["1000m", "1"],
    ["500m", 0.5],
    ["1", 1],
    ["2G", "2000M"],
    ["1e3", "1k"],
    ["0.5Gi", "512Mi"],
    ["two", "two"],
  ])("%s and %s", (a, b) => expect(isSameQuantity(a, b)).toBe(true));
});

describe("quantities ask for something else", () => {
  test.each([
    ["1Gi", "1G"],
    ["1", "1m"],
    ["1M", "1m"],
    ["1Gi", "1025Mi"],
    ["two", "2"],
    ["1", "-1"],
  ])("%s and %s", (a, b) => expect(isSameQuantity(a, b)).toBe(false));
});

test("a binary unit is 1024 of the one below it, and nothing else is", () => {
  const units = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: -3, max: 3 }),
      (unit, size, off) => {
        const same = isSameQuantity(`${size}${units[unit]}`, `${size * 1024 + off}${units[unit - 1]}`);
        expect(same).toBe(off === 0);
      },
    ),
  );
});
