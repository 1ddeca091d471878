/**
 * What is compared between a Flyte 1 task and its migration, one row a fact: how it reads, what a person calls it, and how its values
 * are written. Reading brings equal things to equal form (`1024Mi` and `1Gi`, the order of secrets), so that comparing is plain equality.
 * Where Flyte 2 cannot say what Flyte 1 said, `expected-differences.ts` has the rule.
 */
import { canonicalQuantity, readableQuantity } from "../../flyte2/quantity.ts";
import type { Json } from "../processes/json-shape.ts";
import { concealed, concealedContents, concealedDeep } from "../secrets/concealed.ts";
import type { SecretFacts, TaskFacts, VariableFacts } from "../serialise/serialised-document.ts";
import type { DataType } from "./data-types.ts";
import { dataType } from "./literal-type.ts";
import {
  onOff,
  showAccelerator,
  showDataTypes,
  showDuration,
  showImage,
  showLeaves,
  showMapping,
  showRange,
  showSecret,
  showText,
} from "./show-values.ts";
import type { Shown } from "./show-values.ts";

/** Request and limit of one resource, as canonical quantities; null: not said. */
export type ResourceRange = { readonly request: string | null; readonly limit: string | null };

/** A cache version: text compared byte for byte, `computed` from the source, or null while the cache is off. */
export type CacheVersion = string | { readonly computed: true } | null;

/** Types by name of the input or output. */
export type DataTypes = Readonly<Record<string, DataType>>;

/** The form in which each fact is compared. */
export type FactValues = {
  cpu: ResourceRange;
  memory: ResourceRange;
  gpu: ResourceRange;
  disk: ResourceRange;
  accelerator: TaskFacts["accelerator"];
  sharedMemory: string | null;
  secrets: readonly SecretFacts[];
  cache: boolean;
  cacheVersion: CacheVersion;
  cacheSerialise: boolean;
  cacheIgnoredInputs: readonly string[];
  retries: number;
  timeout: number;
  interruptible: boolean | null;
  environment: TaskFacts["environment"];
  image: Omit<TaskFacts["image"], "contents">;
  imageContents: TaskFacts["image"]["contents"];
  podTemplateName: string | null;
  podSpec: { readonly primary: string | null; readonly spec: Json };
  labels: TaskFacts["environment"];
  annotations: TaskFacts["environment"];
  report: boolean;
  inputs: DataTypes;
  defaults: Readonly<Record<string, string>>;
  outputs: DataTypes;
};

/** A row of the table. */
export type FactId = keyof FactValues;

/** One row of the table. */
export interface Fact<Id extends FactId = FactId> {
  readonly title: string;
  /** What it covers, for the documentation: one phrase. */
  readonly about: string;
  /** False for what a Flyte 1 workflow cannot say, because its body never ran in a container. */
  readonly ofWorkflows: boolean;
  read(facts: TaskFacts): FactValues[Id];
  /** As a person writes it. */
  show(value: FactValues[Id]): Shown;
  /** In the line that sums up a task, where that is not `title value`; none for what such a line leaves out. */
  brief?(value: FactValues[Id]): Shown;
  /** The value as a report may have it, where it may hold secrets; `before` is the original's, of which another one is told. */
  conceal?(value: FactValues[Id], before: FactValues[Id]): FactValues[Id];
}

/** All facts, in the order in which a report shows them. */
export const FACTS: { readonly [Id in FactId]: Fact<Id> } = {
  cpu: {
    title: "CPU",
    about: "request and limit",
    ofWorkflows: true,
    read: (facts) => range(facts, "cpu"),
    show: (value) => showRange(value, (cpu) => cpu),
  },
  memory: {
    title: "memory",
    about: "request and limit",
    ofWorkflows: true,
    read: (facts) => range(facts, "memory"),
    show: (value) => showRange(value, readableQuantity),
  },
  gpu: {
    title: "GPUs",
    about: "request and limit",
    ofWorkflows: true,
    read: (facts) => range(facts, "gpu"),
    show: (value) => showRange(value, (gpus) => gpus),
  },
  disk: {
    title: "disk",
    about: "request and limit of ephemeral storage",
    ofWorkflows: true,
    read: (facts) => range(facts, "ephemeral_storage"),
    show: (value) => showRange(value, readableQuantity),
  },
  accelerator: {
    title: "accelerator",
    about: "device, partition, class of device",
    ofWorkflows: true,
    read: (facts) => facts.accelerator,
    show: showAccelerator,
    brief: (value) => showAccelerator(value && { ...value, device_class: null }),
  },
  sharedMemory: {
    title: "shared memory",
    about: "size, or `auto`",
    ofWorkflows: true,
    read: (facts) => quantity(facts.shm),
    show: (value) => showText(value === null ? null : readableQuantity(value)),
  },
  secrets: {
    title: "secrets",
    about: "for each: group, key and version in the store, mounted as file or variable, name of the variable",
    ofWorkflows: true,
    read: (facts) => distinctSecrets(facts.secrets),
    show: (value) => value.map(showSecret),
    brief: (value) => value.map(showSecret),
  },
  cache: {
    title: "cache",
    about: "on or off",
    ofWorkflows: true,
    read: ({ cache }) => cache.enabled,
    show: onOff,
    brief: omitted,
  },
  cacheVersion: {
    title: "cache version",
    about: "the text, byte for byte, or that it is computed from the source",
    ofWorkflows: true,
    read: cacheVersion,
    show: (value) => showText(typeof value === "object" ? value && "computed from the source" : JSON.stringify(value)),
    brief: (value) => showText(typeof value === "object" ? value && "cached" : `cached as ${JSON.stringify(value)}`),
  },
  cacheSerialise: {
    title: "cache serialised",
    about: "whether equal runs wait for each other",
    ofWorkflows: true,
    read: ({ cache }) => cache.enabled && cache.serialise,
    show: onOff,
  },
  cacheIgnoredInputs: {
    title: "cache ignores",
    about: "names of ignored inputs",
    ofWorkflows: true,
    read: ({ cache }) => (cache.enabled ? [...cache.ignored_inputs].sort() : []),
    show: (value) => value,
  },
  retries: {
    title: "retries",
    about: "number",
    ofWorkflows: true,
    read: (facts) => facts.retries,
    show: (value) => (value === 0 ? [] : [String(value)]),
    brief: (value) => (value === 0 ? [] : [value === 1 ? "1 retry" : `${value} retries`]),
  },
  timeout: {
    title: "timeout",
    about: "seconds",
    ofWorkflows: true,
    read: (facts) => facts.timeout,
    show: showDuration,
  },
  interruptible: {
    title: "interruptible",
    about: "yes, no, or not said",
    ofWorkflows: true,
    read: (facts) => facts.interruptible,
    show: (value) => showText(value === null ? null : value ? "yes" : "no"),
    brief: (value) => (value ? ["interruptible"] : []),
  },
  environment: {
    title: "variables",
    about: "environment variables, names and values",
    ofWorkflows: false,
    read: (facts) => facts.environment,
    show: showMapping,
    conceal: concealed,
  },
  image: {
    title: "image",
    about: "its URI, its name in the configuration, or the base it is built on",
    ofWorkflows: false,
    read: ({ image: { source, uri } }) => ({ source, uri }),
    show: showImage,
    brief: (value) => (value.source === "default" ? [] : showImage(value).map((image) => `image ${image}`)),
  },
  imageContents: {
    title: "image contents",
    about: "of a built image: Python, packages of pip and apt and where they come from, variables, commands, name and registry",
    ofWorkflows: false,
    read: (facts) => facts.image.contents,
    show: (value) => value,
    brief: omitted,
    conceal: concealedContents,
  },
  podTemplateName: {
    title: "pod template name",
    about: "of one that exists on the cluster",
    ofWorkflows: false,
    read: (facts) => facts.pod_template.name,
    show: showText,
  },
  podSpec: {
    title: "pod template",
    about: "the whole specification, without what has a fact of its own",
    ofWorkflows: false,
    read: ({ pod_template: { primary, spec } }) => ({ primary, spec }),
    show: ({ spec }) => showLeaves(spec),
    brief: ({ spec }) => (spec === null ? [] : ["pod template"]),
    conceal: ({ primary, spec }, before) => ({ primary, spec: concealedDeep(spec, before.spec) }),
  },
  labels: {
    title: "labels",
    about: "of the pod",
    ofWorkflows: false,
    read: (facts) => facts.pod_template.labels,
    show: showMapping,
  },
  annotations: {
    title: "annotations",
    about: "of the pod",
    ofWorkflows: false,
    read: (facts) => facts.pod_template.annotations,
    show: showMapping,
  },
  report: {
    title: "report",
    about: "whether the task writes one (a deck in Flyte 1)",
    ofWorkflows: true,
    read: (facts) => facts.report,
    show: onOff,
    brief: (value) => (value ? ["report"] : []),
  },
  inputs: {
    title: "inputs",
    about: "names and types",
    ofWorkflows: true,
    read: (facts) => dataTypes(facts.inputs),
    show: showDataTypes,
    brief: omitted,
  },
  defaults: {
    title: "defaults",
    about: "of inputs, by value",
    ofWorkflows: true,
    read: ({ inputs }) => inOrder(inputs.flatMap(({ name, default: value }) => (value === null ? [] : [[name, value] as const]))),
    show: showMapping,
    brief: omitted,
    conceal: concealed,
  },
  outputs: {
    title: "outputs",
    about: "names and types",
    ofWorkflows: true,
    read: (facts) => dataTypes(facts.outputs),
    show: showDataTypes,
    brief: omitted,
  },
};

/** The ids of all facts, in the table's order. */
export const FACT_IDS = Object.keys(FACTS) as readonly FactId[];

function omitted(): Shown {
  return [];
}

function range(facts: TaskFacts, kind: keyof TaskFacts["requests"]): ResourceRange {
  return { request: quantity(facts.requests[kind]), limit: quantity(facts.limits[kind]) };
}

function quantity(text: string | null): string | null {
  return text === null ? null : canonicalQuantity(text);
}

/** Secrets as a set, in one order: a secret that is asked for twice is mounted once. */
export function distinctSecrets(secrets: readonly SecretFacts[]): readonly SecretFacts[] {
  const byText = new Map(secrets.map((secret) => [JSON.stringify(secret), secret]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

function cacheVersion({ cache }: TaskFacts): CacheVersion {
  if (!cache.enabled) return null;
  return cache.version ?? { computed: true };
}

function dataTypes(variables: readonly VariableFacts[]): DataTypes {
  return inOrder(variables.map(({ name, type }) => [name, dataType(type)] as const));
}

/** Inputs are passed by name, so their order says nothing. */
function inOrder<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
