/** What Flyte 2 can say about secrets, and its rules (`flyte/_secret.py`). */
import { quote } from "../python/literals.ts";
import { call, type CallExpression, type Expression, type Item, source } from "../python/expression.ts";

/** The only folder that `flyte.Secret(mount=…)` accepts. The path is compared as text, so without a slash at its end. */
const SECRETS_FOLDER = "/etc/flyte/secrets";

/** Variables that the container itself lives by: a secret without a group and with such a key must not replace them. */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  "HOME",
  "HOSTNAME",
  "LANG",
  "LD_LIBRARY_PATH",
  "LOGNAME",
  "PATH",
  "PWD",
  "PYTHONHOME",
  "PYTHONPATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "TZ",
  "USER",
]);

/** A name in the store. */
export interface StoredSecret {
  readonly key: string;
  readonly group: string | null;
}

/**
 * The variable's name that `flyte.Secret` would make of group and key, with everything legal that it would refuse:
 * upper case, `_` for whatever is no letter, digit or underscore, and no digit in front.
 */
export function environmentVariable({ key, group }: StoredSecret): string {
  const joined = (group ? `${group}_${key}` : key).toUpperCase();
  const legal = joined.replaceAll(/[^A-Z0-9_]/g, "_");
  const name = /^[A-Z_]/.test(legal) ? legal : `_${legal}`;
  return RESERVED_VARIABLES.has(name) ? `${name}_SECRET` : name;
}

/** True for what `as_env_var` accepts. */
export function isEnvironmentVariable(name: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(name);
}

/** Where the default secret manager puts a mounted secret: the key as it is, without the group. */
export function secretPath(key: string): string {
  return `${SECRETS_FOLDER}/${key}`;
}

/** Group and key in one name of the store, as the migration guide writes it: `db-password`. */
export function foldedKey({ key, group }: StoredSecret): string {
  return group ? `${group}-${key}` : key;
}

/**
 * `flyte.Secret(…)`, always with keywords (Flyte 1 has the group first, Flyte 2 the key) and never with a name left to the SDK.
 *
 * @param variable name of the environment variable; null mounts a file
 */
export function secretCall(key: Expression, group: Expression | undefined, variable: string | null): CallExpression {
  const target = variable === null ? { mount: source(quote(SECRETS_FOLDER)) } : { as_env_var: source(quote(variable)) };
  return call("flyte.Secret", { key, group, ...target });
}

/** The item of a {@link secretCall} that says how the secret arrives. */
export function isTargetItem(item: Item): boolean {
  return item.prefix === "mount=" || item.prefix === "as_env_var=";
}
