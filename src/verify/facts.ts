/**
 * What is compared between a Flyte 1 task and its migration, one row a fact: how it reads and what a person calls it.
 * Reading brings equal things to equal form (`1024Mi` and `1Gi`, the order of secrets), so that comparing is plain equality.
 * Where Flyte 2 cannot say what Flyte 1 said, `expected-differences.ts` has the rule.
 */
import type { SecretFacts, TaskFacts } from "./document.ts";
import { canonicalQuantity } from "../flyte2/quantity.ts";
import type { Json } from "./shape.ts";

/** Request and limit of one resource, as canonical quantities; null: not said. */
export type ResourceRange = { readonly request: string | null; readonly limit: string | null };

/** A cache version: text compared byte for byte, `computed` from the source, or null while the cache is off. */
export type CacheVersion = string | { readonly computed: true } | null;

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
  image: TaskFacts["image"];
  podTemplateName: string | null;
  podSpec: { readonly primary: string | null; readonly spec: Json };
  labels: TaskFacts["environment"];
  annotations: TaskFacts["environment"];
  report: boolean;
  inputs: readonly string[];
  outputs: readonly string[];
};

export type FactId = keyof FactValues;

/** One row of the table. */
export interface Fact<Id extends FactId = FactId> {
  readonly title: string;
  /** False for what a Flyte 1 workflow cannot say, because its body never ran in a container. */
  readonly ofWorkflows: boolean;
  read(facts: TaskFacts): FactValues[Id];
}

/** All facts, in the order in which a report shows them. */
export const FACTS: { readonly [Id in FactId]: Fact<Id> } = {
  cpu: { title: "CPU", ofWorkflows: true, read: (facts) => range(facts, "cpu") },
  memory: { title: "memory", ofWorkflows: true, read: (facts) => range(facts, "memory") },
  gpu: { title: "GPUs", ofWorkflows: true, read: (facts) => range(facts, "gpu") },
  disk: { title: "disk", ofWorkflows: true, read: (facts) => range(facts, "ephemeral_storage") },
  accelerator: { title: "accelerator and partition", ofWorkflows: true, read: (facts) => facts.accelerator },
  sharedMemory: { title: "shared memory", ofWorkflows: true, read: (facts) => quantity(facts.shm) },
  secrets: { title: "secrets", ofWorkflows: true, read: (facts) => distinctSecrets(facts.secrets) },
  cache: { title: "cache", ofWorkflows: true, read: ({ cache }) => cache.enabled },
  cacheVersion: { title: "cache version", ofWorkflows: true, read: cacheVersion },
  cacheSerialise: {
    title: "cache: one run at a time",
    ofWorkflows: true,
    read: ({ cache }) => cache.enabled && cache.serialise,
  },
  cacheIgnoredInputs: {
    title: "cache: ignored inputs",
    ofWorkflows: true,
    read: ({ cache }) => (cache.enabled ? [...cache.ignored_inputs].sort() : []),
  },
  retries: { title: "retries", ofWorkflows: true, read: (facts) => facts.retries },
  timeout: { title: "timeout in seconds", ofWorkflows: true, read: (facts) => facts.timeout },
  interruptible: { title: "interruptible", ofWorkflows: true, read: (facts) => facts.interruptible },
  environment: { title: "environment variables", ofWorkflows: false, read: (facts) => facts.environment },
  image: { title: "image", ofWorkflows: false, read: (facts) => facts.image },
  podTemplateName: { title: "pod template name", ofWorkflows: false, read: (facts) => facts.pod_template.name },
  podSpec: {
    title: "pod template",
    ofWorkflows: false,
    read: ({ pod_template: { primary, spec } }) => ({ primary, spec }),
  },
  labels: { title: "labels", ofWorkflows: false, read: (facts) => facts.pod_template.labels },
  annotations: { title: "annotations", ofWorkflows: false, read: (facts) => facts.pod_template.annotations },
  report: { title: "report (deck)", ofWorkflows: true, read: (facts) => facts.report },
  inputs: { title: "names of inputs", ofWorkflows: true, read: (facts) => [...facts.inputs].sort() },
  outputs: { title: "names of outputs", ofWorkflows: true, read: (facts) => [...facts.outputs].sort() },
};

/** The ids of all facts, in the table's order. */
export const FACT_IDS = Object.keys(FACTS) as readonly FactId[];

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
