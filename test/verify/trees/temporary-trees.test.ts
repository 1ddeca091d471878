/** Temporary copies of a repository: whole enough to be imported, and gone afterwards. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { listEverything } from "../../../src/project/discover.ts";
import { findCommit, listRevision } from "../../../src/project/git-revision.ts";
import { findProject } from "../../../src/project/project-root.ts";
import { TemporaryTrees } from "../../../src/verify/trees/temporary-trees.ts";
import { LOADER } from "../../cli/command-line.ts";
import { commitAll, temporaryFolder, temporaryRepository } from "../../project/temporary-folder.ts";

function treesOf(repository: string): TemporaryTrees {
  const trees = new TemporaryTrees(repository);
  onTestFinished(() => trees.remove());
  return trees;
}

async function copied(repository: string): Promise<TemporaryTrees> {
  const trees = treesOf(repository);
  await trees.copyFromDisk("v1", await listEverything(await findProject([repository], "/")));
  return trees;
}

const FILES = {
  "shop/tasks.py": "x = 1\n",
  "data/days.csv": "day\n",
  ".gitignore": "secret.env\n",
  "secret.env": "PASSWORD=hush\n",
  "node_modules/a.js": "",
  ".venv/pyvenv.cfg": "",
};

describe.each([
  ["in git", temporaryRepository],
  ["without git", temporaryFolder],
] as const)("%s", (_, make) => {
  test("code and data are there, what is ignored or installed is not", async () => {
    const trees = await copied(make(FILES));
    expect(readFileSync(join(trees.root("v1"), "shop/tasks.py"), "utf8")).toBe("x = 1\n");
    expect(existsSync(join(trees.root("v1"), "data/days.csv"))).toBe(true);
    for (const path of ["secret.env", "node_modules", ".venv", ".git"])
      expect(existsSync(join(trees.root("v1"), path))).toBe(false);
  });

  test("a link within the repository stays a link, one that leads out becomes a file, a folder outside is left out", async () => {
    const outside = temporaryFolder({ "shared.csv": "x\n", "folder/a.csv": "" });
    const repository = make({ "a.py": "a = 1\n" });
    symlinkSync("a.py", join(repository, "b.py"));
    symlinkSync(join(outside, "shared.csv"), join(repository, "c.csv"));
    symlinkSync(join(outside, "folder"), join(repository, "d"));
    const trees = await copied(repository);
    const root = trees.root("v1");
    expect(readlinkSync(join(root, "b.py"))).toBe("a.py");
    expect([lstatSync(join(root, "c.csv")).isFile(), readFileSync(join(root, "c.csv"), "utf8")]).toEqual([true, "x\n"]);
    expect(trees.leftOut).toEqual([{ path: "d", why: "it leads out of the repository" }]);
  });
});

test("a copy is nobody else's file", async () => {
  const repository = temporaryRepository({ "data.csv": "before\n" });
  const trees = await copied(repository);
  writeFileSync(join(trees.root("v1"), "data.csv"), "after\n");
  expect(readFileSync(join(repository, "data.csv"), "utf8")).toBe("before\n");
});

test("a very large file is left out, and that is said", async () => {
  const repository = temporaryRepository({ "model.bin": "" });
  truncateSync(join(repository, "model.bin"), 100 * 1024 * 1024);
  const trees = await copied(repository);
  expect(existsSync(join(trees.root("v1"), "model.bin"))).toBe(false);
  expect(trees.leftOut).toEqual([{ path: "model.bin", why: "it has 100 MB" }]);
});

test("a revision is written as it was committed", async () => {
  const repository = temporaryRepository({
    "a.py": "old = 1\n",
    "bytes.bin": Buffer.from([0, 255, 10]),
    "große/ß.py": "",
    "run.sh": "",
  });
  chmodSync(join(repository, "run.sh"), 0o755);
  symlinkSync("a.py", join(repository, "b.py"));
  commitAll(repository);
  writeFileSync(join(repository, "a.py"), "new = 1\n");
  const trees = treesOf(repository);
  await trees.copyRevision("v1", await listRevision(repository, (await findCommit(repository, "HEAD")) ?? ""));
  const root = trees.root("v1");
  expect(readFileSync(join(root, "b.py"), "utf8")).toBe("old = 1\n");
  expect(readlinkSync(join(root, "b.py"))).toBe("a.py");
  expect(readFileSync(join(root, "bytes.bin"))).toEqual(Buffer.from([0, 255, 10]));
  expect(existsSync(join(root, "große/ß.py"))).toBe(true);
  expect(statSync(join(root, "run.sh")).mode & 0o111).not.toBe(0);
});

test("paths of the copies become paths of the repository", () => {
  const trees = treesOf(temporaryFolder());
  const text = `${trees.root("v2")}/shop/tasks.py: no ${trees.root("v1")}`;
  expect(trees.withoutFolder(text)).toBe("shop/tasks.py: no .");
});

test("the copies are gone when the process ends", () => {
  const module = new URL("../../../src/verify/trees/temporary-trees.ts", import.meta.url).href;
  const script = `import { TemporaryTrees } from ${JSON.stringify(module)};
    const trees = new TemporaryTrees("/repository");
    await trees.write("v1", new Map([["a/b.py", ""]]));
    console.log(trees.root("v1"));
    process.exit(3);`;
  const { stdout, status } = spawnSync(process.execPath, ["--import", LOADER, "--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect(status).toBe(3);
  expect(stdout.trim()).toMatch(/flyteshift-verify-.*repository$/);
  expect(existsSync(join(stdout.trim(), "../.."))).toBe(false);
});
