import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parse, TomlError } from "smol-toml";

import { ExpectedError } from "./expected-error.ts";

/** Something in the configuration that cannot be used; the message starts with its place. */
export class SettingsError extends ExpectedError {
  override name = "SettingsError";
}

/** A TOML file of the project's root. */
export interface ConfigurationFile {
  /** File name, for messages. */
  readonly name: string;
  readonly text: string;
  readonly values: TomlTable;
}

/** A table as TOML has it: names as they are written. */
export type TomlTable = Readonly<Record<string, unknown>>;

/**
 * Reads a TOML file of the root.
 *
 * @returns null when there is no such file
 * @throws SettingsError when it is not TOML or cannot be read
 */
export async function readConfigurationFile(root: string, name: string): Promise<ConfigurationFile | null> {
  const text = await readText(root, name);
  return text === null ? null : { name, text, values: parseToml(name, text) };
}

async function readText(root: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(root, name), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new SettingsError(`${name}: cannot be read (${message}). Make it readable, or move it away.`);
  }
}

function parseToml(name: string, text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n", 1)[0];
    throw new SettingsError(`${name}:${error.line}:${error.column}: ${what}. Mend the file; nothing was migrated.`);
  }
}

/**
 * The table at a dotted path, for example `["tool", "ruff"]`.
 *
 * @returns null when nothing stands there; the value itself, whatever it is, else
 */
export function valueAt(table: TomlTable, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isTable(value) ? (value[name] ?? null) : null), table);
}

/** Whether a TOML value is a table (not a list, a date or a scalar). */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * The line on which a setting stands, found in the text because TOML readers do not keep places.
 *
 * @param table dotted path of the setting's table, empty at the top level
 * @returns line from 1; the table's header, or 1, when the setting is written in an unusual way
 */
export function lineOf(file: ConfigurationFile, table: readonly string[], setting: string): number {
  const lines = file.text.split(/\r?\n/);
  const isHeader = pattern`^\s*\[+\s*${dotted(table)}\s*\]`;
  const header = table.length === 0 ? -1 : lines.findIndex((line) => isHeader.test(line));
  const mentions = [pattern`^\s*${quoted(setting)}\s*[=.]`, pattern`(?:^|[\s.{,[])${quoted(setting)}\s*[=.\]]`];
  for (const mention of mentions) {
    const line = lines.findIndex((text, index) => index > header && mention.test(text));
    if (line >= 0) return line + 1;
  }
  return Math.max(header + 1, 1);
}

function pattern(parts: TemplateStringsArray, ...sources: readonly string[]): RegExp {
  return new RegExp(String.raw(parts, ...sources));
}

function quoted(name: string): string {
  return `["']?${name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)}["']?`;
}

function dotted(path: readonly string[]): string {
  return path.map(quoted).join(String.raw`\s*\.\s*`);
}
