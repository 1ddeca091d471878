import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { LEAVES, WITHOUT_FIELDS } from "../../src/python/grammar.ts";

interface NodeType {
  readonly type: string;
  readonly named: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly children?: unknown;
  readonly subtypes?: unknown;
}

const path = createRequire(import.meta.url).resolve("tree-sitter-python/src/node-types.json");
const types = (JSON.parse(readFileSync(path, "utf8")) as NodeType[]).filter(({ named, subtypes }) => named && !subtypes);
const hasFields = ({ fields }: NodeType) => Object.keys(fields ?? {}).length > 0;
const names = (some: readonly NodeType[]) => some.map(({ type }) => type).sort();

test("leaves are the types without children, and the text of strings", () => {
  const childless = types.filter((type) => !type.children && !hasFields(type));
  expect([...LEAVES].sort()).toEqual([...names(childless), "string_content"].sort());
});

test("the types without fields are those of the grammar that have children", () => {
  const fieldless = types.filter((type) => type.children && !hasFields(type) && !LEAVES.has(type.type));
  expect([...WITHOUT_FIELDS].sort()).toEqual(names(fieldless));
});
