import { describe, expect, test } from "vitest";

import { loadSettings, type SettingsFlags, SettingsError, settingsTable } from "../../src/project/settings.ts";
import { type Files, temporaryFolder } from "./temporary-folder.ts";

const load = (files: Files, flags?: SettingsFlags) => loadSettings(temporaryFolder(files), flags);

const camelCase = (name: string) => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const DEFAULTS = {
  include: [],
  exclude: [],
  importRoots: [],
  lineLength: 88,
  defaultAccelerator: null,
  secretNames: "group-and-key",
  sequential: false,
};

const ALL_IN_TOML = `
include = ["flows/**"]
exclude = ["flows/old"]
import-roots = ["src/", "."]
line-length = 100
default-accelerator = "T4"
secret-names = "folded"
sequential = true
`;

const ALL = {
  include: ["flows/**"],
  exclude: ["flows/old"],
  importRoots: ["src", ""],
  lineLength: 100,
  defaultAccelerator: "T4",
  secretNames: "folded",
  sequential: true,
};

describe("where settings come from", () => {
  test("the defaults, when nothing is set", async () => {
    expect(await load({})).toEqual(DEFAULTS);
    expect(await load({ "pyproject.toml": "[project]\nname = 'x'\n" })).toEqual(DEFAULTS);
  });

  test("pyproject.toml, with a byte order mark and CRLF too", async () => {
    const text = `\uFEFF[tool.flyteshift]\n${ALL_IN_TOML}`.replaceAll("\n", "\r\n");
    expect(await load({ "pyproject.toml": text, "src/a.py": "" })).toEqual(ALL);
  });

  test("flyteshift.toml", async () => {
    expect(await load({ "flyteshift.toml": ALL_IN_TOML, "src/a.py": "" })).toEqual(ALL);
  });

  test("both files at once are an error", async () => {
    const files = { "flyteshift.toml": "", "pyproject.toml": "[tool.flyteshift]\n" };
    await expect(load(files)).rejects.toThrow("both hold settings. Move them into one");
  });

  test("flags, which win", async () => {
    const flags = {
      include: ["a", "b"],
      exclude: "c",
      importRoots: ["lib"],
      lineLength: "120",
      defaultAccelerator: "A100_80G",
      secretNames: "group-and-key",
      sequential: true,
    };
    const files = { "flyteshift.toml": ALL_IN_TOML, "src/a.py": "", "lib/a.py": "" };
    expect(await load(files, flags)).toEqual({ ...flags, exclude: ["c"], lineLength: 120 });
    expect(await load(files, { lineLength: "120" })).toEqual({ ...ALL, lineLength: 120 });
  });

  test("every setting is in the table under its camel-case name", () => {
    expect(Object.values(settingsTable).map((setting) => camelCase(setting.name))).toEqual(Object.keys(settingsTable));
  });
});

describe("line length", () => {
  test.each([
    [{ "pyproject.toml": "[tool.black]\nline-length = 99\n" }, 99],
    [{ "pyproject.toml": "[tool.black]\nline_length = 98\n" }, 98],
    [{ "pyproject.toml": "[tool.black]\nline-length = 99\n[tool.ruff]\nline-length = 110\n" }, 110],
    [{ "pyproject.toml": "[tool.ruff]\nline-length = 110\n", "ruff.toml": "line-length = 79\n" }, 79],
    [{ "ruff.toml": "line-length = 79\n", ".ruff.toml": "line-length = 78\n" }, 78],
    [{ "ruff.toml": "line-length = 79\n", "flyteshift.toml": "line-length = 130\n" }, 130],
    [{ "pyproject.toml": "[tool]\nruff = 3\nblack.line-length = 'long'\n" }, 88],
  ])("%j gives %i", async (files, lineLength) => {
    expect((await load(files)).lineLength).toBe(lineLength);
  });
});

describe("errors say where, what, and what to do", () => {
  test.each<[string, Files, string]>([
    [
      "an unknown setting",
      { "pyproject.toml": '[project]\nname = "x"\ninclde = 1\n\n[tool.flyteshift]\n# inclde = 1\ninclde = ["a"]\n' },
      'pyproject.toml:7: unknown setting "inclde" in [tool.flyteshift]. Did you mean "include"? ' +
        "Known settings: include, exclude, import-roots, line-length, default-accelerator, secret-names, sequential.",
    ],
    [
      "an underscore",
      { "flyteshift.toml": "\nline_length = 3" },
      'flyteshift.toml:2: unknown setting "line_length". Did you mean "line-length"?',
    ],
    [
      "a quoted name",
      { "flyteshift.toml": '\n\n"exclud" = 3' },
      'flyteshift.toml:3: unknown setting "exclud". Did you mean "exclude"?',
    ],
    [
      "nothing close",
      { "flyteshift.toml": "zzzzzzzzzz = 3" },
      'flyteshift.toml:1: unknown setting "zzzzzzzzzz". Known settings: include',
    ],
    [
      "a table",
      { "pyproject.toml": "\n[tool.flyteshift]\n[tool.flyteshift.secrets]\nx = 1\n" },
      'pyproject.toml:3: unknown setting "secrets"',
    ],
    ["a dotted key", { "pyproject.toml": "[tool]\nflyteshift.inclde = 1\n" }, 'pyproject.toml:2: unknown setting "inclde"'],
    [
      "an inline table",
      { "pyproject.toml": "[tool]\n\nflyteshift = { inclde = 1 }\n" },
      'pyproject.toml:3: unknown setting "inclde"',
    ],
    [
      "a string for a list",
      { "flyteshift.toml": 'include = "a"' },
      'flyteshift.toml:1: include: expected a list of strings, found "a".',
    ],
    ["a mixed list", { "flyteshift.toml": 'include = ["a", 1]' }, 'expected a list of strings, found ["a",1].'],
    ["yes as text", { "flyteshift.toml": 'sequential = "yes"' }, 'sequential: expected true or false, found "yes".'],
    ["half a column", { "flyteshift.toml": "line-length = 1.5" }, "line-length: expected a whole number above 0, found 1.5."],
    ["no columns", { "flyteshift.toml": "line-length = 0" }, "line-length: expected a whole number above 0, found 0."],
    ["an unknown device", { "flyteshift.toml": 'default-accelerator = "T5"' }, 'expected one of "A10", "A10G", "A100"'],
    [
      "an unknown form",
      { "flyteshift.toml": 'secret-names = "fold"' },
      'expected one of "group-and-key", "folded", found "fold".',
    ],
    [
      "a missing root",
      { "flyteshift.toml": '\nimport-roots = ["srcc"]' },
      'flyteshift.toml:2: import-roots: "srcc" is not a folder in ',
    ],
    ["a root outside", { "flyteshift.toml": 'import-roots = [".."]' }, 'import-roots: ".." is not a folder in '],
    [
      "no table",
      { "pyproject.toml": "[tool]\nflyteshift = 3\n" },
      "pyproject.toml:2: flyteshift is not a table. Write [tool.flyteshift]",
    ],
    ["no TOML", { "pyproject.toml": "[tool]\nx = = 1\n" }, "pyproject.toml:2:5: Invalid TOML document"],
    ["no TOML for ruff", { "ruff.toml": "x" }, "ruff.toml:1:"],
  ])("%s", async (_, files, message) => {
    const run = load(files);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(SettingsError);
  });

  test.each<[SettingsFlags, string]>([
    [{ lineLength: "wide" }, '--line-length: expected a whole number above 0, found "wide".'],
    [{ lineLength: "" }, '--line-length: expected a whole number above 0, found "".'],
    [{ defaultAccelerator: "" }, '--default-accelerator: expected one of "A10"'],
    [{ importRoots: ["nowhere"] }, '--import-root: "nowhere" is not a folder'],
  ])("flag %j", async (flags, message) => {
    await expect(load({}, flags)).rejects.toThrow(message);
  });
});
