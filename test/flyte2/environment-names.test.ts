import { describe, expect, test } from "vitest";
import { environmentName } from "../../src/flyte2/environment-names.ts";

const LONG = "features.customer_segments.monthly_refresh_of_the_segmentation_model";

describe("a name that is longer than the wire allows", () => {
  test("keeps what tells it apart", () => {
    expect(environmentName(...LONG.split("."), "fit")).toBe("features-customer_segments-monthly_refresh_of_the_segmentat-fit");
  });

  test("keeps its number, so that there is always a free one", () => {
    const numbered = [2, 3, 10].map((number) => environmentName(...LONG.split("."), "fit", String(number)));
    expect(new Set(numbered).size).toBe(3);
  });

  test("is legal wherever it is cut", () => {
    for (let length = 1; length < 80; length++) {
      const name = environmentName(`${"a".repeat(length)}_b-c`, "d".repeat(length), "fit");
      expect(name).toMatch(/^(?=.{1,63}$)[a-z0-9]+([_-][a-z0-9]+)*$/);
    }
  });
});
