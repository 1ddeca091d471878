/** Packages that are not installed: they are named, and modules that need them are imported with stand-ins when that is wanted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { serialise } from "../../../src/verify/serialise/serialise.ts";
import type { SerialisedModule } from "../../../src/verify/serialise/serialised-document.ts";
import type { Sdk } from "../../../src/verify/sides.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const TASK: Readonly<Record<Sdk, string>> = {
  flytekit: "from flytekit import task",
  flyte: 'import flyte\n\ntask = flyte.TaskEnvironment(name="fit").task',
};

/** A module by how it uses a package that is not installed, before its task. */
const USES: Readonly<Record<string, string>> = {
  a_function: "import nowhere\n\nnowhere.setup(1, level=2)",
  a_submodule:
    "import nowhere.deep.down as down\nfrom nowhere.deep import tools\n\nassert down.x is not None and tools.y is not None",
  a_base_class:
    "from nowhere import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.Linear(1, 2)\n\nNet().layer(3)",
  two_base_classes:
    "import abc\nfrom nowhere import Base\n\nclass Mixed(Base, abc.ABC):\n    pass\n\nassert isinstance(Mixed(), Mixed)",
  a_decorator:
    "import nowhere\n\n@nowhere.traced\ndef one():\n    return 1\n\n@nowhere.retry(times=3)\ndef two():\n    return 2\n\nassert (one(), two()) == (1, 2)",
  a_class_decorator: "import nowhere\n\n@nowhere.register\nclass Kept:\n    x = 1\n\nassert Kept.x == 1",
  a_decorator_below: "import nowhere\n\ntraced = nowhere.traced",
  a_generic: "from nowhere.typing import Frame\n\nFrames = list[Frame[int]]",
  a_union: "from nowhere import Frame\n\nMaybe = Frame | None",
  a_context: "import nowhere\n\nwith nowhere.session() as session:\n    session.run('x')",
  a_constant: "from nowhere import Kind\n\nKIND = Kind.LARGE\nassert KIND is Kind.LARGE and KIND != Kind.SMALL",
  an_error: "import nowhere\n\ntry:\n    raise KeyError\nexcept (nowhere.ApiError, KeyError):\n    pass",
  an_instance_as_base:
    "from nowhere.orm import declarative_base\n\nBase = declarative_base()\n\nclass Row(Base):\n    name = 'row'",
  a_loop: "import nowhere\n\nfor one in nowhere.all():\n    pass",
};

/** Modules that no stand-in helps, with the package that they miss. */
const NOT_STOOD_FOR: Readonly<Record<string, readonly [text: string, missing: string | null]>> = {
  needs_its_own: ["import shop.gone", null],
  needs_own_top_level: ["import helpers", null],
  computes: ["import nowhere\n\nint(nowhere.COUNT)", null],
  adds: ["import nowhere\n\nnowhere.COUNT + 1", null],
  needs_more_of_a_package: ["import json.nothing", null],
};

const body = (sdk: Sdk, use: string, annotation = "str") =>
  `${use}\n\n${TASK[sdk]}\n\n@task\ndef fit(day: ${annotation}) -> int:\n    return 1\n`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-stand-ins-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The modules of a tree with these texts, by name. */
async function read(sdk: Sdk, texts: Readonly<Record<string, string>>, stubMissing: boolean, isolated = true) {
  const root = mkdtempSync(join(folder, "tree-"));
  writeTree(root, {
    "shop/__init__.py": "",
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name}.py`, text])),
  });
  const tree = { root, modules: Object.keys(texts), ownNames: ["shop", "helpers", ...Object.keys(texts)] };
  const { trees } = await serialise(sdk, [tree], {
    python: inject("python"),
    timeoutMilliseconds: 60_000,
    isolated,
    stubMissing,
  });
  return new Map((trees[0]?.modules ?? []).map((module) => [module.module, module]));
}

const brief = ({ tasks, error, missing, stubbed }: SerialisedModule) => ({
  tasks: tasks.map(({ name, error: failure }) => (failure ? `${name}: ${failure.message}` : name)),
  error: error ? `${error.type}: ${error.message}` : null,
  missing,
  stubbed,
});

describe.each(["flytekit", "flyte"] as const)("%s", (sdk) => {
  test.each([true, false])("a module is read with stand-ins, whatever it uses of them (isolated: %s)", async (isolated) => {
    const texts = { ...USES, an_annotation: "import nowhere" };
    const modules = Object.fromEntries(
      Object.entries(texts).map(([name, use]) => [name, body(sdk, use, name === "an_annotation" ? "nowhere.Frame" : "str")]),
    );
    for (const [name, module] of await read(sdk, modules, true, isolated)) {
      expect([name, brief(module)]).toEqual([name, { tasks: ["fit"], error: null, missing: null, stubbed: ["nowhere"] }]);
    }
  });

  test("a decorator of a package that stands below the task's keeps the task", async () => {
    const text = `import nowhere\n${TASK[sdk]}\n\n@task\n@nowhere.traced(1)\ndef fit(day: str) -> int:\n    return 1\n`;
    const found = (await read(sdk, { tasks: text }, true)).get("tasks");
    expect(found?.tasks.map(({ name, facts }) => [name, facts?.inputs.map((input) => input.name)])).toEqual([["fit", ["day"]]]);
  });

  test("without stand-ins the package is named", async () => {
    const texts = {
      top: "import nowhere.deep",
      below: "import google.nowhere",
      through: "import helper",
      helper: "import nowhere",
    };
    const found = await read(sdk, texts, false);
    expect([...found.values()].map(({ missing, stubbed }) => [missing, stubbed])).toEqual([
      ["nowhere", []],
      ["google.nowhere", []],
      ["nowhere", []],
      ["nowhere", []],
    ]);
  });

  test("what can go without a package goes without it", async () => {
    const text = body(
      sdk,
      "try:\n    import nowhere\nexcept ImportError:\n    nowhere = None\n\nassert nowhere is None\nimport elsewhere",
    );
    const found = (await read(sdk, { tasks: text }, true)).get("tasks");
    expect(found && brief(found)).toEqual({ tasks: ["fit"], error: null, missing: null, stubbed: ["elsewhere"] });
  });

  test("nothing stands for the user's own modules, for values, or for a part of a package that is there", async () => {
    const texts = Object.fromEntries(Object.entries(NOT_STOOD_FOR).map(([name, [text]]) => [name, body(sdk, text)]));
    for (const [name, module] of await read(sdk, texts, true)) {
      expect([name, module.error === null, module.missing]).toEqual([name, false, NOT_STOOD_FOR[name]?.[1]]);
    }
  });
});

test("nothing stands for an SDK", async () => {
  const root = mkdtempSync(join(folder, "tree-"));
  writeTree(root, { "tasks.py": "raise ModuleNotFoundError(\"No module named 'flytekit'\", name='flytekit')\n" });
  const options = { python: inject("python"), timeoutMilliseconds: 60_000, stubMissing: true };
  const { trees } = await serialise("flyte", [{ root, modules: ["tasks"] }], options);
  expect(trees[0]?.modules[0]).toMatchObject({ missing: "flytekit", stubbed: [], error: { type: "ModuleNotFoundError" } });
});
