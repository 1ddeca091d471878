/** `docs/verify.md` says what the tables say. `npx vitest run test/verify/compare/page.test.ts -u` writes it anew. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withTables } from "../../support/verify-page.ts";

const PAGE = fileURLToPath(new URL("../../../docs/verify.md", import.meta.url));

test("the page has the tables of the code", async () => {
  await expect(withTables(readFileSync(PAGE, "utf8"))).toMatchFileSnapshot(PAGE);
});

test("a page without a place for a table is refused", () => {
  expect(() => withTables("# Verify\n")).toThrow("no place for facts");
});
