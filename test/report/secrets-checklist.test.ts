import { expect, test } from "vitest";
import { secretsToCreate } from "../../src/report/secrets-checklist.ts";

const password = (group: string | null) => ({ key: "password", group, variable: `${group ?? "THE"}_PASSWORD`, declarations: [] });

test("a key that two groups share is a problem, and the setting that solves it is named", () => {
  const [entry, ...others] = secretsToCreate([password("db"), password("api")]);
  expect(others).toEqual([]);
  expect(entry?.problem).toContain("`--secret-names folded`");
});

test("a key that one group uses twice is none", () => {
  expect(secretsToCreate([password("db"), password("db")]).map(({ problem }) => problem)).toEqual([null]);
});
