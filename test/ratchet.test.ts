/**
 * Every public name of flytekit and every keyword of its decorators is owned by a transform, or stands in a list of what nobody
 * migrates yet. The list only shrinks: `vitest run test/ratchet.test.ts --update=all` takes out what is owned now, and nothing
 * puts a line in.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { flyte1Names, formerKeywordsOf, parametersOf, withOverridesKeys } from "../src/flyte1/surface.ts";
import type { Ownership } from "../src/migrate/transform.ts";
import { transforms } from "../transforms/index.ts";

const LIST = fileURLToPath(new URL("ratchet/not-owned.txt", import.meta.url));

/** Whose keywords count, and who answers for them. */
const KEYWORD_OWNERS: Readonly<Record<string, keyof Ownership>> = {
  "flytekit.task": "taskArguments",
  "flytekit.dynamic": "taskArguments",
  "flytekit.eager": "taskArguments",
  "flytekit.workflow": "workflowArguments",
};

const listed = readFileSync(LIST, "utf8").split("\n").filter(Boolean);
const notOwned = [...namesNotOwned(), ...keywordsNotOwned()].sort();

test("what nobody owns stands in the list", () => {
  expect(notOwned.filter((entry) => !listed.includes(entry))).toEqual([]);
});

test("what somebody owns, or what is no more, has left the list", async () => {
  const still = listed.filter((entry) => notOwned.includes(entry));
  await expect(still.map((entry) => `${entry}\n`).join("")).toMatchFileSnapshot(LIST);
});

test("the list is in order, and each line stands once", () => {
  expect(listed).toEqual([...new Set(listed)].sort());
});

test("transforms own only what there is", () => {
  const known = new Set([...flyte1Names(), ...Object.keys(KEYWORD_OWNERS).flatMap(keywordsOf), ...withOverridesKeys]);
  const names = [...flyte1Names()];
  const isPackage = (name: string) => names.some((other) => other.startsWith(`${name}.`));
  const claimed = transforms.flatMap(({ owns }) => Object.values(owns as Record<string, readonly string[]>).flat());
  expect(claimed.filter((name) => !known.has(name) && !isPackage(name))).toEqual([]);
});

test("nothing is owned twice", () => {
  for (const part of ["names", "taskArguments", "workflowArguments", "overrideArguments"] as const) {
    const claimed = transforms.flatMap(({ owns }) => owns[part] ?? []);
    expect(claimed.filter((name, index) => claimed.indexOf(name) !== index)).toEqual([]);
  }
});

function owned(part: keyof Ownership): string[] {
  return transforms.flatMap(({ owns }) => owns[part] ?? []);
}

function namesNotOwned(): string[] {
  const roots = owned("names");
  return [...flyte1Names()].filter((name) => !roots.some((root) => name === root || name.startsWith(`${root}.`)));
}

function keywordsNotOwned(): string[] {
  const ofDecorators = Object.entries(KEYWORD_OWNERS).flatMap(([decorator, part]) =>
    without(keywordsOf(decorator), part).map((keyword) => `${decorator}(${keyword}=)`),
  );
  return [...ofDecorators, ...without(withOverridesKeys, "overrideArguments").map((keyword) => `with_overrides(${keyword}=)`)];
}

function without(keywords: readonly string[], part: keyof Ownership): string[] {
  const claimed = owned(part);
  return keywords.filter((keyword) => !claimed.includes(keyword));
}

/** The decorated function itself, which begins with an underscore, is none. */
function keywordsOf(decorator: string): string[] {
  const parameters = (parametersOf(decorator) ?? []).filter(({ kind }) => !kind.startsWith("var-")).map(({ name }) => name);
  return [...parameters, ...formerKeywordsOf(decorator)].filter((name) => !name.startsWith("_"));
}
