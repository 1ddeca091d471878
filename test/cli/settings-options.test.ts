import { Command } from "commander";
import { expect, it } from "vitest";
import { addSettingsOptions, settingsFlags, settingsWords } from "../../src/cli/settings-options.ts";
import { settingsTable } from "../../src/project/settings.ts";

const parse = (words: readonly string[]) =>
  settingsFlags(addSettingsOptions(new Command()).parse(words, { from: "user" }).opts());

it("takes every setting of the table, and gives back the words for it", () => {
  const words = Object.values(settingsTable).flatMap(({ flag }) => {
    const [name = "", ...values] = flag.split(" ");
    return [name, ...values.map(() => "value")];
  });
  const flags = parse(words);
  expect(Object.keys(flags)).toEqual(Object.keys(settingsTable));
  expect(settingsWords(flags)).toEqual(words);
});

it("collects a list from a repeated flag", () => {
  const flags = parse(["--exclude", "a", "--line-length", "100", "--exclude", "b"]);
  expect(flags).toEqual({ exclude: ["a", "b"], lineLength: "100" });
  expect(settingsWords(flags)).toEqual(["--exclude", "a", "--exclude", "b", "--line-length", "100"]);
});

it("gives nothing when nothing was given", () => {
  expect(parse([])).toEqual({});
});
