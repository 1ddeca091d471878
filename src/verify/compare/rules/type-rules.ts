/** Expected differences of the types of inputs and outputs. */
import { mapType, mapTypes } from "../data-types.ts";
import type { DataType } from "../data-types.ts";
import { rule } from "../expected-difference.ts";
import type { ExpectedDifference, RuleContext } from "../expected-difference.ts";

/** In the order in which they apply. */
export const TYPE_RULES: readonly ExpectedDifference[] = [
  typeRule({
    id: "error-text",
    why: "Flyte 2 has no type for errors: a failure handler gets the text.",
    announcedBy: ["failure-handlers/error-text"],
    rewrite: (type) => mapType(type, (part) => (isError(part) ? { kind: "simple", name: "str" } : part)),
  }),
  typeRule({
    id: "enum-names",
    why: "An enum travels by the names of its members in Flyte 2, and by their values in Flyte 1: stored inputs are written otherwise.",
    announcedBy: ["types/enum-names"],
    rewrite: (type, _, { enums }) => mapType(type, (part) => byNames(part, enums)),
  }),
  typeRule({
    id: "literal-texts",
    why: "Flyte 2 sends a `Literal` of texts as an enum of them.",
    announcedBy: [],
    rewrite: (type) => (isLiteralOfTexts(type) ? { kind: "enum", texts: type.values.map(String) } : type),
  }),
  typeRule({
    id: "pickled-now",
    why: "Flyte 2 pickles it: what reads the stored value must be Python with the same packages.",
    announcedBy: ["types/pickled"],
    rewrite: (type, after) => mapTypes(type, after, (one, other) => (isPickledNow(one, other) ? other : one)),
  }),
  typeRule({
    id: "pickled-formerly",
    why: "An older release of flytekit pickles what Flyte 2 has a type for.",
    announcedBy: [],
    rewrite: (type, after) => mapTypes(type, after, (one, other) => (isPickledFormerly(one, other) ? other : one)),
  }),
  typeRule({
    id: "undescribed-record",
    why: "An older release of flytekit does not describe the fields of every dataclass.",
    announcedBy: [],
    rewrite: (type, after, { records }) =>
      mapTypes(type, after, (one, other) => (isUndescribed(one, other, records) ? other : one)),
  }),
];

/** A rule about the type of each input and output on its own; `after` is its type in Flyte 2, or the same when it is gone. */
function typeRule(
  row: Omit<ExpectedDifference, "facts" | "rewrite"> & {
    rewrite(type: DataType, after: DataType, context: RuleContext): DataType;
  },
): ExpectedDifference {
  return rule<"inputs" | "outputs">({
    ...row,
    facts: ["inputs", "outputs"],
    rewrite: (types, context, fact) => {
      const after = context.v2[fact];
      return Object.fromEntries(
        Object.entries(types).map(([name, type]) => [name, row.rewrite(type, after[name] ?? type, context)]),
      );
    },
  });
}

function isError(type: DataType): boolean {
  return type.kind === "simple" && type.name === "error";
}

function byNames(type: DataType, enums: RuleContext["enums"]): DataType {
  if (type.kind !== "enum") return type;
  const values = type.texts.join("\n");
  const known = enums.find((members) => members.map(({ value }) => value).join("\n") === values);
  return known ? { kind: "enum", texts: known.map(({ name }) => name) } : type;
}

function isLiteralOfTexts(type: DataType): type is Extract<DataType, { kind: "literal" }> {
  return type.kind === "literal" && type.values.every((value) => typeof value === "string");
}

/** What Flyte 1 has a form for and Flyte 2 has none: arrays and models of libraries, other literals, iterators, paths. */
function isPickledNow(before: DataType, after: DataType): boolean {
  if (after.kind !== "pickle") return false;
  if (before.kind === "file") return before.format !== "" || after.of === "os.PathLike";
  return before.kind === "literal" || (before.kind === "list" && /^typing\.(Iterator|Generator|Iterable)\b/.test(after.of));
}

function isPickledFormerly(before: DataType, after: DataType): boolean {
  if (before.kind !== "pickle") return false;
  if (after.kind === "record") return before.of.split(".").at(-1) === after.name;
  return after.kind === "union" && before.of.includes(" | ");
}

function isUndescribed(before: DataType, after: DataType, records: ReadonlySet<string>): boolean {
  return before.kind === "simple" && before.name === "dict" && after.kind === "record" && records.has(after.name);
}
