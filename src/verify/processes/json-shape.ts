/** Checks of JSON that came from another process: a shape is a function that returns the typed value or throws with its path. */

/** Reads `value`, found at `path` (`trees[0].modules`); throws a `TypeError` that names the path when it is something else. */
export type Shape<T> = (value: unknown, path: string) => T;

/** The type that a shape checks for. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A string. */
export const text: Shape<string> = (value, path) => (typeof value === "string" ? value : fail(path, "a string", value));

/** A number. */
export const number: Shape<number> = (value, path) => (typeof value === "number" ? value : fail(path, "a number", value));

/** `true` or `false`. */
export const boolean: Shape<boolean> = (value, path) => (typeof value === "boolean" ? value : fail(path, "a boolean", value));

/** JSON of any form, for what is compared whole. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What `JSON.parse` returned is JSON: nothing to check. */
export const json: Shape<Json> = (value) => value as Json;

/** The shape, or `null`. */
export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

/** One of these strings. */
export const oneOf =
  <const T extends string>(...allowed: readonly T[]): Shape<T> =>
  (value, path) =>
    allowed.find((one) => one === value) ?? fail(path, `one of ${allowed.join(", ")}`, value);

/** A list of items of one shape. */
export const list =
  <T>(item: Shape<T>): Shape<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((one, index) => item(one, `${path}[${index}]`)) : fail(path, "a list", value);

/** An object with any names, whose values have one shape. */
export const mapping =
  <T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value, path) =>
    Object.fromEntries(Object.entries(entries(value, path)).map(([key, one]) => [key, item(one, `${path}.${key}`)]));

/** An object with at least these members; others are dropped. */
export const object =
  <S extends Readonly<Record<string, Shape<unknown>>>>(members: S): Shape<{ readonly [K in keyof S]: Shaped<S[K]> }> =>
  (value, path) => {
    const found = entries(value, path);
    const checked = Object.entries(members).map(([key, shape]) => [key, shape(found[key], `${path}.${key}`)]);
    return Object.fromEntries(checked) as { readonly [K in keyof S]: Shaped<S[K]> };
  };

function entries(value: unknown, path: string): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail(path, "an object", value);
}

function fail(path: string, wanted: string, value: unknown): never {
  throw new TypeError(`${path}: expected ${wanted}, found ${JSON.stringify(value)?.slice(0, 80) ?? "nothing"}`);
}
