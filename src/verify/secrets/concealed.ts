/**
 * Values that may be secrets: what a module takes from the user's environment while it is imported (`environment={"TOKEN":
 * os.environ["TOKEN"]}`) is compared, and shown to nobody.
 */
import type { Json } from "../processes/json-shape.ts";

/** Stand for the value, and for another one than before. */
const CONCEALED = "(hidden)";
const OTHER_CONCEALED = "(hidden, another one)";

/** Names that people give to secrets. */
const SECRET_NAME = /secret|token|passw|passphrase|pwd|credential|api_?key|access_?key|private|auth|dsn|conn(ection)?_?str/i;

/** The mapping without the values of names that sound like a secret; `before` is what another one is told from. */
export function concealed(
  values: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> = values,
): Readonly<Record<string, string>> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([name, value]) => [name, SECRET_NAME.test(name) ? stand(value, before[name]) : value]));
}

/** The same for every `{name, value}` in a pod's specification. */
export function concealedDeep(value: Json, before: Json | undefined = value): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one, index) => concealedDeep(one, at(before, index)));
  if (value === null || typeof value !== "object") return value;
  const members = value as { readonly [key: string]: Json };
  const hides = typeof members["name"] === "string" && SECRET_NAME.test(members["name"]);
  const entries = Object.entries(members).map(([key, one]) => [
    key,
    hides && key === "value" ? stand(one, at(before, key)) : concealedDeep(one, at(before, key)),
  ]);
  return Object.fromEntries(entries) as Json;
}

/** The same for the contents of an image: variables, and who logs in to an index of packages. */
export function concealedContents(contents: readonly string[], before: readonly string[] = contents): readonly string[] {
  return contents.map((text) => {
    const name = /^variable ([^=]*)=/.exec(text)?.[1];
    if (name === undefined || !SECRET_NAME.test(name)) return text.replace(/(\/\/)[^/@\s]+@/g, `$1${CONCEALED}@`);
    return `variable ${name}=${before.includes(text) ? CONCEALED : OTHER_CONCEALED}`;
  });
}

function stand(value: Json, before: Json | undefined): string {
  return before === undefined || before === value ? CONCEALED : OTHER_CONCEALED;
}

function at(value: Json | undefined, key: string | number): Json | undefined {
  return value !== null && typeof value === "object" ? (value as { readonly [key: string]: Json })[key] : undefined;
}
