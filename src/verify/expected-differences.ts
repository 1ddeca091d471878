/**
 * Where Flyte 2 cannot say what Flyte 1 said: what is expected instead, and which finding must have told the user.
 * A rule rewrites the Flyte 1 value into the Flyte 2 value; the rules of one fact apply one after another, in this order.
 */
import { isFlytekitRequirement, isPluginRequirement } from "../flyte1/images.ts";
import { isRenamedDevice } from "../flyte2/accelerators.ts";
import { environmentVariable, foldedKey } from "../flyte2/secrets.ts";
import type { StoredSecret } from "../flyte2/secrets.ts";
import { mapType, mapTypes } from "./data-types.ts";
import type { DataType } from "./data-types.ts";
import type { SecretFacts, SerialisedTask, VariableFacts } from "./document.ts";
import { distinctSecrets } from "./facts.ts";
import type { FactId, FactValues, ResourceRange } from "./facts.ts";

/** Settings of the migration that change what is expected. */
export interface ExpectationSettings {
  /** Secrets' groups are folded into their keys: group `db`, key `password` become the key `db-password`. */
  readonly foldSecretGroups?: boolean;
  /** GPUs without an accelerator get a configured one. */
  readonly defaultAccelerator?: boolean;
}

/** What a rule may look at besides the value: all facts of both sides, in compared form. */
export interface RuleContext {
  /** What the original is. */
  readonly kind: SerialisedTask["kind"];
  readonly v1: FactValues;
  readonly v2: FactValues;
  readonly settings: ExpectationSettings;
  /** Of all tasks of the original: {@link variablesChosenIn}. */
  readonly chosenVariables: ReadonlyMap<string, string>;
  /** Enums in the signatures of the original, and names of its dataclasses. */
  readonly enums: VariableFacts["enums"];
  readonly records: ReadonlySet<string>;
}

/** One expected difference. */
export interface ExpectedDifference<Id extends FactId = FactId> {
  readonly id: string;
  readonly facts: readonly Id[];
  /** One sentence for the table that a reviewer reads. */
  readonly why: string;
  /** Codes of which one must have been reported; empty: the cluster does the same, so nobody need be told. */
  readonly announcedBy: readonly string[];
  /** The value that Flyte 2 is expected to have instead; the same value where the rule does not apply. */
  rewrite(value: FactValues[Id], context: RuleContext, fact: Id): FactValues[Id];
}

/** The table of all rules. */
export const EXPECTED_DIFFERENCES: readonly ExpectedDifference[] = [
  rule({
    id: "no-gpus",
    facts: ["gpu"],
    why: "Zero GPUs are not sent.",
    announcedBy: [],
    rewrite: ({ request, limit }) => ({ request: request === "0" ? null : request, limit: limit === "0" ? null : limit }),
  }),
  rule({
    id: "accelerator-without-gpu",
    facts: ["gpu"],
    why: "Flyte 2 has no accelerator without a GPU count, so one GPU is requested.",
    announcedBy: ["resources/accelerator-without-gpu"],
    rewrite: (value, { v1 }) => (v1.accelerator && isUnset(value) ? { request: "1", limit: null } : value),
  }),
  rule({
    id: "disk-range",
    facts: ["disk"],
    why: "Flyte 2 has one size of disk; the limit stays.",
    announcedBy: ["resources/disk-range"],
    rewrite: (value) => (isRange(value) ? { request: value.limit, limit: null } : value),
  }),
  rule({
    id: "gpu-range",
    facts: ["gpu"],
    why: "Flyte 2 has one number of GPUs; the limit stays.",
    announcedBy: ["resources/gpu-range"],
    rewrite: (value) => (isRange(value) ? { request: value.limit, limit: null } : value),
  }),
  rule({
    id: "single-value",
    facts: ["cpu", "memory", "gpu", "disk"],
    why: "Flyte 2 sends a single value as request; the cluster sets the limit to the same.",
    announcedBy: [],
    rewrite: (value) => (isRange(value) ? value : { request: value.request ?? value.limit, limit: null }),
  }),
  rule({
    id: "unpartitioned",
    facts: ["accelerator"],
    why: "Flyte 2 has no flag for a GPU that must not be partitioned.",
    announcedBy: ["resources/unpartitioned"],
    rewrite: (value) => (value?.partition === "unpartitioned" ? { ...value, partition: null } : value),
  }),
  rule({
    id: "default-accelerator",
    facts: ["accelerator"],
    why: "The settings name an accelerator for GPUs without one.",
    announcedBy: [],
    rewrite: (value, { v1, v2, settings }) =>
      value === null && !isUnset(v1.gpu) && settings.defaultAccelerator ? v2.accelerator : value,
  }),
  rule({
    id: "device-name",
    facts: ["accelerator"],
    why: "Flyte 2 sends some short names of devices as the cluster's usual label.",
    announcedBy: ["resources/device-name"],
    rewrite: (value, { v2 }) =>
      value && v2.accelerator && isRenamedDevice(value.device) ? { ...value, device: v2.accelerator.device } : value,
  }),
  rule({
    id: "device-class",
    facts: ["accelerator"],
    why: "Flyte 1 did not say what kind of device an accelerator is; Flyte 2 says it.",
    announcedBy: [],
    rewrite: (value) => (value?.device_class === null ? { ...value, device_class: deviceClass(value.device) } : value),
  }),
  secretRule({
    id: "secret-group-version",
    why: "Flyte 2 secrets have no version.",
    announcedBy: ["secrets/group-version"],
    rewrite: (secret) => ({ ...secret, group_version: null }),
  }),
  secretRule({
    id: "secret-group-without-key",
    why: "Flyte 2 secrets need a key.",
    announcedBy: ["secrets/group-only"],
    rewrite: (secret) => (secret.key === null ? { ...secret, group: null, key: secret.group } : secret),
  }),
  secretRule({
    id: "secret-environment-variable",
    why: "Flyte 2 names the environment variable of a secret; it has one name in the whole repository.",
    announcedBy: [],
    rewrite: (secret, { chosenVariables }) =>
      secret.mount === "FILE" ? secret : { ...secret, mount: "ENV_VAR", env_var: variableOf(secret, chosenVariables) },
  }),
  secretRule({
    id: "secret-file-variable",
    why: "Flyte 2 gives no variable with the path of a secret's file.",
    announcedBy: ["secrets/file-variable"],
    rewrite: (secret) => (secret.mount === "FILE" ? { ...secret, env_var: null } : secret),
  }),
  secretRule({
    id: "secret-folded-group",
    why: "The settings fold a secret's group into its key.",
    announcedBy: [],
    rewrite: (secret, { settings }) =>
      settings.foldSecretGroups && secret.key ? { ...secret, group: null, key: foldedKey(storedName(secret)) } : secret,
  }),
  secretRule({
    id: "secret-renamed-variable",
    why: "The usual environment variable is another secret's, or the secret's name depends on where the code runs.",
    announcedBy: ["secrets/name-collision", "secrets/name-from-environment"],
    rewrite: (secret, { v2 }) => ({ ...secret, env_var: renamedVariable(secret, v2.secrets) }),
  }),
  rule({
    id: "eager-settings",
    facts: ["cache", "cacheVersion", "cacheSerialise", "cacheIgnoredInputs", "retries", "timeout", "interruptible"],
    why: "Flyte 1 passed over these settings of an eager function; Flyte 2 does what they say.",
    announcedBy: ["eager/ignored-setting"],
    rewrite: (value, { kind, v2 }, fact) => (kind === "eager" && v2[fact] !== false ? v2[fact] : value),
  }),
  rule({
    id: "interruptible-workflow",
    facts: ["interruptible"],
    why: "A former workflow only waits for its tasks, so it is not interruptible itself.",
    announcedBy: ["workflow-settings/interruptible"],
    rewrite: (value, { kind }) => (kind === "workflow" && value === true ? false : value),
  }),
  rule({
    id: "interruptible-inherited",
    facts: ["interruptible"],
    why: "Nothing is inherited from a workflow in Flyte 2, so the task says itself what its workflow said.",
    announcedBy: ["workflow-settings/interruptible"],
    rewrite: (value, { kind, v2 }) => (kind !== "workflow" && value === null && v2.interruptible === true ? true : value),
  }),
  rule({
    id: "interruptible-unset",
    facts: ["interruptible"],
    why: "Flyte 2 always says it, and false is the default of both.",
    announcedBy: [],
    rewrite: (value) => value ?? false,
  }),
  rule({
    id: "default-image",
    facts: ["image"],
    why: "Each SDK has its own default image.",
    announcedBy: [],
    rewrite: (value) => (value.source === "default" ? { ...value, uri: "flyte" } : value),
  }),
  rule({
    id: "built-image",
    facts: ["image"],
    why: "Each SDK builds images on a base of its own.",
    announcedBy: [],
    rewrite: (value, { v2 }) =>
      value.source === "built" && value.uri === null && v2.image.source === "built" ? v2.image : value,
  }),
  rule({
    id: "image-python",
    facts: ["imageContents"],
    why: "Without a version of Python each SDK takes that of the machine that builds.",
    announcedBy: [],
    rewrite: (contents, { v2 }) =>
      contents.some(isPython) ? contents : sorted([...contents, ...v2.imageContents.filter(isPython)]),
  }),
  rule({
    id: "image-base-python",
    facts: ["imageContents"],
    why: "Flyte 2 uses the Python of the base image; Flyte 1 installed one beside it.",
    announcedBy: ["images/base-image"],
    rewrite: (contents, { v1 }) => (v1.image.uri === null ? contents : contents.filter((text) => !isPython(text))),
  }),
  rule({
    id: "image-sdk",
    facts: ["imageContents"],
    why: "Each image has the SDK that it is for.",
    announcedBy: [],
    rewrite: (contents, { v2 }) => {
      const others = contents.filter((text) => !isFlytekitRequirement(pipPackage(text)));
      return sorted([...others, ...v2.imageContents.filter((text) => /^flyte\b(?![-_.])/.test(pipPackage(text)))]);
    },
  }),
  rule({
    id: "image-plugins",
    facts: ["imageContents"],
    why: "Plugins of flytekit are left out of the image.",
    announcedBy: ["images/plugin-package"],
    rewrite: (contents) => contents.filter((text) => !isPluginRequirement(pipPackage(text))),
  }),
  rule({
    id: "base-image-only",
    facts: ["image"],
    why: "An image specification that adds nothing to its base is the base.",
    announcedBy: [],
    rewrite: (value, { v2 }) =>
      value.source === "built" && v2.image.source === "uri" && value.uri === v2.image.uri ? v2.image : value,
  }),
  rule({
    id: "eager-report",
    facts: ["report"],
    why: "Flyte 1 wrote a report of what an eager workflow calls; Flyte 2 shows the calls themselves.",
    announcedBy: [],
    rewrite: (value, { kind, v2 }) => (kind === "eager" ? v2.report : value),
  }),
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

function rule<Id extends FactId>(row: ExpectedDifference<Id>): ExpectedDifference {
  // Rules are only ever given the values of their own facts.
  return row as unknown as ExpectedDifference;
}

/** A rule about each secret on its own. */
function secretRule(
  row: Omit<ExpectedDifference<"secrets">, "facts" | "rewrite"> & {
    rewrite(secret: SecretFacts, context: RuleContext): SecretFacts;
  },
): ExpectedDifference {
  return rule<"secrets">({
    ...row,
    facts: ["secrets"],
    rewrite: (secrets, context) => distinctSecrets(secrets.map((secret) => row.rewrite(secret, context))),
  });
}

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

function isUnset({ request, limit }: ResourceRange): boolean {
  return request === null && limit === null;
}

function isRange({ request, limit }: ResourceRange): boolean {
  return request !== null && limit !== null && request !== limit;
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

function isPython(text: string): boolean {
  return text.startsWith("python ");
}

/** The requirement of a text of an image's contents, empty when it is about something else. */
function pipPackage(text: string): string {
  return /^pip (\S.*)$/.exec(text)?.[1] ?? "";
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function deviceClass(device: string): string {
  return device.startsWith("tpu-") ? "GOOGLE_TPU" : "NVIDIA_GPU";
}

function storedName({ group, key }: SecretFacts): StoredSecret {
  return { group, key: key ?? "" };
}

/** What tells secrets apart, whatever their variables. */
function identity({ group, key, mount }: SecretFacts): string {
  return JSON.stringify([group, key, mount === "FILE"]);
}

function variableOf(secret: SecretFacts, chosen: ReadonlyMap<string, string>): string {
  return secret.env_var ?? chosen.get(identity(secret)) ?? environmentVariable(storedName(secret));
}

/** The variables that Flyte 1 tasks name, by the secret. */
export function variablesChosenIn(secrets: readonly SecretFacts[]): ReadonlyMap<string, string> {
  return new Map(secrets.flatMap((secret) => (secret.env_var === null ? [] : [[identity(secret), secret.env_var]])));
}

function renamedVariable(secret: SecretFacts, candidates: readonly SecretFacts[]): string | null {
  const same = candidates.filter((candidate) => identity(candidate) === identity(secret));
  return same.length === 1 ? (same[0]?.env_var ?? null) : secret.env_var;
}
