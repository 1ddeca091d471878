/** Which two states are compared, when nobody says it and when somebody does. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRepository } from "../../../src/migrate/migrate.ts";
import { chooseStates } from "../../../src/verify/trees/states.ts";
import { transforms } from "../../../transforms/index.ts";
import { addFiles, commitAll, runGit, temporaryFolder, temporaryRepository } from "../../project/temporary-folder.ts";

const V1 = "from flytekit import task\n\n\n@task\ndef fit(day: str) -> int:\n    return 1\n";
const V2 = 'import flyte\n\nenv = flyte.TaskEnvironment(name="tasks")\n\n\n@env.task\ndef fit(day: str) -> int:\n    return 1\n';

async function choose(folder: string, base?: string, paths: readonly string[] = [folder]) {
  const options = { paths, settings: {}, transforms };
  return chooseStates(await openRepository(options), base, options);
}

const head = (folder: string, revision = "HEAD") =>
  execFileSync("git", ["-C", folder, "rev-parse", revision], { encoding: "utf8" }).trim();

describe("what is compared", () => {
  test("before the migration: the files with the plan", async () => {
    const states = await choose(temporaryRepository({ "tasks.py": V1 }));
    expect([states.compared, states.why, states.revision]).toEqual([{ kind: "plan" }, null, null]);
    expect(states.original.get("tasks.py")).toBe(V1);
    expect(states.migrated.get("tasks.py")).toContain("flyte.TaskEnvironment(");
  });

  test("after it: the last commit with the files", async () => {
    const folder = temporaryRepository({ "tasks.py": V1, "lib.py": "x = 1\n", "gone.py": V1 });
    addFiles(folder, { "tasks.py": V2 });
    rmSync(join(folder, "gone.py"));
    const states = await choose(folder);
    expect(states.compared).toEqual({ kind: "revision", base: "HEAD", commit: head(folder) });
    expect(states.why).toBe("the plan changes nothing any more");
    expect([...states.original.keys()]).toEqual(["gone.py", "lib.py", "tasks.py"]);
    expect([states.original.get("tasks.py"), states.migrated.get("tasks.py")]).toEqual([V1, V2]);
    expect(states.migrated.has("gone.py")).toBe(false);
    expect(states.plan.environments.map(({ tasks }) => tasks)).toEqual([["fit"], ["fit"]]);
  });

  test("after it was committed on a branch: the commit where the branch began", async () => {
    const folder = temporaryRepository({ "tasks.py": V1 });
    runGit(folder, "branch", "-m", "main");
    const began = head(folder);
    runGit(folder, "checkout", "--quiet", "-b", "flyte2");
    addFiles(folder, { "tasks.py": V2 });
    commitAll(folder);
    const states = await choose(folder);
    expect(states.compared).toEqual({ kind: "revision", base: began.slice(0, 12), commit: began });
    expect(states.why).toBe("the migration is committed, and this branch began there (main)");
  });

  test("with a base: that revision, whatever else could be compared", async () => {
    const folder = temporaryRepository({ "tasks.py": V1 });
    runGit(folder, "tag", "v1");
    addFiles(folder, { "tasks.py": V2, "more.py": V1 });
    commitAll(folder);
    const states = await choose(folder, "v1");
    expect(states.compared).toEqual({ kind: "revision", base: "v1", commit: head(folder, "v1") });
    expect([...states.selected]).toEqual(["tasks.py", "more.py"]);
  });

  test("only below the paths that were named", async () => {
    const folder = temporaryRepository({ "a/tasks.py": V1, "b/tasks.py": V1 });
    addFiles(folder, { "a/tasks.py": V2, "b/tasks.py": V2 });
    const states = await choose(folder, undefined, [join(folder, "a")]);
    expect([...states.selected]).toEqual(["a/tasks.py"]);
    expect(states.original.has("b/tasks.py")).toBe(true);
  });
});

describe("when there is nothing to compare, it is said why", () => {
  test.each<[string, () => string, string | undefined, RegExp]>([
    ["no git", () => temporaryFolder({ "a.py": V2 }), undefined, /the plan changes nothing, and there is no git history/],
    [
      "no git, and a base",
      () => temporaryFolder({ "a.py": V1 }),
      "HEAD",
      /--base HEAD needs a git repository, and \S+ is in none\./,
    ],
    [
      "never any Flyte 1",
      () => temporaryRepository({ "a.py": V2 }),
      undefined,
      /Name the revision before the migration with --base\.$/,
    ],
    ["no such revision", () => temporaryRepository({ "a.py": V1 }), "v9", /--base v9: git knows no such revision/],
    ["a revision like an option", () => temporaryRepository({ "a.py": V1 }), "--all", /--base --all: git knows no such revision/],
  ])("%s", async (_, make, base, message) => {
    await expect(choose(make(), base)).rejects.toThrow(message);
  });

  test("a migration that is part of the main line long since", async () => {
    const folder = temporaryRepository({ "tasks.py": V1 });
    addFiles(folder, { "tasks.py": V2 });
    commitAll(folder);
    const last = head(folder).slice(0, 10);
    await expect(choose(folder)).rejects.toThrow(`with --base, for example --base ${last}~1`);
  });
});
