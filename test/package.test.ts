/** The package as its users get it: packed, installed into an empty folder, and run on the bundled example. Needs a build. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import type { Plan } from "../src/migrate/plan.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), "flyteshift-package-"));
const CONSUMER = join(FOLDER, "consumer");
const EXAMPLE = join(FOLDER, "forecasting");
const INSTALLED = join(CONSUMER, "node_modules/flyteshift");

/** Top-level folders and files that a package may have; what else stands there went in by mistake. */
const CONTENT = ["dist", "examples", "LICENSE", "README.md", "package.json"];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;

beforeAll(async () => {
  if (!existsSync(join(ROOT, "dist/src/cli/main.js"))) throw new Error("There is no build to pack: npm run build makes one.");
  const [answer] = JSON.parse(await npm(ROOT, "pack", "--json", "--pack-destination", FOLDER)) as [Packed];
  packed = answer;
  mkdirSync(CONSUMER);
  writeFileSync(join(CONSUMER, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  await npm(CONSUMER, "install", "--prefer-offline", "--ignore-scripts", join(FOLDER, packed.filename));
  cpSync(join(INSTALLED, "examples/forecasting"), EXAMPLE, { recursive: true });
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("the package holds the build, the example and nothing else", () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !CONTENT.includes(path.split("/")[0] ?? ""))).toEqual([]);
  expect(paths).toContain("dist/wasm/tree-sitter-python.wasm");
  expect(paths.filter((path) => /\.pyc$|__pycache__|\.test\./.test(path))).toEqual([]);
});

test("it installs without the tools that build and test it", () => {
  const installed = Object.keys(manifest.dependencies).filter((name) => existsSync(join(CONSUMER, "node_modules", name)));
  expect(installed).toEqual(Object.keys(manifest.dependencies));
  expect(existsSync(join(CONSUMER, "node_modules/vitest"))).toBe(false);
  expect(existsSync(join(CONSUMER, "node_modules/tree-sitter-python"))).toBe(false);
});

test("the installed command says its version", async () => {
  expect((await flyteshift("--version")).trim()).toBe(manifest.version);
});

test("the installed command plans the example's migration", async () => {
  const plan = JSON.parse(await flyteshift("--json", EXAMPLE)) as Plan;
  expect(plan.skipped).toEqual([]);
  expect(plan.summary.filesChanged).toBeGreaterThan(5);
  expect(plan.summary.tasksLeft).toBe(0);
});

test("the installed command migrates the example", async () => {
  const tasks = join(EXAMPLE, "training/tasks.py");
  expect(readFileSync(tasks, "utf8")).toContain("flytekit");
  await flyteshift("--write", "--allow-dirty", EXAMPLE);
  expect(readFileSync(tasks, "utf8")).toContain("flyte.TaskEnvironment(");
  expect(readFileSync(tasks, "utf8")).not.toContain("flytekit");
});

/** Through `npx`, which finds the command that npm linked. */
function flyteshift(...words: readonly string[]): Promise<string> {
  return npm(CONSUMER, "exec", "--offline", "--", "flyteshift", ...words);
}

/** What npm prints; rejects when it fails. The settings of the npm that runs these tests must not reach it. */
async function npm(cwd: string, ...words: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)));
  const shell = process.platform === "win32";
  const { stdout } = await promisify(execFile)("npm", words, { cwd, env, shell, maxBuffer: 1 << 26 });
  return stdout;
}
