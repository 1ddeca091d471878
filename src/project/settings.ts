import { statSync } from "node:fs";
import { join, posix } from "node:path";

import { closestMatch } from "leven";

import {
  type ConfigurationFile,
  isTable,
  lineOf,
  readConfigurationFile,
  SettingsError,
  type TomlTable,
  valueAt,
} from "./configuration-file.ts";
import { formatterLineLength } from "./formatter-line-length.ts";
import { type Settings, settingsTable } from "./settings-table.ts";

export { SettingsError } from "./configuration-file.ts";
export { type Settings, settingsTable } from "./settings-table.ts";

/** Flags as the argument parser collects them, by the keys of {@link Settings}; absent when not given. */
export type SettingsFlags = { readonly [Key in keyof Settings]?: string | boolean | readonly string[] };

const TABLE_OF_PYPROJECT = ["tool", "flyteshift"];

/**
 * Settles what holds for a project: flags, else its configuration, else its formatter's line length, else the defaults.
 *
 * @param root absolute path; the configuration is looked up only there
 * @throws SettingsError for an unknown setting, a value of the wrong form, an import root that is no folder,
 *   settings in both files, or a file that is not TOML
 */
export async function loadSettings(root: string, flags: SettingsFlags = {}): Promise<Settings> {
  const pyproject = await readConfigurationFile(root, "pyproject.toml");
  const lineLength = await formatterLineLength(root, pyproject);
  const settings = {
    ...defaults(),
    ...(lineLength === null ? {} : { lineLength }),
    ...(await configured(root, pyproject)),
    ...fromFlags(root, flags),
  };
  // Each value was read by its own form, and every key has a default.
  return settings as Settings;
}

type Values = Partial<Record<keyof Settings, unknown>>;
const keys = Object.keys(settingsTable) as (keyof Settings)[];

function defaults(): Values {
  return Object.fromEntries(keys.map((key) => [key, settingsTable[key].default]));
}

async function configured(root: string, pyproject: ConfigurationFile | null): Promise<Values> {
  const own = await readConfigurationFile(root, "flyteshift.toml");
  const inPyproject = pyproject && valueAt(pyproject.values, TABLE_OF_PYPROJECT);
  if (own && inPyproject !== null) {
    throw new SettingsError(
      "flyteshift.toml and [tool.flyteshift] in pyproject.toml both hold settings. Move them into one of the two.",
    );
  }
  if (own) return fromTable(root, own, [], own.values);
  if (!pyproject || inPyproject === null) return {};
  if (isTable(inPyproject)) return fromTable(root, pyproject, TABLE_OF_PYPROJECT, inPyproject);
  const line = lineOf(pyproject, ["tool"], "flyteshift");
  throw new SettingsError(`pyproject.toml:${line}: flyteshift is not a table. Write [tool.flyteshift] with one setting a line.`);
}

function fromTable(root: string, file: ConfigurationFile, path: readonly string[], table: TomlTable): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(table)) {
    const place = `${file.name}:${lineOf(file, path, name)}`;
    const key = keys.find((known) => settingsTable[known].name === name);
    if (!key) throw new SettingsError(`${place}: ${unknownSetting(name, path)}`);
    values[key] = readValue(root, key, value, `${place}: ${name}`);
  }
  return values;
}

function fromFlags(root: string, flags: SettingsFlags): Values {
  const values: Values = {};
  for (const key of keys) {
    const given = flags[key];
    if (given === undefined) continue;
    const { flag, form } = settingsTable[key];
    const value = form.isList ? [given].flat() : form.fromFlag(String(given));
    values[key] = readValue(root, key, value, flag.split(" ", 1)[0] ?? flag, given);
  }
  return values;
}

function readValue(root: string, key: keyof Settings, value: unknown, place: string, shown = value): unknown {
  const { form } = settingsTable[key];
  const read = form.read(value);
  if (read === undefined) throw new SettingsError(`${place}: expected ${form.expected}, found ${JSON.stringify(shown)}.`);
  return key === "importRoots" ? (read as readonly string[]).map((folder) => importRoot(root, folder, place)) : read;
}

/** The folder relative to the root with `/` and without one at its end; the root itself is the empty string. */
function importRoot(root: string, folder: string, place: string): string {
  const normal = posix.normalize(folder.replaceAll("\\", "/")).replace(/(?<=.)\/$/, "");
  const isInside = !posix.isAbsolute(normal) && !/^\.\.(?:\/|$)/.test(normal);
  if (isInside && statSync(join(root, normal), { throwIfNoEntry: false })?.isDirectory()) return normal === "." ? "" : normal;
  throw new SettingsError(`${place}: ${JSON.stringify(folder)} is not a folder in ${root}. Name one relative to that folder.`);
}

function unknownSetting(name: string, path: readonly string[]): string {
  const known = keys.map((key) => settingsTable[key].name);
  const where = path.length > 0 ? ` in [${path.join(".")}]` : "";
  const close = closestMatch(name, known, { maxDistance: 4 });
  const suggestion = close ? ` Did you mean ${JSON.stringify(close)}?` : "";
  return `unknown setting ${JSON.stringify(name)}${where}.${suggestion} Known settings: ${known.join(", ")}.`;
}
