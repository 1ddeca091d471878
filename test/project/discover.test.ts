import { rmSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { discover, type Discovery } from "../../src/project/discover.ts";
import { ExpectedError } from "../../src/project/expected-error.ts";
import { findProject } from "../../src/project/project-root.ts";
import { addFiles, commitAll, runGit, temporaryFolder, temporaryRepository } from "./temporary-folder.ts";

async function discovered(
  cwd: string,
  paths: readonly string[] = [],
  patterns: { include?: string[]; exclude?: string[] } = {},
): Promise<Discovery> {
  return discover(await findProject(paths, cwd), { include: [], exclude: [], ...patterns });
}

/** Both ways of listing must agree on these. */
const worlds = [
  ["in git", temporaryRepository],
  ["without git", temporaryFolder],
] as const;

describe.each(worlds)("discover %s", (_, make) => {
  test("lists Python files, sorted, and nothing else", async () => {
    const root = make({ "b.py": "", "a/c.py": "", "a/d.pyi": "", "a/e.txt": "", ".hidden/f.py": "", "notebook.ipynb": "" });
    expect(await discovered(root)).toEqual({
      root,
      files: [".hidden/f.py", "a/c.py", "b.py"],
      selected: [".hidden/f.py", "a/c.py", "b.py"],
    });
  });

  test("takes any name", async () => {
    const names = ["with space.py", "line\nbreak.py", 'quo"te.py', "ünïcödé.py", "-dash.py", "[x].py", "日本/語.py"].sort();
    const root = make(Object.fromEntries(names.map((name) => [name, ""])));
    expect((await discovered(root)).files).toEqual(names);
  });

  test("leaves out what .gitignore excludes, at every level", async () => {
    const root = make();
    addFiles(root, {
      ".gitignore": "generated.py\n",
      "a/.gitignore": "/local.py\nout/\n!generated.py\n",
      "a/local.py": "",
      "a/out/x.py": "",
      "a/generated.py": "",
      "b/local.py": "",
      "b/generated.py": "",
    });
    expect((await discovered(root)).files).toEqual(["a/generated.py", "b/local.py"]);
  });

  test("leaves out installed code and virtual environments of any name, even when committed", async () => {
    const root = make({
      "a.py": "",
      "my-env/pyvenv.cfg": "home = /usr/bin\n",
      "my-env/lib/x.py": "",
      "venv/x.py": "",
      "vendor/site-packages/x.py": "",
      "web/node_modules/gyp/x.py": "",
    });
    expect((await discovered(root)).files).toEqual(["a.py"]);
  });

  test("a root that is a virtual environment itself is still a project", async () => {
    const root = make({ "pyvenv.cfg": "", "a.py": "", "lib/python3.12/site-packages/x.py": "" });
    expect((await discovered(root)).files).toEqual(["a.py"]);
  });

  test("a linked file is listed once: under its own path when that is in the project, else under the first link", async () => {
    const elsewhere = temporaryFolder({ "shared.py": "" });
    const root = make({ "z/real.py": "" });
    symlinkSync("z/real.py", join(root, "a.py"));
    symlinkSync(join(elsewhere, "shared.py"), join(root, "b.py"));
    symlinkSync(join(elsewhere, "shared.py"), join(root, "c.py"));
    symlinkSync("nowhere.py", join(root, "d.py"));
    symlinkSync("z", join(root, "e"));
    symlinkSync("z", join(root, "f.py"));
    expect((await discovered(root)).files).toEqual(["b.py", "z/real.py"]);
  });

  test("a root behind a symbolic link is the real one", async () => {
    const root = make({ "a.py": "" });
    const link = join(temporaryFolder(), "link");
    symlinkSync(root, link);
    expect(await discovered(link, ["a.py"])).toEqual({ root, files: ["a.py"], selected: ["a.py"] });
  });

  test("include and exclude narrow what may change, not what is known", async () => {
    const root = make({ "a.py": "", "flows/b.py": "", "flows/old/.d/c.py": "" });
    const selected = async (patterns: { include?: string[]; exclude?: string[] }) => {
      const found = await discovered(root, [], patterns);
      expect(found.files).toHaveLength(3);
      return found.selected;
    };
    expect(await selected({ include: ["flows"] })).toEqual(["flows/b.py", "flows/old/.d/c.py"]);
    expect(await selected({ include: ["./flows/"], exclude: ["**/old/**"] })).toEqual(["flows/b.py"]);
    expect(await selected({ exclude: ["flows/*.py"] })).toEqual(["a.py", "flows/old/.d/c.py"]);
  });
});

describe("paths", () => {
  test("in git the whole repository is known and the paths are selected", async () => {
    const root = temporaryRepository({ "a.py": "", "flows/b.py": "", "flows-old/c.py": "", "flows/d/e.py": "" });
    expect(await discovered(join(root, "flows"), ["d", "../a.py"])).toEqual({
      root,
      files: ["a.py", "flows-old/c.py", "flows/b.py", "flows/d/e.py"],
      selected: ["a.py", "flows/d/e.py"],
    });
    expect((await discovered(root, ["flows"])).selected).toEqual(["flows/b.py", "flows/d/e.py"]);
  });

  test("without git only the paths are looked at, from the folder that they share", async () => {
    const root = temporaryFolder({ "x/a.py": "", "x/y/b.py": "", "x/y/.hidden.txt": "", "x/z/c.py": "", "x/z/d.py": "" });
    const found = await discovered(root, ["x/y", "x/z/c.py"]);
    expect(found).toEqual({ root: join(root, "x"), files: ["y/b.py", "z/c.py"], selected: ["y/b.py", "z/c.py"] });
    expect((await discovered(root, ["x/z/c.py"])).root).toBe(join(root, "x/z"));
  });

  test("what git ignores is looked at as if there were no git", async () => {
    const root = temporaryRepository({ ".gitignore": "scratch/\n", "a.py": "" });
    addFiles(root, { "scratch/b.py": "" });
    const project = await findProject(["scratch"], root);
    expect(project).toMatchObject({ insideGit: false, root: join(root, "scratch") });
    expect((await discovered(root, ["scratch"])).selected).toEqual(["b.py"]);
    expect((await discovered(root)).files).toEqual(["a.py"]);
  });

  test.each([
    ["gone", /^gone does not exist \(looked for .*gone\)\. Name/],
    ["notes.md", /^notes\.md is not a Python file\. Name/],
  ])("%s is an error", async (path, message) => {
    const root = temporaryFolder({ "notes.md": "" });
    const run = findProject([path], root);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(ExpectedError);
  });

  test("paths of two repositories are an error that names both", async () => {
    const [one, two] = [temporaryRepository({ "a.py": "" }), temporaryFolder({ "b.py": "" })];
    await expect(findProject([one, two], "/")).rejects.toThrow(`${one} (${one}) and ${two} (not in git). Run once`);
  });
});

describe("git", () => {
  test("lists new files and no deleted or doubly staged ones", async () => {
    const root = temporaryRepository({ "deleted.py": "", "conflict.py": "one\n" });
    runGit(root, "checkout", "-q", "-b", "other");
    addFiles(root, { "conflict.py": "two\n" });
    commitAll(root);
    runGit(root, "checkout", "-q", "-");
    addFiles(root, { "conflict.py": "three\n" });
    commitAll(root);
    expect(() => runGit(root, "merge", "-q", "other")).toThrow("merge -q other");
    unlinkSync(join(root, "deleted.py"));
    addFiles(root, { "new.py": "" });
    expect((await discovered(root)).files).toEqual(["conflict.py", "new.py"]);
  });

  test("does not enter submodules and nested repositories", async () => {
    const inner = temporaryRepository({ "inner.py": "" });
    const root = temporaryRepository({ "a.py": "" });
    runGit(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "module.py");
    runGit(root, "clone", "--quiet", inner, "nested");
    expect((await discovered(root)).files).toEqual(["a.py"]);
    expect((await discovered(root, ["module.py"])).files).toEqual(["inner.py"]);
  });

  test("a broken repository is no repository", async () => {
    const root = temporaryRepository({ "a.py": "" });
    rmSync(join(root, ".git/HEAD"));
    expect(await findProject([], root)).toMatchObject({ root, insideGit: false });
  });

  test("a git hook's variables do not redirect to another repository", async () => {
    const [hook, root] = [temporaryRepository(), temporaryRepository({ "sub/a.py": "" })];
    process.env["GIT_DIR"] = join(hook, ".git");
    try {
      expect(await findProject(["sub"], root)).toMatchObject({ root, insideGit: true });
    } finally {
      delete process.env["GIT_DIR"];
    }
  });
});
