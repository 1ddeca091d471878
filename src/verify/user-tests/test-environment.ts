/** The environment of the user's tests: which `python`, whose modules, and where pytest reports. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { QUIET } from "../processes/python-scripts.ts";
import type { SourceTree } from "../trees/source-tree.ts";

/**
 * The environment in which the tree's modules come before those of a project that is installed in place.
 *
 * @param python path of the interpreter
 * @param variables of the user's file, above those of this process
 * @param scratch a folder for what the tests write, and for programs of ours
 * @param report path of the file that pytest writes, if the command runs it
 */
export function testEnvironment(
  tree: SourceTree,
  python: string,
  variables: Readonly<Record<string, string>>,
  scratch: string,
  report: string,
): NodeJS.ProcessEnv {
  const inherited = { ...process.env, ...variables };
  const roots = [tree.root, ...(tree.path ?? []), inherited["PYTHONPATH"] ?? ""];
  const paths = [launchers(python, scratch), dirname(python), inherited["PATH"] ?? ""];
  const pytestOptions = [
    inherited["PYTEST_ADDOPTS"] ?? "",
    "-p no:cacheprovider",
    "-o junit_family=xunit1",
    `--junitxml="${report}"`,
  ];
  return {
    ...inherited,
    ...QUIET,
    FLYTE_LOCAL_CACHE_ENABLED: "false",
    PYTHONUNBUFFERED: "1",
    PYTHONPATH: joinedPath(roots),
    PATH: joinedPath(paths),
    PYTEST_ADDOPTS: pytestOptions.join(" ").trim(),
    TMPDIR: scratch,
  };
}

function joinedPath(places: readonly string[]): string {
  return places.filter((place) => place !== "").join(delimiter);
}

/** A folder where `python` is the interpreter, which may have another name, and `pytest` is its own. Scripts: a link would lose a virtual environment. */
function launchers(python: string, scratch: string): string {
  const folder = join(scratch, "bin");
  if (process.platform === "win32") return "";
  mkdirSync(folder);
  const quoted = `'${python.replaceAll("'", String.raw`'\''`)}'`;
  const commands = {
    python: quoted,
    python3: quoted,
    ...(existsSync(join(dirname(python), "pytest")) ? {} : { pytest: `${quoted} -m pytest` }),
  };
  for (const [name, words] of Object.entries(commands)) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(path, 0o755);
  }
  return folder;
}
