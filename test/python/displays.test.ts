import { describe, expect, test } from "vitest";
import { readDisplay, writeSource } from "../../src/python/displays.ts";
import { type Expression, flat, layOut, source } from "../../src/python/expression.ts";
import { keepComments, withoutComments } from "../../src/python/kept-comments.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

const parse = await loadPythonParser();

/** The value of `x = …`. */
function valueOf(text: string): SyntaxNode {
  const assignment = [...parse(`x = ${text}\n`).root.walk()].find((node) => node.kind === "assignment");
  const value = assignment?.field("right");
  if (!value) throw new Error(`no value in ${text}`);
  return value;
}

function laidOut(expression: Expression | undefined): string | undefined {
  return (
    expression &&
    layOut(expression, { naming: (path) => path, indent: "", column: 0, behind: 0, width: 80, newline: "\n", step: "    " })
  );
}

describe("reading a display", () => {
  test("keeps elements, pairs and splats as they are written", () => {
    const texts = ["['a', *REST]", "(1,)", "{'a': 1, **REST}", "[]", "{'a': ['b', (1, 2)]}"];
    expect(texts.map((text) => laidOut(readDisplay(valueOf(text))))).toEqual(texts);
  });

  test("is for displays only", () => {
    expect(readDisplay(valueOf("tuple(['a'])"))).toBeUndefined();
    expect(readDisplay(valueOf("{'a'}"))).toBeUndefined();
    expect(flat(writeSource(valueOf("f(1)")))).toBe("f(1)");
  });

  test("keeps comments, and hands those of an element that goes to the next one", () => {
    const list = valueOf("[\n    'a',  # first\n    # above\n    'b',  # second\n    'c',\n    # end\n]");
    const without = (gone: string) => readDisplay(list, (element) => (element.text === gone ? undefined : source(element.text)));
    expect(laidOut(without("'b'"))).toBe("[\n    'a',  # first\n    # above\n    # second\n    # end\n    'c',\n]");
    expect(laidOut(without("'c'"))).toBe("[\n    'a',  # first\n    # above\n    # end\n    'b',  # second\n]");
  });

  test("refuses where a comment would be lost", () => {
    expect(readDisplay(valueOf("{\n    'a':  # why\n    1,\n}"))).toBeUndefined();
    expect(readDisplay(valueOf("[\n    # nothing yet\n]"))).toBeUndefined();
  });
});

describe("keeping comments", () => {
  const original = valueOf("Image(\n    name='a',  # name\n    tag='b',  # tag\n)");
  const named: Expression = {
    kind: "call",
    callee: "Image",
    arguments: [{ prefix: "name=", value: source("'a'"), comments: { above: [], behind: "# name" } }],
  };

  test("puts what would be lost above the first item", () => {
    expect(laidOut(keepComments(named, original))).toBe("Image(\n    # tag\n    name='a',  # name\n)");
  });

  test("finds the first item of a chain behind a start without any", () => {
    const chain: Expression = { kind: "chain", start: source("BASE"), links: [{ method: "clone", arguments: named.arguments }] };
    expect(laidOut(keepComments(chain, original))).toBe("BASE.clone(\n    # tag\n    name='a',  # name\n)");
  });

  test("changes nothing where all are there", () => {
    const copied: Expression = {
      kind: "call",
      callee: "Pod",
      arguments: [{ prefix: "spec=", value: source("Spec(\n    1,  # one\n)") }],
    };
    expect(keepComments(copied, valueOf("Pod(spec=Spec(\n    1,  # one\n))"))).toBe(copied);
    expect(keepComments(named, valueOf("Image(\n    name='a',  # name\n)"))).toBe(named);
  });

  test("leaves them out where the original stays", () => {
    expect(laidOut(withoutComments(named))).toBe("Image(name='a')");
  });
});
