/** The settings as options: made from the table of settings, so that a new setting needs nothing here. */
import { type Command, Option } from "commander";
import { type Settings, type SettingsFlags, settingsTable } from "../project/settings.ts";

const KEYS = Object.keys(settingsTable) as (keyof Settings)[];

/** Adds an option for every setting, under a heading of their own in `--help`. */
export function addSettingsOptions(command: Command): Command {
  for (const key of KEYS) command.addOption(optionFor(key).helpGroup("Settings (also in [tool.flyteshift] of pyproject.toml):"));
  return command;
}

/** The settings among parsed options. */
export function settingsFlags(options: Readonly<Record<string, unknown>>): SettingsFlags {
  const given = KEYS.map((key) => [key, options[optionFor(key).attributeName()]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as SettingsFlags;
}

/** The words that give these settings again, for a command that is shown to the user. */
export function settingsWords(flags: SettingsFlags): string[] {
  return KEYS.flatMap((key) => {
    const name = optionFor(key).long ?? "";
    return [flags[key] ?? []].flat().flatMap((value) => (typeof value === "boolean" ? [name] : [name, value]));
  });
}

function optionFor(key: keyof Settings): Option {
  const { flag, description, form } = settingsTable[key];
  const option = new Option(flag, description);
  return form.isList ? option.argParser((text: string, before: readonly string[] = []) => [...before, text]) : option;
}
