import { describe, expect, test } from "vitest";
import { awaitInPlace, isInCoroutine } from "../../src/python/await-forms.ts";
import { applyEdits } from "../../src/python/edits.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

const parse = await loadPythonParser();

/** The call of `t` in a text. */
function callIn(text: string): SyntaxNode {
  const call = parse(text)
    .root.nodesOf("call")
    .find((node) => node.field("function")?.text === "t");
  if (!call) throw new Error(`no call of t in ${text}`);
  return call;
}

describe("await where an expression stands", () => {
  test.each([
    ["x = t(1)", "x = await t(1)"],
    ["x = t(1) + 2", "x = await t(1) + 2"],
    ["x = t(1).name", "x = (await t(1)).name"],
    ["x = t(1)[0]", "x = (await t(1))[0]"],
    ["x = [t(i) for i in y]", "x = [await t(i) for i in y]"],
    ["x = sum(t(i) for i in y)", "x = sum([await t(i) for i in y])"],
    ["x = sum((t(i).a for i in y), 1)", "x = sum([(await t(i)).a for i in y], 1)"],
  ])("%s", (text, expected) => {
    expect(applyEdits(text, awaitInPlace(callIn(text)))).toBe(expected);
  });
});

test("a generator becomes a list once", () => {
  const text = "x = sum(t(i) + t(i) for i in y)";
  const listed = new Set<SyntaxNode>();
  const calls = parse(text)
    .root.nodesOf("call")
    .filter((node) => node.field("function")?.text === "t");
  expect(
    applyEdits(
      text,
      calls.flatMap((call) => awaitInPlace(call, listed)),
    ),
  ).toBe("x = sum([await t(i) + await t(i) for i in y])");
});

describe("an async function around a call", () => {
  test.each([
    ["async def f():\n    t()", true],
    ["def f():\n    t()", false],
    ["async def f():\n    def g():\n        t()", false],
    ["async def f():\n    g = lambda: t()", false],
    ["t()", false],
  ])("%s", (text, expected) => {
    expect(isInCoroutine(callIn(text))).toBe(expected);
  });
});
