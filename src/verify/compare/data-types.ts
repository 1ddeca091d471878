/** Types of inputs and outputs in one form for both SDKs. */
import type { Json } from "../processes/json-shape.ts";

/** A type in one form for both SDKs. */
export type DataType =
  /** `int`, `float`, `str`, `bool`, `datetime`, `timedelta`, `bytes`, `None`, or `dict` for one of any form. */
  | { readonly kind: "simple"; readonly name: string }
  | { readonly kind: "list"; readonly item: DataType }
  /** Keys are text. */
  | { readonly kind: "dict"; readonly value: DataType }
  | { readonly kind: "union"; readonly of: readonly DataType[] }
  /** The texts that travel: Flyte 1 sends the members' values, Flyte 2 their names. */
  | { readonly kind: "enum"; readonly texts: readonly string[] }
  | { readonly kind: "literal"; readonly values: readonly Json[] }
  /** A dataclass or a pydantic model: its fields as text. */
  | { readonly kind: "record"; readonly name: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "data frame"; readonly format: string; readonly columns: Readonly<Record<string, string>> }
  | { readonly kind: "file" | "folder"; readonly format: string }
  | { readonly kind: "pickle"; readonly of: string }
  /** Of a version that is newer than this table. */
  | { readonly kind: "unknown"; readonly type: Json };

/** As a Python programmer would write it. */
export function showType(type: DataType): string {
  switch (type.kind) {
    case "simple":
      return type.name;
    case "list":
      return `list[${showType(type.item)}]`;
    case "dict":
      return `dict[str, ${showType(type.value)}]`;
    case "union":
      return type.of.map(showType).join(" | ");
    case "enum":
      return `enum of ${type.texts.join(", ")}`;
    case "literal":
      return `Literal[${type.values.map((value) => JSON.stringify(value)).join(", ")}]`;
    case "record":
      return `${type.name}(${showFields(type.fields)})`;
    case "data frame": {
      const parts = [showFields(type.columns), type.format].filter((part) => part !== "");
      return parts.length > 0 ? `data frame (${parts.join("; ")})` : "data frame";
    }
    case "file":
    case "folder":
      return type.format ? `${type.kind} (${type.format})` : type.kind;
    case "pickle":
      return `pickled ${type.of}`;
    case "unknown":
      return JSON.stringify(type.type);
  }
}

/** The type with `change` made to each part of it, the innermost first. */
export function mapType(type: DataType, change: (part: DataType) => DataType): DataType {
  if (type.kind === "list") return change({ ...type, item: mapType(type.item, change) });
  if (type.kind === "dict") return change({ ...type, value: mapType(type.value, change) });
  if (type.kind === "union") return change({ ...type, of: type.of.map((part) => mapType(part, change)) });
  return change(type);
}

/** Two types of one form at once: `change` sees each part of the one with its counterpart, the outermost first. */
export function mapTypes(one: DataType, other: DataType, change: (one: DataType, other: DataType) => DataType): DataType {
  const changed = change(one, other);
  if (changed !== one) return changed;
  if (one.kind === "list" && other.kind === "list") return { ...one, item: mapTypes(one.item, other.item, change) };
  if (one.kind === "dict" && other.kind === "dict") return { ...one, value: mapTypes(one.value, other.value, change) };
  if (one.kind !== "union" || other.kind !== "union") return one;
  return { ...one, of: one.of.map((part, index) => mapTypes(part, other.of[index] ?? part, change)) };
}

/** Fields of a record or columns of a data frame, as in a signature. */
function showFields(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, type]) => `${name}: ${type}`)
    .join(", ");
}
