// `npm start`: runs the built tool on what was given, or on the bundled example.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// npm runs scripts in the package's folder; paths were typed in this one.
const cwd = process.env.INIT_CWD ?? process.cwd();
const example = relative(cwd, join(root, "examples/forecasting"));
const given = process.argv.slice(2);

const tool = spawn(process.execPath, [join(root, "dist/src/cli/main.js"), ...(given.length > 0 ? given : [example])], {
  cwd,
  stdio: "inherit",
  env: { ...process.env, FLYTESHIFT_CALLED_AS: "npm start --" },
});
// Ctrl-C reaches the tool as well: it decides when it is safe to stop, and this process waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
tool.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
