import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { moveText, needsParentheses, onOneLine } from "../../src/python/moved-text.ts";

const FROM = { indent: "        ", column: 14 };
const TO = { indent: "    ", column: 8 };

describe("a text that moves", () => {
  test.each([
    [
      "keeps the distance of its lines to the indentation",
      "fit(\n            rows=1,\n        )",
      "fit(\n        rows=1,\n    )",
    ],
    ["stays aligned with its bracket", "fit(rows=1,\n                  label=2)", "fit(rows=1,\n            label=2)"],
    ["keeps its strings", 'say(\n            """a\n  b""",\n        )', 'say(\n        """a\n  b""",\n    )'],
    ["is not confused by quotes in comments", "fit(  # don't\n            1,\n        )", "fit(  # don't\n        1,\n    )"],
    ["is not confused by brackets in strings", 'fit(")",\n                  1)', 'fit(")",\n            1)'],
    ["keeps its empty lines", "fit(\n\n            1\n        )", "fit(\n\n        1\n    )"],
    ["keeps its line breaks", "fit(\r\n            1\r\n        )", "fit(\r\n        1\r\n    )"],
    ["leaves alone what stands further out", "fit(\n  1\n)", "fit(\n  1\n)"],
  ])("%s", (_, text, moved) => {
    expect(moveText(text, FROM, TO)).toBe(moved);
  });

  test("comes back as it was", () => {
    const line = constantFrom("rows=1,", "x=f(2),", '"""a\n b""",', "# it's", "[1, 2],", "");
    const indented = line.map((text) => (text === "" ? "" : FROM.indent + TO.indent + text));
    const call = array(indented).map((lines) => ["fit(", ...lines, `${FROM.indent})`].join("\n"));
    assert(
      property(call, (text) => {
        expect(moveText(moveText(text, FROM, TO), TO, FROM)).toBe(text);
      }),
    );
  });
});

describe("parentheses", () => {
  test.each([
    ["a\n+ b", true],
    ["fit(1)\n.result", true],
    ["fit(\n1\n)", false],
    ['"""a\nb"""', false],
    ["'\\'' + fit(\n1)", false],
  ])("%j needs them: %s", (text, needed) => {
    expect(needsParentheses(text)).toBe(needed);
  });
});

describe("lines that are joined", () => {
  test.each([
    ["fit(\n    rows=1, label=[\n        2\n    ]\n)", "fit(rows=1, label=[2])"],
    ["fit(rows=1,\r\n    label=2)", "fit(rows=1, label=2)"],
    ["fit(\n    rows\n    .first(),\n    .5)", "fit(rows.first(), .5)"],
    ["fit(\n    1,\n)", undefined],
    ["fit(\n    1  # one\n)", undefined],
    ["fit(\n    1 + \\\n    2\n)", undefined],
    ['fit(\n    """a\n    b"""\n)', undefined],
    ["1\n+ 1", undefined],
  ])("%j", (text, joined) => {
    expect(onOneLine(text)).toBe(joined);
  });
});
