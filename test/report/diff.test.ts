import { describe, expect, it } from "vitest";
import { coloursFor } from "../../src/report/colour.ts";
import { formatFileDiff, patchOf } from "../../src/report/diff.ts";
import { PLAIN_VIEW, type View } from "../../src/report/view.ts";
import { file } from "./sample-plan.ts";

const TERMINAL: View = { ...PLAIN_VIEW, width: 80, isTerminal: true };
const COLOURED: View = { ...TERMINAL, colours: coloursFor(true) };
const change = (original: string, migrated: string) => file({ path: "shop/tasks.py", original, migrated });

describe("a file's diff", () => {
  it("is empty for a file that does not change", () => {
    expect(formatFileDiff(change("a\n", "a\n"), PLAIN_VIEW)).toBe("");
  });

  it("has headers that git apply takes, and no others", () => {
    expect(patchOf(change("a\nb\nc\n", "a\nB\nc\n"))).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,3 +1,3 @@
       a
      -b
      +B
       c
      "
    `);
  });

  it("says where the last line is not ended", () => {
    expect(patchOf(change("a\nb", "a\nc\n"))).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,2 +1,2 @@
       a
      -b
      \\ No newline at end of file
      +c
      "
    `);
  });

  it("keeps CR, BOM and every other character in a patch", () => {
    const patch = patchOf(change("\uFEFFa\r\nb\u001b\r\n", "\uFEFFA\r\nb\u001b\r\n"));
    expect(patch.split("\n").slice(3)).toEqual(["-\uFEFFa\r", "+\uFEFFA\r", " b\u001b\r", ""]);
  });

  it("quotes names as git does", () => {
    expect(patchOf(file({ path: 'naïve "x".py', original: "a\n", migrated: "b\n" })).split("\n")[0]).toBe(
      String.raw`--- "a/na\303\257ve \"x\".py"`,
    );
  });

  it("leaves CR out where all lines of a file end in CR LF", () => {
    expect(formatFileDiff(change("a\r\nb\r\n", "a\r\nB\r\n"), TERMINAL)).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,2 +1,2 @@
       a
      -b
      +B
      "
    `);
  });

  it("shows CR where line ends are mixed", () => {
    expect(formatFileDiff(change("a\r\nb\n", "a\r\nB\n"), TERMINAL)).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,2 +1,2 @@
       a␍
      -b
      +B
      "
    `);
  });

  it("shows control characters instead of letting the terminal obey them", () => {
    expect(formatFileDiff(change("a\n", "\u001b[2Jb\n"), TERMINAL)).toMatchInlineSnapshot(`
      "--- a/shop/tasks.py
      +++ b/shop/tasks.py
      @@ -1,1 +1,1 @@
      -a
      +␛[2Jb
      "
    `);
  });

  it("colours by the kind of line, a removed `-- x` too", () => {
    const lines = formatFileDiff(change("-- x\nb\n", "++ y\nb"), COLOURED).split("\n");
    expect(lines.map((line) => line.replaceAll("\u001b", "^"))).toMatchInlineSnapshot(`
      [
        "^[1m--- a/shop/tasks.py^[22m",
        "^[1m+++ b/shop/tasks.py^[22m",
        "^[36m@@ -1,2 +1,2 @@^[39m",
        "^[31m--- x^[39m",
        "^[31m-b^[39m",
        "^[32m+++ y^[39m",
        "^[32m+b^[39m",
        "^[2m\\ No newline at end of file^[22m",
        "",
      ]
    `);
  });
});
