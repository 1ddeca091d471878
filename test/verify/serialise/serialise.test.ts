/** Running user code: what a module does costs only itself, and its tree stays as it was. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { serialise } from "../../../src/verify/serialise/serialise.ts";
import type { Sdk } from "../../../src/verify/sides.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

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

function options(timeoutMilliseconds = 60_000, isolated = false) {
  return { python: inject("python"), timeoutMilliseconds, isolated };
}

describe.each(["flytekit", "flyte"] as const)("%s", (sdk) => {
  test.each([
    ["in one process", false],
    ["in processes of their own", true],
  ])("%s: a module costs only itself, and the tree stays as it was", async (_, isolated) => {
    const root = join(folder, `${sdk}-${isolated}`);
    const written = Object.entries(MISCHIEF).filter(([name]) => name !== "is_not_there");
    const files = {
      ...Object.fromEntries(written.map(([name, [text]]) => [`${name}.py`, text + TASKS[sdk]])),
      "good.py": TASKS[sdk],
    };
    writeTree(root, files);
    const { trees } = await serialise(sdk, [{ root, modules: [...Object.keys(MISCHIEF), "good"] }], options(60_000, isolated));
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
    expect(found.trees.map(({ modules }) => modules[0]?.tasks[0]?.facts?.inputs.map(({ name }) => name))).toEqual([
      ["day_0"],
      ["day_1"],
    ]);
    expect(found.trees.flatMap(({ deploy }) => deploy)).toEqual([]);
  });
});

test.each([false, true])("a module that hangs is named (isolated: %s)", async (isolated) => {
  const root = join(folder, `hangs-${isolated}`);
  writeTree(root, { "hangs.py": "import time\ntime.sleep(600)\n", "good.py": TASKS.flyte });
  const { trees } = await serialise("flyte", [{ root, modules: ["hangs", "good"] }], options(6_000, isolated));
  expect(trees[0]?.modules.map(({ module, error }) => [module, error?.type ?? null])).toEqual([
    ["hangs", "TimedOut"],
    ["good", null],
  ]);
});

/** What a module may leave behind, and what the next one must not see of it. */
const LEAVES_TRACES = `import os, sys, builtins, flyte
os.chdir("/")
os.environ["LEFT_BEHIND"] = "1"
sys.path.insert(0, "/left-behind")
builtins.left_behind = 1
flyte.TaskEnvironment = None
`;
const LOOKS_FOR_TRACES = `import os, sys, builtins
assert os.getcwd() == os.path.dirname(os.path.abspath(__file__)), os.getcwd()
assert "LEFT_BEHIND" not in os.environ
assert "/left-behind" not in sys.path
assert not hasattr(builtins, "left_behind")
`;

describe("isolated modules", () => {
  test("see nothing of each other", async () => {
    const root = join(folder, "traces");
    writeTree(root, { "first.py": LEAVES_TRACES, "second.py": LOOKS_FOR_TRACES + TASKS.flyte });
    const { trees } = await serialise("flyte", [{ root, modules: ["first", "second"] }], options(60_000, true));
    expect(trees[0]?.modules.map(({ module, error }) => [module, error])).toEqual([
      ["first", null],
      ["second", null],
    ]);
  });

  test("can use what flyte runs in a thread of its own", async () => {
    const root = join(folder, "thread");
    writeTree(root, { "tasks.py": `import flyte\nflyte.init()\n${TASKS.flyte}` });
    const { trees } = await serialise("flyte", [{ root, modules: ["tasks"] }], options(15_000, true));
    expect(trees[0]?.modules[0]?.error).toBeNull();
  });

  test("may have the name of a module that Python has imported already", async () => {
    const root = join(folder, "names");
    writeTree(root, { "queue.py": TASKS.flyte, "logging/__init__.py": "", "logging/tasks.py": TASKS.flyte });
    const { trees } = await serialise("flyte", [{ root, modules: ["queue", "logging.tasks"] }], options(60_000, true));
    expect(trees[0]?.modules.map(({ tasks }) => tasks.map(({ name }) => name))).toEqual([["fit"], ["fit"]]);
  });

  test("that do not go together are a problem for deploy", async () => {
    const root = join(folder, "together");
    const once = 'import builtins\nassert not hasattr(builtins, "shop")\nbuiltins.shop = 1\n';
    writeTree(root, { "one.py": once, "two.py": once, "three.py": TASKS.flyte });
    const { trees } = await serialise("flyte", [{ root, modules: ["one", "two", "three"] }], options(60_000, true));
    expect(trees[0]?.modules.map(({ error }) => error)).toEqual([null, null, null]);
    expect(trees[0]?.deploy.map(({ kind, problem }) => [kind, problem])).toEqual([
      ["plan", "two cannot be imported together with the others: AssertionError: "],
    ]);
  });

  test("whose environments cannot be read are a problem for deploy", async () => {
    const root = join(folder, "unreadable");
    const breaks = "from flyte._environment import list_loaded_environments\nlist_loaded_environments().append(None)\n";
    writeTree(root, { "one.py": breaks, "two.py": TASKS.flyte });
    const { trees } = await serialise("flyte", [{ root, modules: ["one", "two"] }], options(60_000, true));
    expect(trees[0]?.deploy.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^the environments cannot be read: AttributeError: /),
    ]);
  });

  test("tell how far it is", async () => {
    const root = join(folder, "progress");
    writeTree(root, { "one.py": "", "two.py": "" });
    const told: [number, number][] = [];
    await serialise("flyte", [{ root, modules: ["one", "two"] }], {
      ...options(60_000, true),
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(told.at(-1)).toEqual([1, 2]);
  });
});

test.each([false, true])("a module in nested namespace packages may fail (isolated: %s)", async (isolated) => {
  const root = join(folder, `namespaces-${isolated}`);
  const inner = ["one", "two", "three", "four"].map((name) => [`shop/${name}/deep/m.py`, ""]);
  const imports = inner.map(([path = ""]) => `import ${path.replace(".py", "").replaceAll("/", ".")}\n`);
  writeTree(root, { ...Object.fromEntries(inner), "shop/fails/tasks.py": `${imports.join("")}raise RuntimeError("no")\n` });
  const { trees } = await serialise("flyte", [{ root, modules: ["shop.fails.tasks"] }], options(60_000, isolated));
  expect(trees[0]?.modules[0]?.error?.type).toBe("RuntimeError");
});

test("a project that is installed in place is imported from the copy", async () => {
  const [from, to] = [join(folder, "installed"), join(folder, "installed-copy")];
  writeTree(join(from, "lib"), { "place.py": 'PLACE = "original"\n' });
  writeTree(join(to, "lib"), { "place.py": 'PLACE = "copy"\n' });
  writeTree(to, { "app/tasks.py": `from place import PLACE\nassert PLACE == "copy", PLACE\n${TASKS.flyte}` });
  const { trees } = await serialise("flyte", [{ root: join(to, "app"), modules: ["tasks"] }], {
    ...options(),
    moved: { from, to },
    environment: { PYTHONPATH: join(from, "lib") },
  });
  expect(trees[0]?.modules[0]?.error).toBeNull();
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
