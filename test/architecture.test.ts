import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Project } from "ts-morph";
import { describe, expect, test } from "vitest";
import { ARROWS, violations } from "./support/architecture.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replaceAll("\\", "/");

describe("the rooms", () => {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipLoadingLibFiles: true });
  project.addSourceFilesAtPaths([`${ROOT}/src/**/*.ts`, `${ROOT}/transforms/**/*.ts`]);

  test("import only what lies below them, and only two of them print", () => {
    expect(project.getSourceFiles().length).toBeGreaterThan(100);
    expect(violations(project, ROOT)).toEqual([]);
  });

  test("are all there are", () => {
    const folders = readdirSync(`${ROOT}/src`).map((name) => `src/${name}`);
    expect(folders.filter((folder) => !ARROWS.has(folder))).toEqual([]);
  });
});

describe("the checker", () => {
  test.each([
    ["src/python/names.ts", `import { files } from "../project/discover.ts";`, "src/python imports src/project"],
    ["src/project/read.ts", `import type { Task } from "../flyte1/tasks.ts";`, "src/project imports src/flyte1"],
    ["src/flyte2/fields.ts", `export * from "../flyte1/tasks.ts";`, "src/flyte2 imports src/flyte1"],
    ["src/flyte2/fields.ts", `const it = await import("../migrate/plan.ts");`, "src/flyte2 imports src/migrate"],
    ["src/migrate/plan.ts", `import { transforms } from "../../transforms/index.ts";`, "src/migrate imports transforms"],
    ["src/report/json.ts", `let it: import("../apply/write.ts").Outcome;`, "src/report imports src/apply"],
    ["src/apply/write.ts", `import "../cli/program.ts";`, "src/apply imports src/cli"],
    ["transforms/caching.ts", `import { print } from "../src/report/terminal.ts";`, "transforms imports src/report"],
    ["transforms/caching.ts", `import { readFileSync } from "node:fs";`, "a transform imports node:fs"],
    [
      "transforms/caching/facts.ts",
      `import { gpu } from "../resources/gpu.ts";`,
      "transforms/caching imports transforms/resources",
    ],
    ["src/cli/run.ts", `import { pairs } from "../../test/support/serialised-pairs.ts";`, "src/cli imports test"],
    ["src/attic/box.ts", ``, "src/attic is no room of the house"],
    ["src/migrate/check.ts", `console.log("checked");`, "src/migrate prints"],
    ["src/apply/write.ts", `process.stdout.write("written");`, "src/apply prints"],
    ["transforms/caching.ts", `process.stderr.write("cached");`, "transforms prints"],
    ["src/python/names.ts", `// how Flyte names things`, "src/python speaks of Flyte"],
  ])("sees in %s: %s", (path, text, sentence) => {
    expect(violationsIn(path, text)).toEqual([`${path}:1 ${sentence}`]);
  });

  test.each([
    ["src/cli/program.ts", `import { transforms } from "../../transforms/index.ts"; process.stdout.write("done");`],
    ["src/report/json.ts", `import type { Plan } from "../migrate/plan.ts";`],
    ["src/verify/child.ts", `const { stdout } = await run(); child.stdout.on("data", keep);`],
    ["src/project/git.ts", `import { readFileSync } from "node:fs";`],
    ["transforms/index.ts", `import caching from "./caching.ts";`],
    ["transforms/caching.ts", `import { facts } from "./caching/facts.ts"; const text = "flyte's console";`],
  ])("has nothing against %s: %s", (path, text) => {
    expect(violationsIn(path, text)).toEqual([]);
  });
});

function violationsIn(path: string, text: string): string[] {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  project.createSourceFile(`/${path}`, text);
  return violations(project, "/");
}
