import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ApplyError } from "../../src/apply/refusal.ts";
import { type ApplicablePlan, applyPlan } from "../../src/apply/write.ts";
import { readSource } from "../../src/project/read-files.ts";
import { addFiles, type Files, runGit, temporaryFolder, temporaryRepository } from "../project/temporary-folder.ts";

/** A plan that turns every `1` of these files into a `2`. */
function planFor(root: string, ...paths: string[]): ApplicablePlan {
  const files = paths.map((path) => {
    const source = readSource(root, path);
    if (!source.ok) throw new Error(source.skipped.detail);
    const original = source.file.text;
    return { path, original, migrated: original.replaceAll("1", "2"), changes: [] };
  });
  return { root, files };
}

const strict = { allowDirty: false };
const dirty = { allowDirty: true };
const read = (root: string, path: string) => readFileSync(join(root, path), "utf8");

async function refusalOf(plan: ApplicablePlan): Promise<ApplyError> {
  const outcome = await applyPlan(plan, strict).catch((error: unknown) => error);
  if (!(outcome instanceof ApplyError)) throw new Error(`was not refused: ${String(outcome)}`);
  return outcome;
}

describe("what is written", () => {
  test.each<[string, string]>([
    ["CRLF", "x = 1\r\ny = 1\r\n"],
    ["mixed line ends", "x = 1\r\ny = 1\nz = 1\r"],
    ["a byte order mark", "\uFEFFx = 1\n"],
    ["no final newline", "x = 1"],
    ["tabs", "if x:\n\ty = 1\n"],
    ["text beyond ASCII", "# 日本語 é 🚀\nx = 1\n"],
  ])("keeps %s", async (_, text) => {
    const root = temporaryRepository({ "a.py": text });
    const result = await applyPlan(planFor(root, "a.py"), strict);
    expect(result).toEqual({ written: ["a.py"], changedOnDisk: [], failed: [] });
    expect(read(root, "a.py")).toBe(text.replaceAll("1", "2"));
  });

  test("keeps the mode bits", async () => {
    const root = temporaryRepository({ "run.py": "x = 1\n", "b.py": "x = 1\n" });
    chmodSync(join(root, "run.py"), 0o755);
    chmodSync(join(root, "b.py"), 0o640);
    await applyPlan(planFor(root, "run.py", "b.py"), dirty);
    expect([statSync(join(root, "run.py")).mode & 0o7777, statSync(join(root, "b.py")).mode & 0o7777]).toEqual([0o755, 0o640]);
  });

  test("writes through a symbolic link, which stays one", async () => {
    const root = temporaryFolder({ "lib/real.py": "x = 1\n" });
    symlinkSync("lib/real.py", join(root, "link.py"));
    await applyPlan(planFor(root, "link.py"), dirty);
    expect(lstatSync(join(root, "link.py")).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(root, "lib/real.py")).isFile()).toBe(true);
    expect(read(root, "lib/real.py")).toBe("x = 2\n");
  });

  test("leaves no other file behind, and files without a change alone", async () => {
    const root = temporaryRepository({ "a.py": "x = 1\n", "same.py": "x = 3\n" });
    const before = statSync(join(root, "same.py"));
    expect((await applyPlan(planFor(root, "a.py", "same.py"), strict)).written).toEqual(["a.py"]);
    expect(readdirSync(root).sort()).toEqual([".git", "a.py", "same.py"]);
    expect(statSync(join(root, "same.py")).ino).toBe(before.ino);
  });

  test("takes any name", async () => {
    const name = 'odd "name"\n é.py';
    const root = temporaryRepository({ [name]: "x = 1\n" });
    expect((await applyPlan(planFor(root, name), strict)).written).toEqual([name]);
  });
});

describe("what is refused", () => {
  test("a dirty tree, with the files named", async () => {
    const root = temporaryRepository({ "a.py": "x = 1\n", "readme.md": "" });
    addFiles(root, { "new.py": "y = 1\n", "readme.md": "more", "unrelated.txt": "" });
    const refused = await refusalOf(planFor(root, "a.py", "new.py"));
    expect(refused.message).toBe(
      [
        `Nothing was written: ${root} has 2 files that are not committed.`,
        "  new.py (untracked)",
        "  readme.md (modified)",
        "Commit or stash them first (git stash --include-untracked), or use --allow-dirty to write all the same.",
      ].join("\n"),
    );
    expect(refused.files.map((file) => file.path)).toEqual(["new.py", "readme.md"]);
    expect([read(root, "a.py"), read(root, "new.py")]).toEqual(["x = 1\n", "y = 1\n"]);
  });

  test("names ten files and counts the others", async () => {
    const names = Array.from({ length: 13 }, (_, index) => `m${String(index).padStart(2, "0")}.py`);
    const root = temporaryRepository();
    addFiles(root, Object.fromEntries(names.map((name): [string, string] => [name, "x = 1\n"])) satisfies Files);
    const { message } = await refusalOf(planFor(root, ...names));
    expect(message).toContain("has 13 files that are not committed");
    expect(message).toContain("  m09.py (untracked)\n  and 3 more\n");
    expect(message).not.toContain("m10.py");
  });

  test("a folder without git", async () => {
    const root = temporaryFolder({ "a.py": "x = 1\n" });
    const { message, files } = await refusalOf(planFor(root, "a.py"));
    expect(message).toContain(`without git there is no way back from a migration, and ${root} has none (not a git repository`);
    expect(message).toContain("--allow-dirty");
    expect(files).toEqual([]);
    expect(read(root, "a.py")).toBe("x = 1\n");
  });

  test("neither with allowDirty", async () => {
    const [folder, repository] = [temporaryFolder({ "a.py": "x = 1\n" }), temporaryRepository()];
    addFiles(repository, { "a.py": "x = 1\n" });
    for (const root of [folder, repository]) {
      expect((await applyPlan(planFor(root, "a.py"), dirty)).written).toEqual(["a.py"]);
    }
  });

  test("nothing, when there is nothing to write", async () => {
    const root = temporaryFolder({ "a.py": "x = 3\n" });
    expect(await applyPlan(planFor(root, "a.py"), strict)).toEqual({ written: [], changedOnDisk: [], failed: [] });
  });
});

describe("what is left alone while the others are written", () => {
  test("files that changed, went, or became something else since the plan", async () => {
    const root = temporaryFolder({ "changed.py": "x = 1\n", "gone.py": "x = 1\n", "z.py": "x = 1\n" });
    const plan = planFor(root, "changed.py", "gone.py", "z.py");
    addFiles(root, { "changed.py": "x = 1\n\n" });
    unlinkSync(join(root, "gone.py"));
    expect(await applyPlan(plan, dirty)).toEqual({ written: ["z.py"], changedOnDisk: ["changed.py", "gone.py"], failed: [] });
    expect(read(root, "changed.py")).toBe("x = 1\n\n");
    expect(existsSync(join(root, "gone.py"))).toBe(false);
  });

  test("a file that changed only in its line ends or its byte order mark", async () => {
    const root = temporaryFolder({ "a.py": "x = 1\n", "b.py": "x = 1\n" });
    const plan = planFor(root, "a.py", "b.py");
    addFiles(root, { "a.py": "x = 1\r\n", "b.py": "\uFEFFx = 1\n" });
    expect((await applyPlan(plan, dirty)).changedOnDisk).toEqual(["a.py", "b.py"]);
  });

  test("a read-only file", async () => {
    const root = temporaryRepository({ "a.py": "x = 1\n", "b.py": "x = 1\n" });
    chmodSync(join(root, "a.py"), 0o444);
    const result = await applyPlan(planFor(root, "a.py", "b.py"), strict);
    expect(result).toMatchObject({ written: ["b.py"], changedOnDisk: [] });
    expect(result.failed).toEqual([{ path: "a.py", message: expect.stringContaining("read-only") }]);
    expect(read(root, "a.py")).toBe("x = 1\n");
  });

  test("a path that is a folder now", async () => {
    const root = temporaryFolder({ "a.py": "x = 1\n", "b.py": "x = 1\n" });
    const plan = planFor(root, "a.py", "b.py");
    unlinkSync(join(root, "a.py"));
    addFiles(root, { "a.py/inner.txt": "" });
    expect(await applyPlan(plan, dirty)).toMatchObject({ written: ["b.py"], failed: [{ path: "a.py" }] });
  });

  test("a file beside which no other can be created", async () => {
    // The new content is first written beside the file, under a longer name; this one cannot be longer.
    const longest = `${"a".repeat(252)}.py`;
    const root = temporaryFolder({ [longest]: "x = 1\n", "b.py": "x = 1\n" });
    const result = await applyPlan(planFor(root, longest, "b.py"), dirty);
    expect(result).toMatchObject({
      written: ["b.py"],
      failed: [{ path: longest, message: expect.stringContaining("ENAMETOOLONG") }],
    });
    expect(read(root, longest)).toBe("x = 1\n");
  });

  test("a file that changes while the ones before it are written", async () => {
    const root = temporaryFolder({ "a.py": "x = 1\n", "b.py": "x = 1\n" });
    const running = applyPlan(planFor(root, "a.py", "b.py"), dirty);
    addFiles(root, { "b.py": "x = 1 + 1\n" });
    expect(await running).toEqual({ written: ["a.py"], changedOnDisk: ["b.py"], failed: [] });
    expect(read(root, "b.py")).toBe("x = 1 + 1\n");
  });
});

test("git brings everything back after a migration", async () => {
  const root = temporaryRepository({ "a.py": "x = 1\r\n", "b/c.py": "\uFEFFy = 1" });
  await applyPlan(planFor(root, "a.py", "b/c.py"), strict);
  runGit(root, "checkout", "--", ".");
  expect([read(root, "a.py"), read(root, "b/c.py")]).toEqual(["x = 1\r\n", "\uFEFFy = 1"]);
});
