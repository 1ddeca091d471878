import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indentLines } from "../../src/python/indentation.ts";

describe("indented lines", () => {
  test.each([
    ["statements", "a = 1\nb = 2", "  a = 1\n  b = 2"],
    ["blank lines stay blank", "a = 1\n\n  \nb = 2\n", "  a = 1\n\n  \n  b = 2\n"],
    ["comments, with quotes in them", '# don\'t\na = 1  # """\nb = 2', '  # don\'t\n  a = 1  # """\n  b = 2'],
    ["brackets over lines", "f(\n    1,\n)", "  f(\n      1,\n  )"],
    ["a string over lines", 'a = """x\n  # no comment\n"""\nb', '  a = """x\n  # no comment\n"""\n  b'],
    ["quotes in a string over lines", "a = '''it's \"\"\"\n'''\nb", "  a = '''it's \"\"\"\n'''\n  b"],
    ["an escaped quote in a string over lines", 'a = """\\"""\n"""\nb', '  a = """\\"""\n"""\n  b'],
    ["a string with a number sign", 'a = "#"\nb', '  a = "#"\n  b'],
    ["a string that goes on behind a backslash", 'a = "x\\\ny"\nb', '  a = "x\\\ny"\n  b'],
    ["a line that goes on behind a backslash", "a = 1 + \\\n2", "  a = 1 + \\\n  2"],
    ["an empty string before another", 'a = """"x"""\nb', '  a = """"x"""\n  b'],
    ["Windows line breaks", "a\r\n\r\nb", "  a\r\n\r\n  b"],
  ])("%s", (_, text, expected) => {
    expect(indentLines(text, "  ")).toBe(expected);
  });

  test("only blanks are added, and only at the starts of lines", () => {
    const piece = fc.constantFrom("a", " ", "'", '"', '"""', "'''", "\\", "#", "(", "\n", "\r\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const lines = text.split("\n");
        const indented = indentLines(text, "  ").split("\n");
        expect(indented).toHaveLength(lines.length);
        for (const [index, line] of lines.entries()) expect([line, `  ${line}`]).toContain(indented[index]);
      }),
    );
  });
});
