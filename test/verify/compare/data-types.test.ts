/** Types as the SDKs send them, in protobuf's JSON form, and what they are for us. What both SDKs send for one annotation is one type. */
import { describe, expect, test } from "vitest";
import { mapType, mapTypes, showType } from "../../../src/verify/compare/data-types.ts";
import { dataType } from "../../../src/verify/compare/literal-type.ts";
import type { Json } from "../../../src/verify/processes/json-shape.ts";

const INTEGER = { simple: "INTEGER" };
const NONE = { simple: "NONE", structure: { tag: "none" } };
const PICKLE = { blob: { format: "PythonPickle" } };
const CLASS = { python_class_name: "<class 'shop.Model'>" };

const POINT = { type: "object", title: "Point", properties: { x: { type: "integer", default: 1 }, y: { type: "number" } } };

/** A way to write the type, and what the SDKs send for it. */
const TYPES: readonly (readonly [shown: string, ...sent: readonly Json[]])[] = [
  ["int", INTEGER],
  ["timedelta", { simple: "DURATION" }],
  ["list[int]", { collectionType: INTEGER }],
  ["dict[str, list[int]]", { mapValueType: { collectionType: INTEGER } }],
  ["int | None", { unionType: { variants: [{ ...INTEGER, structure: { tag: "int" } }, NONE] } }],
  ["enum of red, blue", { enumType: { values: ["red", "blue"] } }],
  ['Literal["a", "b"]', { simple: "STRING", annotation: { annotations: { literal_values: ["a", "b"] } } }],
  [
    "dict",
    { simple: "STRUCT" },
    { simple: "STRUCT", annotation: { annotations: { "cache-key-metadata": { "serialization-format": "msgpack" } } } },
  ],
  [
    "pickled shop.Model",
    { ...PICKLE, metadata: CLASS },
    { unionType: { variants: [PICKLE, { simple: "BINARY" }] }, metadata: CLASS },
  ],
  ["data frame", { structuredDatasetType: {} }, { structuredDatasetType: {}, structure: { tag: "pandas.DataFrame" } }],
  [
    "data frame (age: int; parquet)",
    { structuredDatasetType: { format: "parquet", columns: [{ name: "age", literalType: INTEGER }] } },
  ],
  ["data frame (age: integer)", { schema: { columns: [{ name: "age", type: "INTEGER" }] } }],
  ["file (csv)", { blob: { format: "csv" } }],
  ["folder", { blob: { dimensionality: "MULTIPART" } }],
  [
    "Point(x: integer, y: number)",
    { simple: "STRUCT", metadata: POINT, structure: { dataclassType: { x: INTEGER } } },
    { simple: "STRUCT", metadata: POINT, structure: { tag: "Object-Dataclass-Transformer" } },
    { simple: "STRUCT", metadata: { $ref: "#/definitions/PointSchema", definitions: { PointSchema: POINT } } },
  ],
  [
    "Line(points: list[Point], tag: null | string, tags: dict[string])",
    {
      simple: "STRUCT",
      metadata: {
        title: "Line",
        $defs: { Point: POINT },
        properties: {
          tags: { type: "object", additionalProperties: { type: "string" } },
          tag: { anyOf: [{ type: "string" }, { type: "null" }] },
          points: { type: "array", items: { $ref: "#/$defs/Point" } },
        },
      },
    },
  ],
  ['{"newType":{}}', { newType: {} }],
];

describe.each(TYPES)("%s", (shown, ...sent) => {
  test("is what both SDKs send", () => expect(sent.map((type) => showType(dataType(type)))).toEqual(sent.map(() => shown)));

  test("is one type", () => {
    for (const type of sent) expect(dataType(type)).toEqual(dataType(sent[0] ?? null));
  });
});

test("types that differ are not one", () => {
  const all = TYPES.map(([, first]) => JSON.stringify(dataType(first ?? null)));
  expect(new Set(all).size).toBe(all.length);
});

test("a change reaches every part", () => {
  const nested = dataType({ mapValueType: { unionType: { variants: [{ collectionType: INTEGER }, NONE] } } });
  const changed = mapType(nested, (part) => (part.kind === "simple" ? { kind: "simple", name: part.name.toUpperCase() } : part));
  expect(showType(changed)).toBe("dict[str, list[INT] | NONE]");
});

test("two types are walked together as long as they have one form", () => {
  const one = dataType({ collectionType: { unionType: { variants: [INTEGER, NONE] } } });
  const other = dataType({ collectionType: { unionType: { variants: [{ simple: "FLOAT" }, NONE] } } });
  const pairs: string[] = [];
  mapTypes(one, other, (left, right) => {
    pairs.push(`${showType(left)} / ${showType(right)}`);
    return left;
  });
  expect(pairs).toEqual(["list[int | None] / list[float | None]", "int | None / float | None", "int / float", "None / None"]);
});
