/** Finding interpreters, with programs that answer as a Python would. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findInterpreters } from "../../../src/verify/interpreters/find-interpreters.ts";
import type { FindInterpretersOptions, InstallSdk } from "../../../src/verify/interpreters/find-interpreters.ts";
import { privateEnvironment } from "../../../src/verify/interpreters/private-environment.ts";
import { temporaryFolder } from "../../project/temporary-folder.ts";

interface Answer {
  readonly python: string;
  readonly flytekit: string | null;
  readonly flyte: string | null;
  readonly pip: boolean;
  readonly environment: boolean;
}

const NOTHING: Answer = { python: "3.11.7", flytekit: null, flyte: null, pip: true, environment: true };
const BOTH: Answer = { ...NOTHING, flytekit: "1.16.31", flyte: "2.12.1" };

function program(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A program in the place of an environment's interpreter. */
function python(folder: string, answer: Answer): string {
  return program(join(folder, "bin/python"), `echo '${JSON.stringify(answer)}'`);
}

function find(root: string, options: Partial<FindInterpretersOptions> = {}) {
  return findInterpreters({ root, folders: [root], wishes: {}, install: null, environment: { PATH: "" }, ...options });
}

/** What is said when none is found, with the repository's folder called ROOT. */
const message = (root: string, options: Partial<FindInterpretersOptions> = {}) =>
  find(root, options).then(
    () => "nothing",
    (error: Error) => `${error.name}: ${error.message.replaceAll(root, "ROOT")}`,
  );

describe("interpreters are found", () => {
  test("in the environment beside the code", async () => {
    const root = temporaryFolder();
    const path = python(join(root, ".venv"), BOTH);
    expect(await find(root)).toEqual({
      v1: { sdk: "flytekit", version: "1.16.31", python: path, foundIn: ".venv" },
      v2: { sdk: "flyte", version: "2.12.1", python: path, foundIn: ".venv" },
    });
  });

  test("nearest first, and one for each SDK where none has both", async () => {
    const root = temporaryFolder();
    const own = python(join(root, "services/train/venv"), { ...NOTHING, flytekit: "1.10.0" });
    const shared = python(join(root, ".venv"), BOTH);
    const { v1, v2 } = await find(root, { folders: [join(root, "services/train/flows")] });
    expect([v1.python, v1.foundIn]).toEqual([own, "services/train/venv"]);
    expect([v2.python, v2.foundIn]).toEqual([shared, ".venv"]);
  });

  test.each(["VIRTUAL_ENV", "CONDA_PREFIX"])("in the active environment (%s)", async (variable) => {
    const folder = temporaryFolder();
    const path = python(folder, BOTH);
    const { v1 } = await find(temporaryFolder(), { environment: { PATH: "", [variable]: folder } });
    expect(v1).toMatchObject({ python: path, foundIn: `the active environment (${variable})` });
  });

  test("in poetry's environment", async () => {
    const [root, folder, tools] = [temporaryFolder({ "poetry.lock": "" }), temporaryFolder(), temporaryFolder()];
    const path = python(folder, BOTH);
    program(join(tools, "poetry"), `echo ${folder}`);
    const environment = { PATH: [tools, "/usr/bin", "/bin"].join(delimiter) };
    expect((await find(root, { environment })).v2).toMatchObject({ python: path, foundIn: "poetry's environment" });
  });

  test("on the PATH", async () => {
    const folder = temporaryFolder();
    const path = python(folder, BOTH);
    symlinkSync(path, join(folder, "python3"));
    expect((await find(temporaryFolder(), { environment: { PATH: folder } })).v1).toMatchObject({
      python: join(folder, "python3"),
      foundIn: "PATH",
    });
  });

  test("where the user says: a program, or the folder of an environment", async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    const paths = [python(one, BOTH), python(two, BOTH)];
    const { v1, v2 } = await find(temporaryFolder(), { wishes: { both: paths[0], v2: two } });
    expect([v1.python, v1.foundIn, v2.python, v2.foundIn]).toEqual([paths[0], "--python", paths[1], "--python-v2"]);
  });

  test("past one that does not work", async () => {
    const root = temporaryFolder();
    program(join(root, ".venv/bin/python"), "exit 1");
    const path = python(join(root, "venv"), BOTH);
    expect((await find(root)).v1.python).toBe(path);
  });
});

describe("what is wrong is said, with what to do", () => {
  test("no Python at all", async () => {
    expect(await message(temporaryFolder())).toMatchInlineSnapshot(`
      "ExpectedError: No Python was found, and flytekit 1.16.31 needs Python 3.10 to 3.12.
      No Python was found, and flyte 2.12.1 needs Python 3.10 or later.
      Name another interpreter with --python-v1 and --python-v2, or let flyteshift make a private environment with --install."
    `);
  });

  test("an environment without the SDKs", async () => {
    const root = temporaryFolder();
    python(join(root, ".venv"), NOTHING);
    expect(await message(root)).toMatchInlineSnapshot(`
      "ExpectedError: flytekit is not installed in ROOT/.venv/bin/python (.venv).
      flyte is not installed in ROOT/.venv/bin/python (.venv).
      Install it with
        ROOT/.venv/bin/python -m pip install flytekit==1.16.31 && ROOT/.venv/bin/python -m pip install flyte==2.12.1
      or name another interpreter with --python-v1 and --python-v2, or let flyteshift make a private environment with --install."
    `);
  });

  test("an environment without one of them and without pip, on a machine with uv", async () => {
    const [root, tools] = [temporaryFolder(), temporaryFolder()];
    python(join(root, ".venv"), { ...NOTHING, flytekit: "1.16.31", pip: false });
    program(join(tools, "uv"), "");
    expect(await message(root, { environment: { PATH: tools } })).toMatchInlineSnapshot(`
      "ExpectedError: flyte is not installed in ROOT/.venv/bin/python (.venv).
      Install it with
        uv pip install --python ROOT/.venv/bin/python flyte==2.12.1
      or name another interpreter with --python-v2, or let flyteshift make a private environment with --install."
    `);
  });

  test("a poetry project", async () => {
    const [root, folder, tools] = [temporaryFolder({ "poetry.lock": "" }), temporaryFolder(), temporaryFolder()];
    python(folder, NOTHING);
    program(join(tools, "poetry"), `echo ${folder}`);
    const told = await message(root, { environment: { PATH: [tools, "/usr/bin", "/bin"].join(delimiter) } });
    expect(told).toContain("\n  poetry add --group dev flytekit==1.16.31 flyte==2.12.1\n");
  });

  test("only the system's Python", async () => {
    const [root, folder] = [temporaryFolder(), temporaryFolder()];
    program(join(folder, "python3"), `echo '${JSON.stringify({ ...NOTHING, environment: false })}'`);
    const told = await message(root, { environment: { PATH: folder } });
    expect(told).toMatch(/-m venv \S*\.venv && \S*\.venv\/bin\/python -m pip install flytekit==1\.16\.31 && /);
  });

  test("a Python that is too new for flytekit", async () => {
    const root = temporaryFolder();
    python(join(root, ".venv"), { ...BOTH, flytekit: null, python: "3.13.0" });
    expect(await message(root)).toMatchInlineSnapshot(`
      "ExpectedError: flytekit is not installed in ROOT/.venv/bin/python (.venv), which is Python 3.13.0; flytekit 1.16.31 needs Python 3.10 to 3.12.
      Name another interpreter with --python-v1, or let flyteshift make a private environment with --install."
    `);
  });

  test("a version that is too old", async () => {
    const root = temporaryFolder();
    python(join(root, ".venv"), { ...BOTH, flytekit: "1.2.3" });
    expect(await message(root)).toMatchInlineSnapshot(
      `"ExpectedError: flytekit 1.2.3 is older than 1.10, the oldest that verify reads (in ROOT/.venv/bin/python). Name another interpreter with --python-v1."`,
    );
  });

  test("a path that is no Python", async () => {
    const root = temporaryFolder();
    expect(await message(root, { wishes: { v1: join(root, "none") } })).toMatchInlineSnapshot(
      `"ExpectedError: --python-v1 ROOT/none is no Python that can be started: spawn ROOT/none ENOENT. Name another."`,
    );
    const path = program(join(root, "talks"), "echo hello");
    expect(await message(root, { wishes: { both: path } })).toMatch(/talks is no Python that can be started/);
  });
});

/** A uv that makes environments with the SDK that it is told to install, and writes down what it was told. */
function fakeUv(folder: string): string {
  return program(
    join(folder, "uv"),
    `
echo "$@" >> ${folder}/log
for last; do :; done
case "$1" in
  venv) /bin/mkdir -p "$last/bin" ;;
  pip) case "$last" in
    flytekit==*) sdks='"flytekit":"1.16.31","flyte":null' ;;
    *) sdks='"flytekit":null,"flyte":"2.12.1"' ;;
  esac
  for word; do case "$word" in */bin/python) place="$word" ;; esac; done
  printf '#!/bin/sh\\necho %s\\n' "'{\\"python\\":\\"3.11.7\\",$(echo "$sdks"),\\"pip\\":true,\\"environment\\":true}'" > "$place"
  /bin/chmod +x "$place" ;;
esac`,
  );
}

describe("--install", () => {
  test("makes one environment for each SDK, once, in the user's cache folder", async () => {
    const [root, tools, cache] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    python(join(root, ".venv"), NOTHING);
    fakeUv(tools);
    const said: string[] = [];
    const environment = { PATH: [tools, "/usr/bin", "/bin"].join(delimiter), XDG_CACHE_HOME: cache };
    const install: InstallSdk = (sdk, found) => privateEnvironment(sdk, found, (text) => said.push(text), environment);
    const options = { environment, install };
    const first = await find(root, options);
    expect([first.v1.foundIn, first.v1.version, first.v2.version]).toEqual(["a private environment", "1.16.31", "2.12.1"]);
    expect(first.v1.python).toBe(join(cache, "flyteshift/flytekit-1.16.31-python-3.11/bin/python"));
    expect(said).toHaveLength(2);
    expect(await find(root, options)).toEqual(first);
    expect(said).toHaveLength(2);
    expect(existsSync(join(root, ".venv/lib"))).toBe(false);
  });

  test("leaves nothing half made behind, and says what failed", async () => {
    const [tools, cache] = [temporaryFolder(), temporaryFolder()];
    program(
      join(tools, "uv"),
      'if [ "$1" = pip ]; then echo "no network" >&2; exit 1; fi; for last; do :; done; /bin/mkdir -p "$last"',
    );
    const found = [
      {
        python: "python3",
        foundIn: "PATH",
        version: "3.11.7",
        sdks: { flytekit: null, flyte: null },
        hasPip: true,
        isEnvironment: true,
      },
    ];
    const environment = { PATH: tools, XDG_CACHE_HOME: cache };
    const making = privateEnvironment("flyte", found, () => {}, environment);
    await expect(making).rejects.toThrow(/This failed:\n  \S+uv pip install .* flyte==2\.12\.1\nno network$/);
    expect(existsSync(join(cache, "flyteshift/flyte-2.12.1-python-3.11"))).toBe(false);
  });

  test("says when there is no Python that fits", async () => {
    const found = [
      {
        python: "p",
        foundIn: "PATH",
        version: "3.13.1",
        sdks: { flytekit: null, flyte: null },
        hasPip: true,
        isEnvironment: true,
      },
    ];
    await expect(privateEnvironment("flytekit", found, () => {}, { PATH: "" })).rejects.toThrow(
      "flytekit 1.16.31 needs Python 3.10 to 3.12, and there is none on this machine. Install one, then run again.",
    );
  });
});
