/** Migrated modules that import cleanly and that `flyte deploy` would refuse, or that would fail on the cluster. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { SerialisedTree } from "../../src/verify/document.ts";
import { serialise } from "../../src/verify/serialise.ts";
import { writeTree } from "../support/serialised-pairs.ts";

const TASK = (environment: string, name = "fit", body = "return 1") =>
  `\n\n@${environment}.task\ndef ${name}(day: str) -> int:\n    ${body}\n`;

const LIBRARY = `import flyte\n\nlib_env = flyte.TaskEnvironment(name="lib")${TASK("lib_env", "clean")}`;

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

let folder: string;
let trees: Readonly<Record<string, SerialisedTree | undefined>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-deploy-"));
  const sources = Object.entries(CASES).map(([name, { files }], index) => {
    writeTree(join(folder, String(index)), files);
    return { name, root: join(folder, String(index)), modules: Object.keys(files).map((file) => file.replace(/\.py$/, "")) };
  });
  const found = await serialise("flyte", sources, { python: inject("python"), timeoutMilliseconds: 60_000 });
  trees = Object.fromEntries(sources.map(({ name }, index) => [name, found.trees[index]]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.entries(CASES))("%s", (name, { problems }) => {
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
