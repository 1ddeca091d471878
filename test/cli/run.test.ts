import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { REPORT_MARKER } from "../../src/report/markdown.ts";
import { runGit, temporaryRepository } from "../project/temporary-folder.ts";
import { COMMAND, flyteshift } from "./command-line.ts";

// Each run is a process of its own, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

const TASK = "from flytekit import task\n\n\n@task\ndef double(x: int) -> int:\n    return 2 * x\n";
const FILES = { "shop/tasks.py": TASK, "shop/plain.py": "x = 1\n", "check/other.py": TASK };
const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

describe("a run that only shows", () => {
  it("writes nothing", async () => {
    const folder = temporaryRepository(FILES);
    const { code, error } = await flyteshift(folder, []);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    for (const [path, text] of Object.entries(FILES)) expect(read(folder, path)).toBe(text);
  });

  it("prints what git apply takes, and applying it is what --write does", async () => {
    const [shown, written] = [temporaryRepository(FILES), temporaryRepository(FILES)];
    writeFileSync(join(shown, "changes.txt"), (await flyteshift(shown, [])).out);
    runGit(shown, "apply", "changes.txt");
    await flyteshift(written, ["--write"]);
    for (const path of Object.keys(FILES)) expect(read(shown, path)).toBe(read(written, path));
    expect(read(written, "shop/tasks.py")).not.toBe(TASK);
  });

  it("has no colour in a pipe, and has it when told to", async () => {
    const folder = temporaryRepository(FILES);
    expect((await flyteshift(folder, [])).out).not.toContain("\u001b");
    expect((await flyteshift(folder, [], { FORCE_COLOR: "1", NO_COLOR: "1" })).out).not.toContain("\u001b");
    expect((await flyteshift(folder, [], { FORCE_COLOR: "1" })).out).toContain("\u001b[32m+");
    expect((await flyteshift(folder, ["--color"])).out).toContain("\u001b[32m+");
  });

  it("prints one JSON document and nothing else", async () => {
    const { code, out, error } = await flyteshift(temporaryRepository(FILES), ["--json"]);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    const plan = JSON.parse(out) as { version: number; applied: unknown; files: { path: string }[] };
    expect({ version: plan.version, applied: plan.applied }).toEqual({ version: 1, applied: null });
    expect(plan.files.map(({ path }) => path)).toEqual(["check/other.py", "shop/tasks.py"]);
  });

  it("takes a folder that is named like a command", async () => {
    const { out } = await flyteshift(temporaryRepository(FILES), ["--json", "./check"]);
    const changed = (JSON.parse(out) as { files: { path: string; changed: boolean }[] }).files.filter((file) => file.changed);
    expect(changed.map(({ path }) => path)).toEqual(["check/other.py"]);
  });

  it("names places relative to the current folder", async () => {
    const folder = temporaryRepository(FILES);
    const { out } = await flyteshift(join(folder, "shop"), ["check", "."]);
    expect(out.split("\n")[0]).toMatch(/^tasks\.py:1: /);
  });

  it("says plainly that there is nothing to do", async () => {
    const { code, out } = await flyteshift(temporaryRepository({ "a.py": "x = 1\n" }), []);
    expect(code).toBe(0);
    expect(out.replace(/Took .*\./, "Took TIME.")).toMatchInlineSnapshot(`
      "Summary
        Nothing to do: no Flyte 1 code in 1 Python file.

        Took TIME.
      "
    `);
  });

  it("ends quietly when its reader leaves", async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`m${index}.py`, TASK.repeat(4)]));
    const tool = spawn(process.execPath, [...COMMAND, "--json"], { cwd: temporaryRepository(many) });
    let error = "";
    tool.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
    tool.stdout.once("data", () => tool.stdout.destroy());
    const code = await new Promise((resolve) => tool.on("close", resolve));
    expect({ code, error }).toEqual({ code: 0, error: "" });
  });
});

describe("--write", () => {
  it("leaves nothing for check, and a second run changes nothing", async () => {
    const folder = temporaryRepository(FILES);
    expect((await flyteshift(folder, ["check"])).code).toBe(1);
    expect((await flyteshift(folder, ["--write"])).code).toBe(0);
    expect((await flyteshift(folder, ["check"])).code).toBe(0);
    const once = read(folder, "shop/tasks.py");
    await flyteshift(folder, ["--write", "--allow-dirty"]);
    expect(read(folder, "shop/tasks.py")).toBe(once);
  });

  it("refuses a dirty tree and names the file, unless told otherwise", async () => {
    const folder = temporaryRepository(FILES);
    writeFileSync(join(folder, "shop/plain.py"), "x = 2\n");
    const { code, out, error } = await flyteshift(folder, ["--write"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toContain("  shop/plain.py (modified)\n");
    expect(read(folder, "shop/tasks.py")).toBe(TASK);
    expect((await flyteshift(folder, ["--write", "--allow-dirty"])).code).toBe(0);
    expect(read(folder, "shop/tasks.py")).not.toBe(TASK);
  });

  it("says in JSON what was written", async () => {
    const { out } = await flyteshift(temporaryRepository(FILES), ["--write", "--json", "shop"]);
    expect((JSON.parse(out) as { applied: unknown }).applied).toEqual({
      written: ["shop/tasks.py"],
      changedOnDisk: [],
      failed: [],
    });
  });
});

describe("--report", () => {
  it("writes a report and replaces an older one", async () => {
    const folder = temporaryRepository(FILES);
    for (const _ of ["first", "second"]) {
      const { code, error } = await flyteshift(folder, ["--report", "out.md"]);
      expect({ code, error }).toEqual({ code: 0, error: "" });
      expect(read(folder, "out.md").split("\n")[0]).toBe(REPORT_MARKER);
    }
  });

  it("refuses a folder that does not exist before doing any work", async () => {
    const folder = temporaryRepository(FILES);
    const { code, out } = await flyteshift(folder, ["--write", "--report", "missing/out.md"]);
    expect({ code, out, exists: existsSync(join(folder, "missing")) }).toEqual({ code: 2, out: "", exists: false });
    expect(read(folder, "shop/tasks.py")).toBe(TASK);
  });
});

describe("check", () => {
  it("counts a marker in code that is Flyte 2 already", async () => {
    const marked = "import flyte\n\nx = 1  # TODO(flyteshift): secrets/unknown-name\n";
    const { code, out } = await flyteshift(temporaryRepository({ "a.py": marked }), ["check"]);
    expect({ code, first: out.split("\n")[0] }).toEqual({ code: 1, first: "a.py:3: TODO(flyteshift) secrets/unknown-name" });
  });

  it("counts a file that cannot be read", async () => {
    const { code, out } = await flyteshift(temporaryRepository({ "a.py": "from flytekit import task\ndef f(:\n" }), ["check"]);
    expect(code).toBe(1);
    expect(out).toContain("a.py  does not parse as Python 3");
  });
});
