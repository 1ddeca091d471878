// `npm test`: every check in turn, up to the first that fails. What is given goes to vitest: `npm test -- test/fixtures.test.ts`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "flyteshift-test-"));
const results = join(folder, "vitest.json");

/** Each with the sentence that says what its failure means. A quiet one shows its output only when it fails. */
const STEPS = [
  { name: "build", command: "node scripts/build.mjs", failure: "The build failed.", quiet: true },
  { name: "lint", command: "oxlint --deny-warnings", failure: "The linter has something to say.", quiet: true },
  { name: "format", command: "oxfmt --check", failure: "Some files are not formatted: npm run format mends them.", quiet: true },
  { name: "types", command: "tsc --noEmit", failure: "The types do not fit.", quiet: true },
  { name: "unused", command: "knip --no-progress", failure: "Something is not used by anything.", quiet: true },
  { name: "package", command: "publint --strict", failure: "The package would not work for those who install it.", quiet: true },
  { name: "python", command: "tsx test/support/prepare-python.ts", failure: "The Python that the tests need is missing." },
  {
    name: "tests",
    command: "vitest run --update=none --reporter=default --reporter=json",
    arguments: [`--outputFile.json=${results}`, ...process.argv.slice(2)],
    failure: "Some tests failed.",
  },
];

/** Runs a program of `node_modules/.bin` as npm would; its exit code and what it printed, if quiet. */
function run({ command, arguments: more = [], quiet = false }) {
  const [program, ...words] = command.split(" ");
  const child = spawn(program, [...words, ...more], {
    cwd: root,
    env: { ...process.env, PATH: join(root, "node_modules/.bin") + delimiter + process.env.PATH },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** What vitest counted; a file that could not even be loaded counts as one failure. */
function countTests() {
  if (!existsSync(results)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, "utf8"));
  const notLoaded = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
  return { passed: numPassedTests, failed: numFailedTests + notLoaded.length };
}

/** The first step that fails, or undefined. */
async function firstFailure() {
  for (const step of STEPS) {
    const start = performance.now();
    const { code, output } = await run(step);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? "ok    " : "FAILED"}  ${step.name.padEnd(8)} ${seconds.padStart(6)} s\n`);
    if (code === 0) continue;
    process.stdout.write(output);
    return step;
  }
  return undefined;
}

if (!existsSync(join(root, "node_modules"))) {
  process.stderr.write("The dependencies are missing: run npm ci first.\n");
  process.exit(1);
}
const failure = await firstFailure();
const { passed, failed } = countTests();
rmSync(folder, { recursive: true });
if (failure) process.stdout.write(`\n${failure.failure}\n`);
// The last line is for machines: a step that failed counts, with or without tests behind it.
process.stdout.write(`${passed} passed, ${failure ? Math.max(failed, 1) : 0} failed\n`);
process.exitCode = failure ? 1 : 0;
