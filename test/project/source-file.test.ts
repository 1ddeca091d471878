import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readAll, readSource } from "../../src/project/read-files.ts";
import { decode, encode, MAX_SOURCE_BYTES, type SkippedSource, type SourceFile } from "../../src/project/source-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function decoded(bytes: Buffer | string): SourceFile {
  const result = decode("a.py", "/root/a.py", Buffer.from(bytes));
  if (!result.ok) throw new Error(result.skipped.detail);
  return result.file;
}

function skipped(bytes: Buffer | string): SkippedSource {
  const result = decode("a.py", "/root/a.py", Buffer.from(bytes));
  if (result.ok) throw new Error("was read");
  return result.skipped;
}

describe("decode", () => {
  test("keeps a byte order mark in the text", () => {
    const file = decoded("\uFEFFx = 1\n");
    expect(file).toMatchObject({ bom: true, text: "\uFEFFx = 1\n", path: "a.py", absolutePath: "/root/a.py" });
    expect(decoded("x = 1\n").bom).toBe(false);
  });

  test.each([
    ["a\r\nb\r\nc\n", "\r\n"],
    ["a\nb\nc\r\n", "\n"],
    ["a\rb\r", "\r"],
    ["a\r\nb\n", "\n"],
    ["a", "\n"],
    ["", "\n"],
  ])("finds the line end that %j uses most", (text, newline) => {
    expect(decoded(text).newline).toBe(newline);
  });

  test.each([
    ["a\n", true],
    ["a\r\n", true],
    ["a\r", true],
    ["a\nb", false],
    ["", false],
  ])("says whether %j ends its last line", (text, finalNewline) => {
    expect(decoded(text).finalNewline).toBe(finalNewline);
  });

  test("every UTF-8 text comes back byte for byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom("\n", "\r\n", "\r"), fc.boolean(), (line, newline, bom) => {
        const bytes = Buffer.from(`${bom ? "\uFEFF" : ""}x = 1${newline}y = """${line}"""${newline}`);
        expect(encode(decoded(bytes).text).equals(bytes)).toBe(true);
      }),
    );
  });

  test("bytes either come back the same or are refused", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const bytes = Buffer.from(array);
        const result = decode("a.py", "/a.py", bytes);
        expect(result.ok ? encode(result.file.text).equals(bytes) : result.skipped.reason).toBe(result.ok ? true : "not-utf8");
      }),
    );
  });

  test("names the line with bytes that are not UTF-8", () => {
    expect(skipped(Buffer.from("a = 1\n# caf\xE9\n", "latin1"))).toEqual({
      path: "a.py",
      reason: "not-utf8",
      detail: "line 2 has bytes that are not UTF-8",
    });
    expect(skipped(Buffer.from("\xFF\xFEa\0", "latin1")).detail).toContain("line 1");
  });

  test.each([
    ["# -*- coding: latin-1 -*-\n", "line 1 declares the encoding latin-1"],
    ["#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n", "line 2 declares the encoding cp1252"],
    ["\n# coding=euc-jp\n", "line 2 declares the encoding euc-jp"],
    ["\r# coding=koi8-r", "line 2 declares the encoding koi8-r"],
    ["\uFEFF# coding: latin-1\n", "line 1 declares the encoding latin-1"],
  ])("refuses a declaration of another encoding: %j", (text, detail) => {
    const { reason, detail: found } = skipped(text);
    expect(reason).toBe("not-utf8");
    expect(found).toContain(detail);
  });

  test.each([
    "# -*- coding: utf-8 -*-\n",
    "# coding: UTF8\n",
    "# -*- coding: utf-8-unix -*-\n",
    "# coding: us-ascii\n",
    "\uFEFF# coding: utf-8-sig\n",
    "import os\n# coding: latin-1\n",
    "#\n#\n# coding: latin-1\n",
    'x = "coding: latin-1"\n',
  ])("reads what Python reads as UTF-8: %j", (text) => {
    expect(decoded(text).text).toBe(text);
  });

  test("refuses a file above the limit, not one at it", () => {
    expect(decoded(Buffer.alloc(MAX_SOURCE_BYTES, " ")).text).toHaveLength(MAX_SOURCE_BYTES);
    expect(skipped(Buffer.alloc(MAX_SOURCE_BYTES + 1, " "))).toEqual({
      path: "a.py",
      reason: "too-large",
      detail: "the file has 2.0 MB; at most 2 MB are read",
    });
  });
});

describe("reading", () => {
  test("gives every file in order, also past a batch, and says what cannot be read", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `m${index}.py`);
    const root = temporaryFolder(Object.fromEntries(names.map((name) => [name, `# ${name}\n`])));
    const seen: string[] = [];
    for await (const file of readAll(root, [...names, "gone.py"])) {
      seen.push(file.ok ? file.bytes.toString() : `${file.skipped.path} ${file.skipped.reason} ${file.skipped.detail}`);
    }
    expect(seen).toEqual([...names.map((name) => `# ${name}\n`), "gone.py unreadable the file cannot be read (ENOENT)"]);
  });

  test("reads one file as text", () => {
    const root = temporaryFolder({ "pkg/a.py": "x = 1\r\n", "pkg/b.py": Buffer.from([0xff]) });
    expect(readSource(root, "pkg/a.py")).toMatchObject({ ok: true, file: { path: "pkg/a.py", newline: "\r\n" } });
    expect(readSource(root, "pkg/b.py")).toMatchObject({ ok: false, skipped: { reason: "not-utf8" } });
    expect(readSource(root, "pkg/c.py")).toMatchObject({ ok: false, skipped: { reason: "unreadable" } });
  });
});
