/** Which modules are imported, and under which names. */
import { describe, expect, test } from "vitest";
import { modulesToImport } from "../../../src/verify/trees/modules-to-import.ts";
import { importsSdk, mayDeclareTasks } from "../../../src/verify/trees/task-declarations.ts";

const TASK = "from flytekit import task\n\n@task\ndef fit() -> int:\n    return 1\n";

/** `root: module → path` for everything below each root. */
function found(files: Readonly<Record<string, string>>, importRoots: readonly string[] = [], wanted = Object.keys(files)) {
  const { roots } = modulesToImport(new Map(Object.entries(files)), wanted, importRoots);
  return roots.flatMap(({ root, modules }) => [...modules].map(([module, path]) => [root, module, path]));
}

describe("a file is imported for what it may declare", () => {
  test.each([
    ["a task", TASK],
    ["a task of Flyte 2", 'import flyte\n\nenv = flyte.TaskEnvironment(name="x")\n'],
    ["a wrapped task", "from flytekit import Resources\nfrom lib import train\n\n@train(gpu=1)\ndef fit(): ...\n"],
    ["a method", "import flytekit\n\nclass A:\n    @flytekit.task\n    def fit(): ...\n"],
    ["a launch plan", "import flytekit\n\nplan = flytekit.LaunchPlan.get_or_create(x)\n"],
    ["a container task", "from flytekit import ContainerTask\n\none = ContainerTask(name='x')\n"],
  ])("%s", (_, text) => {
    expect(importsSdk(text) && mayDeclareTasks(text)).toBe(true);
  });

  test.each([
    ["a script that submits runs", "from flytekit.remote import FlyteRemote\n\nFlyteRemote().execute('x')\n"],
    [
      "a script that submits a launch plan",
      "from flytekit import LaunchPlan\nfrom flytekit.remote import FlyteRemote\n\nremote = FlyteRemote()\n" +
        "plan: LaunchPlan = remote.fetch_launch_plan(name='x')\nremote.execute(plan, inputs={})\n",
    ],
    ["a web service", "import flytekit\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/')\ndef one(): ...\n"],
    ["tests", "import pytest\nimport flytekit\n\n@pytest.fixture\ndef one(): ...\n\n@property\ndef two(): ...\n"],
    [
      "a data type",
      "from flytekit import FlyteFile\nfrom dataclasses import dataclass\n\n@dataclass\nclass A:\n    file: FlyteFile\n",
    ],
  ])("but not %s", (_, text) => {
    expect(mayDeclareTasks(text)).toBe(false);
  });

  test("nothing that has nothing to do with Flyte imports an SDK", () => {
    expect(importsSdk("import flytekitten\nimport celery\n")).toBe(false);
  });
});

describe("names and import roots", () => {
  test.each<[string, Record<string, string>, string[][]]>([
    [
      "a package",
      { "shop/__init__.py": "", "shop/tasks.py": TASK },
      [
        ["", "shop", "shop/__init__.py"],
        ["", "shop.tasks", "shop/tasks.py"],
      ],
    ],
    ["a package below src", { "src/shop/__init__.py": "" }, [["src", "shop", "src/shop/__init__.py"]]],
    [
      "scripts",
      { "jobs/a.py": TASK, "jobs/b.py": TASK },
      [
        ["jobs", "a", "jobs/a.py"],
        ["jobs", "b", "jobs/b.py"],
      ],
    ],
    [
      "a folder that is imported as a namespace",
      { "flows/a.py": "from flows.b import x\n", "flows/b.py": TASK, "flows/c.py": TASK },
      [
        ["", "flows.a", "flows/a.py"],
        ["", "flows.b", "flows/b.py"],
        ["", "flows.c", "flows/c.py"],
      ],
    ],
    [
      "a namespace that only tests import",
      { "app/flows/a.py": TASK, "app/tests/test_a.py": "from flows import a\n" },
      [
        ["app", "flows.a", "app/flows/a.py"],
        ["app/tests", "test_a", "app/tests/test_a.py"],
      ],
    ],
    [
      "relative imports without packages",
      { "flows/a.py": "from .b import x\n", "flows/b.py": TASK },
      [
        ["", "flows.a", "flows/a.py"],
        ["", "flows.b", "flows/b.py"],
      ],
    ],
    [
      "relative imports of a folder above",
      { "app/flows/a.py": "from ..lib import b\n", "app/lib/b.py": TASK },
      [
        ["", "app.flows.a", "app/flows/a.py"],
        ["app/lib", "b", "app/lib/b.py"],
      ],
    ],
    [
      "two projects with modules of one name",
      { "one/flow.py": TASK, "two/flow.py": TASK },
      [
        ["one", "flow", "one/flow.py"],
        ["two", "flow", "two/flow.py"],
      ],
    ],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });

  test("an import root from the settings", () => {
    expect(found({ "lib/shop/tasks.py": TASK }, ["lib"])).toEqual([["lib", "shop.tasks", "lib/shop/tasks.py"]]);
  });

  test("only what is wanted", () => {
    expect(found({ "a.py": TASK, "b.py": TASK }, [], ["b.py"])).toEqual([["", "b", "b.py"]]);
  });

  test("imports are looked for in the folders above, and in their src", () => {
    const files = ["app/flows/a.py", "src/shop/__init__.py", "b.py"];
    const { roots } = modulesToImport(new Map(files.map((path) => [path, TASK])), ["app/flows/a.py"], []);
    expect(roots.map(({ root, path }) => [root, path])).toEqual([["app/flows", ["app", "", "src"]]]);
  });

  test("own names are those below an import root", () => {
    const files = ["src/shop/__init__.py", "src/shop/mlflow.py", "jobs/a.py"];
    const { ownNames } = modulesToImport(new Map(files.map((path) => [path, TASK])), files, []);
    expect([...ownNames].sort()).toEqual(["a", "shop"]);
  });
});
