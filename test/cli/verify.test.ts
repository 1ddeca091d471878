/** `flyteshift verify` as its users run it, with both SDKs. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it, vi } from "vitest";
import { addFiles, commitAll, temporaryFolder, temporaryRepository } from "../project/temporary-folder.ts";
import type { Answer } from "./command-line.ts";
import { COMMAND, flyteshift } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

const task = (name: string, above = "") =>
  `${above}from flytekit import Resources, task\n\n\n@task(requests=Resources(cpu="1"))\ndef ${name}(day: str) -> int:\n    return 1\n`;

/** A repository whose modules do all that modules should not do. */
const UNRULY = {
  "shop/__init__.py": "",
  "shop/good.py": task("good"),
  "shop/hangs.py": task("hangs", "import time\ntime.sleep(600)\n"),
  "shop/exits.py": task("exits", "import sys\nsys.exit(0)\n"),
  "shop/dies.py": task("dies", "import os\nos._exit(0)\n"),
  "shop/prints.py": task("prints", 'print("> 0 shop.good")\nprint("{}")\n'),
  "shop/spawns.py": task("spawns", 'import subprocess\nsubprocess.Popen(["sleep", "30"])\n'),
  "shop/tells.py": task("tells", 'import os\nraise RuntimeError("no entry with " + os.environ["PASSWORD"])\n'),
  "shop/needs.py": task("needs", "import nowhere\n"),
  "shop/writes.py": task(
    "writes",
    'import pathlib\npathlib.Path("cwd.txt").write_text("x")\npathlib.Path(__file__).with_suffix(".txt").write_text("x")\n' +
      'assert pathlib.Path("data/days.csv").read_text() == "day\\n"\n',
  ),
  "data/days.csv": "day\n",
};

interface Verification {
  readonly proven: boolean;
  readonly compared: { readonly kind: string; readonly base?: string };
  readonly tasks: readonly { module: string; name: string; outcome: string; reason: string | null; stubbed: readonly string[] }[];
  readonly unread: readonly { path: string; sdk: string; reason: string; missingPackage: string | null }[];
}

/** Runs `verify` with the SDKs; temporary files go to a folder of their own, so that a test sees what is left. */
async function verify(folder: string, words: readonly string[]): Promise<Answer & { left: string[] }> {
  const temporary = temporaryFolder();
  const answer = await flyteshift(folder, ["verify", "--python", inject("python"), ...words], { TMPDIR: temporary });
  return { ...answer, left: temporaryTrees(temporary) };
}

/** What of ours is in a folder for temporary files. */
function temporaryTrees(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("flyteshift-"));
}

const parse = (text: string) => JSON.parse(text) as Verification;
const outcomes = ({ tasks }: Verification) => Object.fromEntries(tasks.map(({ name, outcome }) => [name, outcome]));

/** All files of a repository, those that git ignores too. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".git"));
}

describe("on modules that misbehave", () => {
  it("each costs only itself, nothing is left behind, and no secret is printed", async () => {
    const folder = temporaryRepository(UNRULY);
    const before = everything(folder).sort();
    const variables = join(temporaryFolder({ "secrets.env": "PASSWORD=hush-hush\n" }), "secrets.env");
    const { code, out, error, left } = await verify(folder, ["--json", "--timeout", "6", "--env-file", variables]);
    const found = parse(out);
    expect(outcomes(found)).toEqual({ good: "equal", prints: "equal", spawns: "equal", writes: "equal" });
    expect(found.unread.filter(({ sdk }) => sdk === "flytekit").map(({ path, reason }) => [path, reason])).toEqual([
      ["shop/dies.py", "Crashed: ended the process with exit code 0"],
      ["shop/exits.py", "SystemExit: 0"],
      ["shop/hangs.py", "TimedOut: took more than 6 seconds"],
      ["shop/needs.py", "ModuleNotFoundError: No module named 'nowhere'"],
      ["shop/tells.py", "RuntimeError: no entry with ***"],
    ]);
    expect(found.unread.filter(({ sdk }) => sdk === "flyte")).toHaveLength(5);
    expect([code, found.proven, found.compared]).toEqual([1, false, { kind: "plan" }]);
    expect(out + error).not.toContain("hush-hush");
    expect([everything(folder).sort(), left]).toEqual([before, []]);
  });

  it("says before it starts what it executes, and with what", async () => {
    const { error } = await verify(temporaryRepository({ "tasks.py": task("fit") }), []);
    expect(error.replaceAll(inject("python"), "PYTHON").replaceAll(/(flytekit|flyte) [\d.]+/g, "$1 VERSION"))
      .toMatchInlineSnapshot(`
      "flyteshift: comparing the files on disk with what the plan would make of them.
      Importing your modules executes them; that happens in temporary copies, and your files stay as they are:
        1 with flytekit VERSION by PYTHON (--python)
        1 with flyte VERSION by PYTHON (--python)
      "
    `);
  });
});

describe("what it compares", () => {
  it("before the migration the plan, after it a revision; both are equal, and the exit code says so", async () => {
    const folder = temporaryRepository({ "tasks.py": task("fit") });
    const before = await verify(folder, ["--json"]);
    expect([before.code, parse(before.out).compared.kind, outcomes(parse(before.out))]).toEqual([0, "plan", { fit: "equal" }]);
    await flyteshift(folder, ["--write"]);
    const after = await verify(folder, ["--json"]);
    expect([after.code, parse(after.out).compared, outcomes(parse(after.out))]).toEqual([
      0,
      { kind: "revision", base: "HEAD", commit: expect.any(String) as string },
      { fit: "equal" },
    ]);
    expect(after.error).toContain("comparing the files of HEAD with the files on disk: the plan changes nothing any more.");
  });

  it("finds what was changed after the migration", async () => {
    const folder = temporaryRepository({ "tasks.py": task("fit") });
    await flyteshift(folder, ["--write"]);
    const text = readFileSync(join(folder, "tasks.py"), "utf8");
    writeFileSync(join(folder, "tasks.py"), text.replace('cpu="1"', 'cpu="8"'));
    commitAll(folder);
    const { code, out } = await verify(folder, ["--base", "HEAD~1", "--no-color"]);
    expect(code).toBe(1);
    expect(out).toMatch(/different +fit/);
  });

  it("runs where the user is, be it in a folder that the revision does not have", async () => {
    const folder = temporaryRepository({ "app/tasks.py": task("fit") });
    await flyteshift(folder, ["--write", "--allow-dirty"]);
    addFiles(folder, { "later/data.csv": "" });
    const { code, out } = await verify(join(folder, "later"), ["--json", "../app"]);
    expect([code, outcomes(parse(out))]).toEqual([0, { fit: "equal" }]);
  });

  it("does not call a task proven that stays Flyte 1", async () => {
    const stays = "from flytekit import ContainerTask\n\nstays = ContainerTask(name='stays', image='alpine', command=['true'])\n";
    const { code, out } = await verify(temporaryRepository({ "tasks.py": task("fit"), "shell.py": stays }), ["--json"]);
    expect([code, outcomes(parse(out))]).toEqual([1, { fit: "equal", stays: "unmigrated" }]);
  });
});

describe("reports", () => {
  it("go to a Markdown file, or to standard output", async () => {
    const folder = temporaryRepository({ "tasks.py": task("fit") });
    const file = join(temporaryFolder(), "verify.md");
    writeFileSync(file, readFileSync(join(folder, "tasks.py")));
    expect((await verify(folder, ["--markdown", file])).error).toContain(
      "exists and is not a report of flyteshift. Name another file for --markdown",
    );
    rmSync(file);
    const { code } = await verify(folder, ["--markdown", file]);
    const { out } = await verify(folder, ["--markdown", "-"]);
    expect(code).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/\bfit\b/);
    expect(out).toMatch(/^\| `tasks\.fit` \| equal \|/m);
  });
});

describe("--stub-missing", () => {
  it("imports with stand-ins, and marks what it found so", async () => {
    const folder = temporaryRepository({ "tasks.py": task("fit", "import nowhere\n"), "other.py": task("other") });
    const { code, out } = await verify(folder, ["--json", "--stub-missing"]);
    expect(parse(out).tasks.map(({ name, outcome, stubbed }) => [name, outcome, stubbed])).toEqual([
      ["other", "equal", []],
      ["fit", "equal", ["nowhere"]],
    ]);
    expect(code).toBe(0);
  });
});

describe("Ctrl-C", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends the user's code and removes the copies", async (signal, code) => {
    const pid = join(temporaryFolder(), "pid");
    const hangs = `import os, time\nopen(${JSON.stringify(pid)}, "a").write(f"{os.getpid()}\\n")\ntime.sleep(600)\n`;
    const temporary = temporaryFolder();
    const folder = temporaryRepository({ "hangs.py": task("hangs", hangs) });
    const tool = spawn(process.execPath, [...COMMAND, "verify", "--python", inject("python")], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary },
    });
    let error = "";
    tool.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
    const ended = new Promise((resolve) => tool.on("close", resolve));
    await vi.waitFor(() => expect(existsSync(pid)).toBe(true), { timeout: 60_000, interval: 50 });
    expect(temporaryTrees(temporary)).not.toEqual([]);
    tool.kill(signal);
    expect(await ended).toBe(code);
    expect(error).toContain("flyteshift: interrupted; nothing was written.");
    expect(temporaryTrees(temporary)).toEqual([]);
    for (const child of readFileSync(pid, "utf8").trim().split("\n")) {
      await vi.waitFor(() => expect(() => process.kill(Number(child), 0)).toThrow("ESRCH"), { timeout: 5000 });
    }
  });
});

describe("usage", () => {
  it.each([
    ["no SDK", ["--python", "PLAIN"], /^flyteshift: flytekit is not installed in \S+ \(--python\)\./],
    ["a time that is none", ["--timeout", "soon"], /^flyteshift: --timeout soon is no number above 0\.\n$/],
    ["inputs without an entry", ["--inputs", "{}"], /^flyteshift: --inputs needs --run, which says what gets them\.\n$/],
    ["no task at all", ["plain"], /^flyteshift: There is nothing to compare/],
  ])("%s", async (_, words, message) => {
    const plain = temporaryFolder();
    const python = join(plain, "python");
    writeFileSync(python, `#!/bin/sh\necho '{"python":"3.11.7","flytekit":null,"flyte":null,"pip":true,"environment":true}'\n`);
    chmodSync(python, 0o755);
    const folder = temporaryRepository({ "tasks.py": task("fit"), "plain/a.py": "" });
    const { code, error, out } = await flyteshift(folder, ["verify", ...words.map((word) => word.replace("PLAIN", python))]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toMatch(message);
  });

  it("prints its help", async () => {
    const { out } = await flyteshift(temporaryFolder(), ["verify", "--help"]);
    expect(out).toMatch(/^Usage: flyteshift verify \[options\] \[path\.\.\.\]\n/);
  });
});
