// The least that any such tool has to do: list the Python files, read them all, see which name Flyte 1, and parse those.
// Plain JavaScript, because a loader for TypeScript would make this process slower, and the tool look better beside it.
//
//     node bench/floor.mjs FOLDER
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";

const [folder = "."] = process.argv.slice(2);
const NAMES_FLYTE1 = /flytekit/;

const listing = execFileSync(
  "git",
  ["-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.py"],
  {
    maxBuffer: Infinity,
    encoding: "utf8",
  },
);
const paths = listing.split("\0").filter(Boolean);

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm")));

let parsed = 0;
for (const path of paths) {
  const bytes = readFileSync(join(folder, path));
  if (!NAMES_FLYTE1.test(bytes.toString("latin1"))) continue;
  parser.parse(bytes.toString("utf8"))?.delete();
  parsed++;
}
process.stdout.write(JSON.stringify({ files: paths.length, parsed }));
