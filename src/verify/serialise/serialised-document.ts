/** The JSON document that the two serialisers in `python/` print: what every task of some source trees asks the cluster for. */
import { boolean, json, list, mapping, nullable, number, object, oneOf, text } from "../processes/json-shape.ts";
import type { Shaped } from "../processes/json-shape.ts";

/** Quantities as written, or null where the task says nothing. */
const resourceKinds = object({
  cpu: nullable(text),
  memory: nullable(text),
  gpu: nullable(text),
  ephemeral_storage: nullable(text),
});

const accelerator = object({
  device: text,
  /** `unpartitioned` stands for Flyte 1's flag. */
  partition: nullable(text),
  /** Flyte 2 only. */
  device_class: nullable(text),
});

const secret = object({
  group: nullable(text),
  key: nullable(text),
  group_version: nullable(text),
  mount: oneOf("ANY", "ENV_VAR", "FILE"),
  env_var: nullable(text),
});

const cache = object({
  enabled: boolean,
  /** Null: computed from the source. Meaningless while the cache is off, when Flyte 2 sends a hash all the same. */
  version: nullable(text),
  serialise: boolean,
  ignored_inputs: list(text),
});

const image = object({
  source: oneOf("none", "default", "uri", "reference", "built"),
  /** `uri`: the image; `reference`: its name in the configuration; `built`: the base, if given; `default`: the SDK. */
  uri: nullable(text),
  /** What is put on the base of a built image, one text a thing (`pip pandas`), sorted. */
  contents: list(text),
});

const podTemplate = object({
  name: nullable(text),
  primary: nullable(text),
  /** The pod's spec without what has a fact of its own. */
  spec: json,
  labels: mapping(text),
  annotations: mapping(text),
});

const variable = object({
  name: text,
  /** A `LiteralType` in protobuf's JSON form. */
  type: json,
  /** Members of the enums in it, which travel by value in Flyte 1 and by name in Flyte 2. */
  enums: list(list(object({ name: text, value: text }))),
  /** Names of the dataclasses in it. */
  records: list(text),
  /** As Python shows it (`repr`), or null where there is none. */
  default: nullable(text),
});

/** What one task asks the cluster for, as its SDK sends it. */
export const taskFacts = object({
  requests: resourceKinds,
  limits: resourceKinds,
  accelerator: nullable(accelerator),
  /** Size, or `auto` for the size of the memory. */
  shm: nullable(text),
  secrets: list(secret),
  cache,
  retries: number,
  /** Seconds; 0 means none. */
  timeout: number,
  /** Null: not said (Flyte 1 only). */
  interruptible: nullable(boolean),
  environment: mapping(text),
  image,
  pod_template: podTemplate,
  report: boolean,
  inputs: list(variable),
  outputs: list(variable),
});

/** An exception of Python. */
export const failure = object({ type: text, message: text, trace: text });

const task = object({
  /** Qualified name of the function (`Class.method`), or of the module's variable for a task without function. */
  name: text,
  kind: oneOf("task", "dynamic", "eager", "workflow", "other"),
  /** First line of the definition, decorators included; null where there is no function. */
  line: nullable(number),
  facts: nullable(taskFacts),
  error: nullable(failure),
});

const moduleTasks = object({
  module: text,
  tasks: list(task),
  /** In a migrated module: what is still Flyte 1. */
  unmigrated: list(text),
  error: nullable(failure),
  /** The package that is not installed, when that is the error. */
  missing: nullable(text),
  /** Packages that are not installed and for which there were stand-ins. */
  stubbed: list(text),
});

const deployProblem = object({
  kind: oneOf(
    "duplicate-environment",
    "duplicate-task",
    "cycle",
    "plan",
    "serialisation",
    "not-importable",
    "missing-dependency",
    "image",
  ),
  environment: text,
  /** Path below the tree's root, with `/`. */
  file: nullable(text),
  problem: text,
});

const tree = object({ root: text, modules: list(moduleTasks), deploy: list(deployProblem) });

/** Checks a whole document. Throws `TypeError` naming the path of what is not as it should be. */
export const serialisedDocument = object({ sdk: oneOf("flytekit", "flyte"), version: text, trees: list(tree) });

export type TaskFacts = Shaped<typeof taskFacts>;
export type VariableFacts = Shaped<typeof variable>;
export type SecretFacts = Shaped<typeof secret>;
export type SerialisedTask = Shaped<typeof task>;
export type SerialisedModule = Shaped<typeof moduleTasks>;
export type SerialisedTree = Shaped<typeof tree>;
export type SerialisedDocument = Shaped<typeof serialisedDocument>;
export type DeployProblem = Shaped<typeof deployProblem>;
