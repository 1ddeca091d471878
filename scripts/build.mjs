// Compiles to dist/ and puts beside it what is not TypeScript: the grammar, the parser's WASM, the verifier's Python files.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"];
const { status } = spawnSync(process.execPath, tsc, { cwd: root, stdio: "inherit" });
if (status !== 0) {
  process.stderr.write("The TypeScript does not compile: see above.\n");
  process.exit(1);
}
mkdirSync(join(root, "dist/wasm"), { recursive: true });
cpSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm"), join(root, "dist/wasm/tree-sitter-python.wasm"));
for (const python of ["src/verify/python"]) {
  if (existsSync(join(root, python))) cpSync(join(root, python), join(root, "dist", python), { recursive: true });
}
const main = join(root, "dist/src/cli/main.js");
if (existsSync(main)) chmodSync(main, 0o755);
