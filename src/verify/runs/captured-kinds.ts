/** The kinds of values that `python/flyteshift/running/captured_values.py` captures: which are compared part by part, and how each is shown. */
import type { Json } from "../processes/json-shape.ts";

/** A captured value that JSON has no form for. */
export type Captured = { readonly [key: string]: Json };

/** A value that is compared part by part. */
export interface Whole {
  /** What must be the same before parts are compared, in words. */
  readonly header: string;
  /** By what stands after the name of the whole: `[3]`, `.loss`. */
  readonly parts: ReadonlyMap<string, Json>;
}

/** Values of other kinds are compared all at once. */
const WHOLES: Readonly<Record<string, (value: Captured) => Whole>> = {
  object: (value) => ({
    header: `an instance of ${textOf(value, "type")}`,
    parts: named(membersOf(value, "fields"), (name) => `.${name}`),
  }),
  mapping: (value) => {
    const entries = listOf(value, "entries").filter(isList);
    return { header: "", parts: new Map(entries.map(([key = null, item = null]) => [`[${showCaptured(key)}]`, item])) };
  },
  set: (value) => ({ header: "", parts: new Map(listOf(value, "items").map((item) => [` item ${showCaptured(item)}`, item])) }),
  array: (value) => ({
    header: `an array of ${textOf(value, "dtype")} with shape (${listOf(value, "shape").join(", ")})${hashOf(value)}`,
    parts: new Map(listOf(value, "values").map((item, at) => [indexIn(listOf(value, "shape").map(Number), at), item])),
  }),
  frame: (value) => {
    const columns = listOf(value, "columns").filter(isCaptured);
    const names = columns.map((column) => textOf(column, "name"));
    return {
      header: `a data frame of ${textOf(value, "rows")} rows with the columns ${names.join(", ")}`,
      parts: new Map(columns.map((column) => [`[${JSON.stringify(textOf(column, "name"))}]`, { ...column, kind: "column" }])),
    };
  },
  column: (value) => ({ header: `a column of ${textOf(value, "type")}`, parts: numbered(listOf(value, "values")) }),
  file: (value) => {
    const text = value["text"];
    if (typeof text !== "string") return { header: `a file of ${textOf(value, "size")} bytes${hashOf(value)}`, parts: new Map() };
    return { header: "a file", parts: new Map(text.split("\n").map((line, at) => [`, line ${at + 1}`, line])) };
  },
  folder: (value) => ({ header: "a folder", parts: named(membersOf(value, "files"), (path) => `/${path}`) }),
};

/** `value` as parts, or null for one that has none. */
export function wholeOf(value: Json): Whole | null {
  if (isList(value)) return { header: value.length === 1 ? "1 item" : `${value.length} items`, parts: numbered(value) };
  return isCaptured(value) ? (WHOLES[textOf(value, "kind")]?.(value) ?? null) : null;
}

/** Whether nobody knows to compare such values, so that their texts are. */
export function isComparedByText(value: Json): boolean {
  return isCaptured(value) && value["kind"] === "repr";
}

const SHOWN: Readonly<Record<string, (value: Captured) => string>> = {
  integer: (value) => textOf(value, "text"),
  float: (value) => textOf(value, "text"),
  enum: (value) => `${textOf(value, "type")}.${textOf(value, "name")}`,
  bytes: (value) => `bytes ${textOf(value, "text")}`,
  timedelta: (value) => `${textOf(value, "seconds")} s`,
  object: (value) => `${textOf(value, "type")}(${pairs(membersOf(value, "fields"))})`,
  mapping: (value) => {
    const entries = listOf(value, "entries").filter(isList);
    return `{${entries.map(([key = null, item = null]) => `${showCaptured(key)}: ${showCaptured(item)}`).join(", ")}}`;
  },
  set: (value) => `{${listOf(value, "items").map(showCaptured).join(", ")}}`,
};

/** A value as Python would write it, or its header where it has many parts. */
export function showCaptured(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isList(value)) return `[${value.map(showCaptured).join(", ")}]`;
  if (!isCaptured(value)) return JSON.stringify(value);
  const show = SHOWN[textOf(value, "kind")];
  return show ? show(value) : (wholeOf(value)?.header ?? textOf(value, "text"));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isCaptured(value: Json): value is Captured {
  return typeof value === "object" && value !== null && !isList(value);
}

function listOf(value: Captured, key: string): readonly Json[] {
  const found = value[key] ?? [];
  return isList(found) ? found : [];
}

function membersOf(value: Captured, key: string): Captured {
  const found = value[key] ?? {};
  return isCaptured(found) ? found : {};
}

function textOf(value: Captured, key: string): string {
  return String(value[key] ?? "");
}

function hashOf(value: Captured): string {
  return typeof value["sha256"] === "string" ? ` with hash ${value["sha256"].slice(0, 12)}` : "";
}

function numbered(items: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(items.map((item, at) => [`[${at}]`, item]));
}

function named(members: Captured, suffix: (name: string) => string): ReadonlyMap<string, Json> {
  return new Map(Object.entries(members).map(([name, value]) => [suffix(name), value]));
}

function pairs(members: Captured): string {
  return Object.entries(members)
    .map(([name, value]) => `${name}=${showCaptured(value)}`)
    .join(", ");
}

/** `[1, 2]` for the item at `at`, counted through all rows. */
function indexIn(shape: readonly number[], at: number): string {
  const indexes: number[] = [];
  let rest = at;
  for (const size of shape.toReversed()) {
    indexes.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${indexes.join(", ")}]`;
}
