/** What the temporary copies of a very large repository hold. */
import { expect, test } from "vitest";
import { filesToCopy } from "../../../src/verify/trees/files-to-copy.ts";

const PROJECT = { root: "/r", targets: [{ absolutePath: "/r/app", isFolder: true }] };
const FILES = ["app/a.py", "app/data.csv", "docs/a.md", "lib/b.py"];

test("all files, while they are few", () => {
  expect(filesToCopy(FILES, PROJECT, 4)).toEqual({ kept: FILES, leftOut: null });
});

test("else code, and what was named", () => {
  expect(filesToCopy(FILES, PROJECT, 3)).toEqual({
    kept: ["app/a.py", "app/data.csv", "lib/b.py"],
    leftOut: {
      path: "data elsewhere",
      why: "there are 4 files; Python files are copied, and what lies below the paths that were named",
    },
  });
});

test("too many of those, too", () => {
  expect(() => filesToCopy(FILES, PROJECT, 2)).toThrow("/r holds more than 2 files to copy, which takes too long.");
});
