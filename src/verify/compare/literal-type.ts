/**
 * Reads a `LiteralType` (`flyteidl/core/types.proto`, `flyteidl2/core/types.proto`) in protobuf's JSON form. What either SDK adds only
 * for itself is left out: names of its transformers, how a hash is computed.
 */
import type { Json } from "../processes/json-shape.ts";
import { showType } from "./data-types.ts";
import type { DataType } from "./data-types.ts";

type JsonObject = { readonly [key: string]: Json };

const SIMPLE: Readonly<Record<string, string>> = {
  NONE: "None",
  INTEGER: "int",
  FLOAT: "float",
  STRING: "str",
  BOOLEAN: "bool",
  DATETIME: "datetime",
  DURATION: "timedelta",
  BINARY: "bytes",
  ERROR: "error",
};

/** Format of the file in which both SDKs send what they have no type for. */
const PICKLE = "PythonPickle";

/** One type; a kind that is newer than this table becomes `unknown`. */
export function dataType(json: Json): DataType {
  const type = members(json);
  const pickled = pickledClass(type);
  if (pickled !== null) return { kind: "pickle", of: pickled };
  if ("simple" in type) return simpleType(type);
  if ("collectionType" in type) return { kind: "list", item: dataType(type["collectionType"] ?? null) };
  if ("mapValueType" in type) return { kind: "dict", value: dataType(type["mapValueType"] ?? null) };
  if ("unionType" in type) return { kind: "union", of: items(members(type["unionType"])["variants"]).map(dataType) };
  if ("enumType" in type) return { kind: "enum", texts: items(members(type["enumType"])["values"]).map(String) };
  if ("blob" in type) return blobType(members(type["blob"]));
  if ("structuredDatasetType" in type) return dataFrame(members(type["structuredDatasetType"]));
  if ("schema" in type) return dataFrame(members(type["schema"]));
  return { kind: "unknown", type: json };
}

/** What is pickled, or null. Flyte 1 sends a file; Flyte 2 leaves open whether the bytes travel in one or by themselves. */
function pickledClass(type: JsonObject): string | null {
  const variants = items(members(type["unionType"] ?? null)["variants"]).map(members);
  const blob = members((variants[0] ?? type)["blob"] ?? null);
  if (blob["format"] !== PICKLE || (variants.length > 0 && variants[1]?.["simple"] !== "BINARY")) return null;
  const name = String(members(type["metadata"] ?? null)["python_class_name"] ?? "object");
  return /^<class '(.+)'>$/.exec(name)?.[1] ?? name;
}

function simpleType(type: JsonObject): DataType {
  const annotations = members(members(type["annotation"] ?? null)["annotations"] ?? null);
  if ("literal_values" in annotations) return { kind: "literal", values: items(annotations["literal_values"]) };
  if (type["simple"] !== "STRUCT") return { kind: "simple", name: SIMPLE[String(type["simple"])] ?? String(type["simple"]) };
  const schema = recordSchema(members(type["metadata"] ?? null));
  return schema ? { kind: "record", ...schema } : { kind: "simple", name: "dict" };
}

function blobType({ format, dimensionality }: JsonObject): DataType {
  return { kind: dimensionality === "MULTIPART" ? "folder" : "file", format: String(format ?? "") };
}

function dataFrame({ format, columns }: JsonObject): DataType {
  const named = items(columns)
    .map(members)
    .map(({ name, literalType, type }) => [
      String(name),
      literalType ? showType(dataType(literalType)) : String(type).toLowerCase(),
    ]);
  return { kind: "data frame", format: String(format ?? ""), columns: Object.fromEntries(named) };
}

/** Name and fields from a JSON schema; older releases of flytekit keep the schema among definitions and add `Schema` to its name. */
function recordSchema(schema: JsonObject): { name: string; fields: Readonly<Record<string, string>> } | null {
  const reference = definitionName(schema);
  const resolved = reference === null ? schema : members(definitionsOf(schema)[reference] ?? null);
  if (!("properties" in resolved)) return null;
  const properties = Object.entries(members(resolved["properties"])).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = properties.map(([name, property]) => [name, schemaText(members(property), definitionsOf(schema))]);
  const name = reference === null ? String(resolved["title"] ?? "object") : shortName(reference);
  return { name, fields: Object.fromEntries(fields) };
}

/** `marshmallow_jsonschema` names a schema for its class. */
function shortName(definition: string): string {
  const name = definition.split(".").at(-1) ?? definition;
  return name.replace(/schema$/i, "");
}

function definitionsOf(schema: JsonObject): JsonObject {
  return members(schema["definitions"] ?? schema["$defs"] ?? null);
}

function definitionName({ $ref }: JsonObject): string | null {
  return typeof $ref === "string" ? ($ref.split("/").at(-1) ?? null) : null;
}

function schemaText(schema: JsonObject, definitions: JsonObject): string {
  const reference = definitionName(schema);
  if (reference !== null) return String(members(definitions[reference] ?? null)["title"] ?? shortName(reference));
  const variants = items(schema["anyOf"]).map((one) => schemaText(members(one), definitions));
  if (variants.length > 0) return variants.sort().join(" | ");
  if ("enum" in schema) return items(schema["enum"]).map(String).join(", ");
  const names = typeof schema["type"] === "string" ? [schema["type"]] : items(schema["type"]).map(String);
  const described = names.map((name) => describe(name, schema, definitions));
  return described.length > 0 ? described.sort().join(" | ") : "any";
}

function describe(name: string, schema: JsonObject, definitions: JsonObject): string {
  if (name === "array") return `list[${schemaText(members(schema["items"] ?? null), definitions)}]`;
  if (name !== "object") return name;
  const title = schema["title"];
  if ("properties" in schema && typeof title === "string") return title;
  const values = members(schema["additionalProperties"] ?? null);
  return Object.keys(values).length > 0 ? `dict[${schemaText(values, definitions)}]` : "dict";
}

function members(value: Json | undefined): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}

function items(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
