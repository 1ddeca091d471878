/** Migrated modules that import cleanly and that `flyte deploy` would refuse, or that would fail on the cluster. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { SerialisedTree } from "../../../src/verify/serialise/serialised-document.ts";
import { serialise } from "../../../src/verify/serialise/serialise.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const TASK = (environment: string, name = "fit", body = "return 1") =>
  `\n\n@${environment}.task\ndef ${name}(day: str) -> int:\n    ${body}\n`;

const LIBRARY = `import flyte\n\nlib_env = flyte.TaskEnvironment(name="lib")${TASK("lib_env", "clean")}`;

/** A task of `tasks` that reaches `lib.clean` by way of `body`, after what stands at module level. */
function reaching(body: string, moduleLevel = "", more: Readonly<Record<string, string>> = {}): DeployCase["files"] {
  const head = `import functools\nimport flyte\nimport lib\nfrom lib import clean\n\nenv = flyte.TaskEnvironment(name="tasks")\n`;
  return { "lib.py": LIBRARY, ...more, "tasks.py": `${head}\n\n${moduleLevel}${TASK("env", "fit", body)}` };
}

const REACHED = [["missing-dependency", "tasks", "tasks.py", "tasks.fit: calls lib.clean"]] as const;

/** Ways to call `lib.clean`: all of them make a missing dependency. */
const WAYS: Readonly<Record<string, DeployCase["files"]>> = {
  "a helper": reaching("return helper(day)", "def helper(day):\n    return clean(day=day)\n"),
  "a helper of a helper in another module": reaching("return steps.first(day)", "import steps\n", {
    "steps.py": "import lib\n\n\ndef second(day):\n    return lib.clean(day=day)\n\n\ndef first(day):\n    return second(day)\n",
  }),
  "a decorated helper": reaching(
    "return helper(day)",
    "def logged(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n    return inner\n\n\n@logged\ndef helper(day):\n    return clean(day=day)\n",
  ),
  "a method": reaching(
    "return Steps().run(day)",
    "class Steps:\n    def run(self, day):\n        return self.really(day)\n\n    def really(self, day):\n        return clean(day=day)\n",
  ),
  "a method of an object at module level": reaching(
    "return steps.run(day)",
    "class Steps:\n    @staticmethod\n    def run(day):\n        return clean(day=day)\n\n\nsteps = Steps()\n",
  ),
  "a lambda": reaching("return (lambda d: clean(day=d))(day)"),
  "a lambda at module level": reaching("return one(day)", "one = lambda d: clean(day=d)\n"),
  "functools.partial": reaching("return functools.partial(clean, day=day)()"),
  "functools.partial at module level": reaching("return one()", "one = functools.partial(clean, day='x')\n"),
  "flyte.map": reaching("return sum(flyte.map(clean, [day]))"),
  "an override": reaching("return clean.override(retries=2)(day=day)"),
  "an override at module level": reaching("return one(day=day)", "one = clean.override(retries=2)\n"),
  "a coroutine": reaching("return clean.aio(day=day)"),
  "a list of tasks": reaching("return [step(day) for step in STEPS][0]", "STEPS = [('clean', clean)]\n"),
  "a local name": reaching("one = clean\n    return one(day=day)"),
  "a nested function": reaching("one = clean\n    def run():\n        return one(day=day)\n    return run()"),
  "an import in the body": reaching("from lib import clean as one\n    return one(day=day)"),
  "a module that the body imports": reaching("import lib as other\n    return other.clean(day=day)"),
  "the body of a task that runs inline": reaching("return middle.middle.func(day)", "import middle\n", {
    "middle.py": `import flyte\nfrom lib import clean, lib_env\n\nenv = flyte.TaskEnvironment(name="middle", depends_on=[lib_env])${TASK("env", "middle", "return clean(day=day)")}`,
  }),
};

/** What mentions `lib.clean` and does not call it. */
const NO_WAYS: Readonly<Record<string, DeployCase["files"]>> = {
  "its name": reaching("return len(clean.name)"),
  "an import alone": reaching("from lib import clean\n    return 1"),
  "a local name that hides it": reaching("clean = len\n    return clean(day)"),
  "a method that nobody calls": reaching(
    "return len(Steps.__name__)",
    "class Steps:\n    def run(self, day):\n        return clean(day=day)\n",
  ),
  "a function that nobody calls": reaching("return 1", "def helper(day):\n    return clean(day=day)\n"),
};

interface DeployCase {
  readonly files: Readonly<Record<string, string>>;
  /** Kind, environment, file, and a part of the text of each problem. */
  readonly problems: readonly (readonly [kind: string, environment: string, file: string, text: string])[];
}

const CASES: Readonly<Record<string, DeployCase>> = {
  "a graph of environments": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py":
        'import flyte\nimport lib\nfrom lib import lib_env, clean\n\nenv = flyte.TaskEnvironment(name="tasks", depends_on=[lib_env])' +
        TASK("env", "fit", "return clean(day=day) + lib.clean(day=day)"),
    },
    problems: [],
  },
  "two environments of one name": {
    files: { "lib.py": LIBRARY, "tasks.py": LIBRARY },
    problems: [["duplicate-environment", "lib", "tasks.py", "Duplicate environment name 'lib'"]],
  },
  "a cycle": {
    files: {
      "tasks.py":
        'import flyte\n\na = flyte.TaskEnvironment(name="a")\nb = flyte.TaskEnvironment(name="b", depends_on=[a])\na.add_dependency(b)\n',
    },
    problems: [
      ["cycle", "a", "tasks.py", "cycle"],
      ["cycle", "b", "tasks.py", "cycle"],
    ],
  },
  "a call into an environment that is no dependency": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py": `import flyte\nfrom lib import clean\n\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env", "fit", "return clean(day=day)")}`,
    },
    problems: [["missing-dependency", "tasks", "tasks.py", "tasks.fit: calls lib.clean, and lib is not in depends_on"]],
  },
  "the same through a module, in a comprehension": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py": `import flyte\nimport lib\n\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env", "fit", "return [lib.clean(d) for d in day][0]")}`,
    },
    problems: [["missing-dependency", "tasks", "tasks.py", "calls lib.clean"]],
  },
  "the same as an argument": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py": `import flyte\nfrom lib import clean\n\nDAYS = ["a"]\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env", "fit", "return list(map(clean, DAYS))[0]")}`,
    },
    problems: [["missing-dependency", "tasks", "tasks.py", "calls lib.clean"]],
  },
  "a function that runs inline": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py": `import flyte\nfrom lib import clean\n\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env", "fit", "return clean.func(day=day)")}`,
    },
    problems: [],
  },
  "a task that its own name does not lead to": {
    files: { "tasks.py": `import flyte\n\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env")}fit = fit.func\n` },
    problems: [["not-importable", "tasks", "tasks.py", "tasks.fit is not this task"]],
  },
  "a default that cannot be sent": {
    files: {
      "tasks.py": `import flyte\n\nenv = flyte.TaskEnvironment(name="tasks")${TASK("env").replace("day: str", "day: int = None")}`,
    },
    problems: [
      ["serialisation", "tasks", "tasks.py", "tasks.fit: RuntimeError: Failed to convert default value for parameter 'day'"],
    ],
  },
  "two tasks of one name in one environment": {
    files: {
      "lib.py": LIBRARY,
      "tasks.py": `import flyte\nfrom lib import lib_env${TASK("lib_env", "clean")}`,
    },
    problems: [["duplicate-task", "lib", "lib.py", "lib.clean: lib and tasks define it; only the latter exists"]],
  },
  "a value that fails at serialisation": {
    files: { "tasks.py": `import flyte\n\nenv = flyte.TaskEnvironment(name="tasks", env_vars={"A": 1})${TASK("env")}` },
    problems: [["serialisation", "tasks", "tasks.py", "tasks.fit: TypeError"]],
  },
  "an image that cannot be described": {
    files: {
      "tasks.py": `import flyte\n\nenv = flyte.TaskEnvironment(name="tasks", image=flyte.Image.from_base(""))${TASK("env")}`,
    },
    problems: [["image", "tasks", "tasks.py", "no base image"]],
  },
};

const ALL: Readonly<Record<string, DeployCase>> = {
  ...CASES,
  ...Object.fromEntries(Object.entries(WAYS).map(([name, files]) => [`a call through ${name}`, { files, problems: REACHED }])),
  ...Object.fromEntries(Object.entries(NO_WAYS).map(([name, files]) => [`no call: ${name}`, { files, problems: [] }])),
};

let folder: string;
let trees: Readonly<Record<string, SerialisedTree | undefined>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-deploy-"));
  const sources = Object.entries(ALL).map(([name, { files }], index) => {
    writeTree(join(folder, String(index)), files);
    return { name, root: join(folder, String(index)), modules: Object.keys(files).map((file) => file.replace(/\.py$/, "")) };
  });
  const found = await serialise("flyte", sources, { python: inject("python"), timeoutMilliseconds: 60_000 });
  trees = Object.fromEntries(sources.map(({ name }, index) => [name, found.trees[index]]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.entries(ALL))("%s", (name, { problems }) => {
  const found = trees[name]?.deploy ?? [];
  expect(trees[name]?.modules.flatMap(({ error }) => error?.message ?? [])).toEqual([]);
  expect(found.map(({ kind, environment, file, problem }) => [kind, environment, file, problem])).toEqual(
    problems.map(([kind, environment, file, text]) => [kind, environment, file, expect.stringContaining(text)]),
  );
});

describe("an illegal name", () => {
  test("fails at import already", async () => {
    const root = join(folder, "illegal");
    writeTree(root, { "tasks.py": 'import flyte\n\nenv = flyte.TaskEnvironment(name="shop.tasks")\n' });
    const found = await serialise("flyte", [{ root, modules: ["tasks"] }], {
      python: inject("python"),
      timeoutMilliseconds: 60_000,
    });
    expect(found.trees[0]?.modules[0]?.error?.message).toMatch(/'shop.tasks' must be in snake_case or kebab-case/);
  });
});
