import { symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { gitState } from "../../src/project/git.ts";
import { addFiles, runGit, temporaryFolder, temporaryRepository } from "./temporary-folder.ts";

test("a committed tree is clean, whatever untracked files lie beside the plan's", async () => {
  const root = temporaryRepository({ "a.py": "" });
  addFiles(root, { "notes.txt": "", "b.py": "" });
  expect(await gitState(root, ["a.py"])).toEqual({ insideGit: true, topLevel: root, dirty: [] });
});

test("dirty are changed files anywhere, and files of the plan that git does not hold", async () => {
  const root = temporaryRepository({ ".gitignore": "ignored.py\n", "a.py": "", "gone.txt": "", "sub/with space\n.txt": "" });
  addFiles(root, { "sub/with space\n.txt": "x", "staged.py": "", "ünï.py": "", "ignored.py": "" });
  unlinkSync(join(root, "gone.txt"));
  runGit(root, "add", "staged.py");
  const state = await gitState(root, ["a.py", "staged.py", "ünï.py", "ignored.py"]);
  expect(state).toMatchObject({
    dirty: [
      { path: "gone.txt", state: "modified" },
      { path: "ignored.py", state: "untracked" },
      { path: "staged.py", state: "modified" },
      { path: "sub/with space\n.txt", state: "modified" },
      { path: "ünï.py", state: "untracked" },
    ],
  });
});

test("a renamed file is named by both its paths", async () => {
  const root = temporaryRepository({ "a.py": "x = 1\n" });
  runGit(root, "mv", "a.py", "b.py");
  expect(await gitState(root, [])).toMatchObject({ dirty: [{ path: "a.py" }, { path: "b.py" }] });
});

test("a link out of the repository leads to a file that git cannot bring back", async () => {
  const elsewhere = temporaryFolder({ "shared.py": "" });
  const root = temporaryFolder({ "real.py": "" });
  symlinkSync(join(elsewhere, "shared.py"), join(root, "out.py"));
  symlinkSync("real.py", join(root, "in.py"));
  runGit(root, "init", "--quiet");
  runGit(root, "add", "--all");
  runGit(root, "commit", "--quiet", "--message", "state");
  expect(await gitState(root, ["in.py", "out.py"])).toMatchObject({
    dirty: [{ path: join(elsewhere, "shared.py"), state: "outside the repository" }],
  });
});

test("says why there is no git", async () => {
  expect(await gitState(temporaryFolder(), [])).toMatchObject({
    insideGit: false,
    why: expect.stringContaining("not a git repository"),
  });
});

test("without git on the machine there is no git state, and no failure", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = temporaryFolder();
  try {
    expect(await gitState(temporaryFolder(), [])).toEqual({ insideGit: false, why: "git is not installed" });
  } finally {
    process.env["PATH"] = path;
  }
});
