import { expect, test } from "vitest";
import { applyEdits, type Edit } from "../../src/python/edits.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import { untouchedBlocks } from "../../src/python/untouched-blocks.ts";

const parse = await loadPythonParser();

const TEXT = `import os


@task
def first(x: int) -> int:
    # why
    if x:
        return 1
    return 2


class Second:
    def third(self): return os
`;

function shortened(edits: readonly Edit[]): string {
  return applyEdits(TEXT, [...edits, ...untouchedBlocks(parse(TEXT).root, edits)]);
}

function replacing(old: string, text: string): Edit {
  const start = TEXT.indexOf(old);
  return { start, end: start + old.length, text };
}

test("bodies without an edit become pass", () => {
  const text = shortened([replacing("@task", "@env.task")]);
  expect(text).toContain("@env.task\ndef first(x: int) -> int:\n    # why\n    pass\n\n\nclass Second:\n    pass\n");
});

test("a body with an edit stays, and an edit at its very end counts", () => {
  expect(shortened([replacing("return 1", "return 3")])).toContain("        return 3\n    return 2\n");
  const end = TEXT.indexOf("return 2") + "return 2".length;
  expect(shortened([{ start: end, end, text: " +" }])).toContain("    return 2 +\n");
});

test.each([
  ["@task", "@task("],
  ["def first(x: int) -> int:", "def first(x: int -> int:"],
  ["return 1", "return 1)"],
  ["import os", "import"],
  ["return os", "return os os"],
])("an edit that breaks the text is seen without the other bodies: %s", (old, text) => {
  const edits = [replacing(old, text)];
  expect(parse(applyEdits(TEXT, edits)).firstError).not.toBeNull();
  expect(parse(shortened(edits)).firstError).not.toBeNull();
});
