/** Running user code: what a module does costs only itself, and its tree stays as it was. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { serialise } from "../../src/verify/serialise.ts";
import type { Sdk } from "../../src/verify/serialise.ts";
import { writeTree } from "../support/serialised-pairs.ts";

const TASKS: Readonly<Record<Sdk, string>> = {
  flytekit: "from flytekit import task\n\n\n@task\ndef fit(day: str) -> int:\n    return 1\n",
  flyte: 'import flyte\n\nenv = flyte.TaskEnvironment(name="fit")\n\n\n@env.task\ndef fit(day: str) -> int:\n    return 1\n',
};

/** What each module does to its process, and the error that stands for it; null where it is read all the same. */
const MISCHIEF: Readonly<Record<string, readonly [text: string, error: string | null]>> = {
  prints: ['import os\nprint("{")\nos.write(1, b"{")\nos.system("echo {")\n', null],
  leaves_a_thread: ["import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n", null],
  leaves_a_process: ['import subprocess\nsubprocess.Popen(["sleep", "20"])\n', null],
  raises: ['raise RuntimeError("no")\n', "RuntimeError"],
  exits: ["import sys\nsys.exit(3)\n", "SystemExit"],
  is_not_there: ["", "ModuleNotFoundError"],
  ends_the_process: ["import os\nos._exit(0)\n", "Crashed"],
  kills_the_process: ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "Crashed"],
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-serialise-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function options(timeoutMilliseconds = 60_000) {
  return { python: inject("python"), timeoutMilliseconds };
}

describe.each(["flytekit", "flyte"] as const)("%s", (sdk) => {
  test("a module costs only itself, and the tree stays as it was", async () => {
    const root = join(folder, sdk);
    const written = Object.entries(MISCHIEF).filter(([name]) => name !== "is_not_there");
    const files = {
      ...Object.fromEntries(written.map(([name, [text]]) => [`${name}.py`, text + TASKS[sdk]])),
      "good.py": TASKS[sdk],
    };
    writeTree(root, files);
    const { trees } = await serialise(sdk, [{ root, modules: [...Object.keys(MISCHIEF), "good"] }], options());
    const found = trees[0]?.modules.map(({ module, tasks, error }) => [
      module,
      error?.type ?? null,
      tasks.map(({ name }) => name),
    ]);
    expect(found).toEqual([
      ...Object.entries(MISCHIEF).map(([name, [, error]]) => [name, error, error ? [] : ["fit"]]),
      ["good", null, ["fit"]],
    ]);
    expect(readdirSync(root).sort()).toEqual(Object.keys(files).sort());
  });

  test("trees do not see each other's modules", async () => {
    const roots = ["one", "two"].map((name) => join(folder, `${sdk}-${name}`));
    for (const [index, root] of roots.entries()) {
      writeTree(root, {
        "shop/__init__.py": "",
        "shop/lib.py": `NAME = "${index}"\n`,
        "shop/tasks.py": `from shop.lib import NAME\n${TASKS[sdk].replace("day", `day_${index}`)}assert NAME == "${index}"\n`,
      });
    }
    const trees = roots.map((root) => ({ root, modules: ["shop.tasks"] }));
    const found = await serialise(sdk, trees, options());
    expect(found.trees.map(({ root }) => root)).toEqual(roots);
    expect(found.trees.map(({ modules }) => modules[0]?.tasks[0]?.facts?.inputs)).toEqual([["day_0"], ["day_1"]]);
    expect(found.trees.flatMap(({ deploy }) => deploy)).toEqual([]);
  });
});

test("a module that hangs is named", async () => {
  const root = join(folder, "hangs");
  writeTree(root, { "hangs.py": "import time\ntime.sleep(600)\n", "good.py": TASKS.flyte });
  const { trees } = await serialise("flyte", [{ root, modules: ["hangs", "good"] }], options(6_000));
  expect(trees[0]?.modules.map(({ module, error }) => [module, error?.type ?? null])).toEqual([
    ["hangs", "TimedOut"],
    ["good", null],
  ]);
});

test("an aborted run is rejected with the reason", async () => {
  const root = join(folder, "aborted");
  writeTree(root, { "hangs.py": "import time\ntime.sleep(600)\n" });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 1000);
  const run = serialise("flyte", [{ root, modules: ["hangs"] }], { ...options(), signal: controller.signal });
  await expect(run).rejects.toThrow("enough");
});

describe("when the serialiser cannot work it says what to do", () => {
  test("no such interpreter", async () => {
    const python = join(folder, "no-python");
    await expect(serialise("flyte", [{ root: folder, modules: ["x"] }], { ...options(), python })).rejects.toThrow(
      /no-python could not be started: .*; name a Python interpreter that exists/,
    );
  });

  test("an interpreter without the SDK", async () => {
    const empty = join(folder, "empty-environment");
    execFileSync(inject("python"), ["-m", "venv", "--without-pip", empty]);
    const python = join(empty, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
    for (const sdk of ["flytekit", "flyte"] as const) {
      await expect(serialise(sdk, [{ root: folder, modules: ["x"] }], { ...options(), python })).rejects.toThrow(
        `${python} has no ${sdk}: run '${python} -m pip install ${sdk}'`,
      );
    }
  });
});
