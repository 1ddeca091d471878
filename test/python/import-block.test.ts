import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/python/edits.ts";
import { placeImports } from "../../src/python/import-block.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import { nextLine } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

const parse = await loadPythonParser();

/** The text with the lines where they belong; modules of `shop` are the project's own. */
function added(text: string, lines: readonly string[], renamed: Readonly<Record<string, string>> = {}): string {
  const block = {
    root: parse(text).root,
    groupOf: (module: string) => (module.startsWith("shop") ? ("local" as const) : ("third-party" as const)),
    newline: "\n",
    endOf: (statement: SyntaxNode) => nextLine(text, statement.end),
    isRemoved: () => false,
    renamed: (statement: SyntaxNode) => renamed[statement.field("module_name")?.text ?? ""],
  };
  const edits = placeImports(block, lines).map(({ offset, text: line }) => ({ start: offset, end: offset, text: line }));
  return applyEdits(text, edits);
}

describe("a new import", () => {
  test("is sorted without regard to upper and lower case", () => {
    expect(added("import PIL\nimport zlib_ng\n", ["import flyte"])).toBe("import flyte\nimport PIL\nimport zlib_ng\n");
  });

  test("is sorted by the value of numbers", () => {
    expect(added("import lib9\nimport lib11\n", ["import lib10"])).toBe("import lib9\nimport lib10\nimport lib11\n");
  });

  test("of the project stands before relative ones, apart from them", () => {
    expect(added("import flyte\n\nfrom .a import b\n", ["from shop.z import env"])).toBe(
      "import flyte\n\nfrom shop.z import env\n\nfrom .a import b\n",
    );
  });

  test("is sorted by what relative ones will be", () => {
    const text = "import flyte\n\nfrom .a import b\nfrom .z import c\n";
    expect(added(text, ["from shop.m import env"], { ".a": "shop.a", ".z": "shop.z" })).toBe(
      "import flyte\n\nfrom .a import b\nfrom shop.m import env\nfrom .z import c\n",
    );
  });
});
