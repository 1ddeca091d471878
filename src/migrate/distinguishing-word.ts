/** The word that sets one environment of a module apart, for its name and its variable. */
import { flat } from "../python/expression.ts";
import type { EnvironmentField } from "../flyte2/fields.ts";
import type { Environment } from "./environments.ts";

/** What a reader would say first, when several tasks share the environment. */
const WORDS_OF_FIELDS: readonly (readonly [EnvironmentField, RegExp, string])[] = [
  ["resources", /\bgpu=/, "gpu"],
  ["secrets", /./s, "secrets"],
  ["plugin_config", /./s, "plugin"],
  ["env_vars", /./s, "variables"],
];

/** The only task's name; else what only this environment has; else its first task's name. */
export function distinguishingWord(environment: Environment, siblings: readonly Environment[]): string {
  const [first, second] = environment.tasks;
  if (!first || !second) return first?.name ?? "";
  const others = siblings.filter((sibling) => sibling !== environment);
  return nameHeld(environment, others) ?? wordOfField(environment, others) ?? first.name;
}

/** `resources=SMALL` sets the environment apart as `small`. */
function nameHeld(environment: Environment, others: readonly Environment[]): string | undefined {
  for (const field of ["resources", "secrets", "image"] as const) {
    const held = /^(?:\w+\.)*([A-Za-z]\w*)$/.exec(textOf(environment, field))?.[1];
    if (held && others.every((other) => textOf(other, field) !== textOf(environment, field))) return held.toLowerCase();
  }
  return undefined;
}

function wordOfField(environment: Environment, others: readonly Environment[]): string | undefined {
  const found = WORDS_OF_FIELDS.find(([field, pattern]) => {
    return pattern.test(textOf(environment, field)) && others.every((other) => !pattern.test(textOf(other, field)));
  });
  return found?.[2];
}

function textOf(environment: Environment, field: EnvironmentField): string {
  const fact = environment.facts.get(field);
  return fact ? flat(fact.value) : "";
}
