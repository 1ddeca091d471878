import { assert, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalQuantity, readableQuantity } from "../../src/flyte2/quantity.ts";

describe("canonicalQuantity", () => {
  test.each([
    ["1024Mi", "1Gi"],
    ["1000m", "1"],
    ["0.5", "500m"],
    ["1e3", "1k"],
    ["1.5Gi", "1536Mi"],
    ["2.0", "2"],
    [".5", "0.5"],
    ["1000000n", "1m"],
  ])("%s equals %s", (one, other) => expect(canonicalQuantity(one)).toBe(canonicalQuantity(other)));

  test.each([
    ["1Gi", "1G"],
    ["1m", "1M"],
    ["1", "2"],
    ["1Mi", "1Ki"],
    ["10", "1"],
  ])("%s differs from %s", (one, other) => expect(canonicalQuantity(one)).not.toBe(canonicalQuantity(other)));

  test("what is no quantity stays as it is", () => {
    for (const text of ["two", "", "1 Gi", "1Gib", "auto"]) expect(canonicalQuantity(text)).toBe(text);
  });

  test("whole numbers of a binary unit equal 1024 of the unit below", () => {
    assert(
      property(nat(), (n) => {
        expect(canonicalQuantity(`${n}Gi`)).toBe(canonicalQuantity(`${n * 1024}Mi`));
      }),
    );
  });
});

describe("readableQuantity", () => {
  test.each([
    ["4294967296", "4Gi"],
    ["1610612736", "1536Mi"],
    ["1000000000", "1G"],
    ["1024000", "1000Ki"],
    ["1500", "1500"],
    ["2", "2"],
    ["0", "0"],
    ["0.5", "0.5"],
    ["auto", "auto"],
  ])("%s is %s", (canonical, readable) => expect(readableQuantity(canonical)).toBe(readable));

  test("is the same quantity", () => {
    assert(property(nat(), (units) => canonicalQuantity(readableQuantity(String(units))) === String(units)));
  });
});
