/**
 * Values of facts as a person writes them, for every report: a list of texts, none where the task says nothing about it. One text says
 * one thing, so that a report of a difference can leave out what both sides say.
 */
import { showType } from "./data-types.ts";
import type { DataType } from "./data-types.ts";
import type { SecretFacts, TaskFacts } from "../serialise/serialised-document.ts";
import type { Json } from "../processes/json-shape.ts";

/** What a value says, one text a thing. */
export type Shown = readonly string[];

const NOTHING: Shown = [];

/** `1 → 2` for request and limit, `1` for the request alone. */
export function showRange(
  { request, limit }: { readonly request: string | null; readonly limit: string | null },
  show: (quantity: string) => string,
): Shown {
  if (limit === null) return request === null ? NOTHING : [show(request)];
  if (request === null) return [`limit ${show(limit)}`];
  return [request === limit ? `${show(request)} (request and limit)` : `${show(request)} → ${show(limit)}`];
}

/** `nvidia-tesla-a100 (partition 1g.5gb)`. */
export function showAccelerator(value: TaskFacts["accelerator"]): Shown {
  if (value === null) return NOTHING;
  const partition = value.partition === null ? "" : `partition ${value.partition}`;
  const details = [partition, value.device_class ?? ""].filter((part) => part !== "").join(", ");
  return [details ? `${value.device} (${details})` : value.device];
}

/** `DB_PASSWORD from db/password`, `file from db/cert`. */
export function showSecret({ group, key, group_version: version, mount, env_var: variable }: SecretFacts): string {
  const name = [group, key].filter((part) => part !== null).join("/");
  const stored = version === null ? name : `${name} version ${version}`;
  if (mount === "FILE") return variable === null ? `file from ${stored}` : `file from ${stored}, its path in ${variable}`;
  return variable === null ? stored : `${variable} from ${stored}`;
}

/** `ghcr.io/org/image:1`, `built on python:3.12`, `training of the configuration`. */
export function showImage({ source, uri }: Pick<TaskFacts["image"], "source" | "uri">): Shown {
  if (source === "none") return NOTHING;
  if (source === "default") return [`default of ${uri ?? "the SDK"}`];
  if (source === "reference") return [`${uri ?? ""} of the configuration`];
  if (source === "built") return [uri === null ? "built" : `built on ${uri}`];
  return [uri ?? ""];
}

/** `90 s`, `5 min`, `2 h`: the largest unit that leaves no rest. */
export function showDuration(seconds: number): Shown {
  if (seconds === 0) return NOTHING;
  if (seconds % 3600 === 0) return [`${seconds / 3600} h`];
  return [seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`];
}

/** `day: str` for each input or output. */
export function showDataTypes(types: Readonly<Record<string, DataType>>): Shown {
  return Object.entries(types).map(([name, type]) => `${name}: ${showType(type)}`);
}

/** `NAME=value` for each entry. */
export function showMapping(values: Readonly<Record<string, string>>): Shown {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

/** The text itself. */
export function showText(text: string | null): Shown {
  return text === null ? NOTHING : [text];
}

/** `on`; off is what a task is without saying anything. */
export function onOff(value: boolean): Shown {
  return value ? ["on"] : NOTHING;
}

/** Every leaf with the way to it: `tolerations[0].key gpu`. */
export function showLeaves(value: Json, path = ""): Shown {
  if (value === null) return path === "" ? NOTHING : [`${path} null`];
  if (typeof value !== "object") return [`${path} ${String(value)}`.trim()];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((one, index) => showLeaves(one, `${path}[${index}]`));
  return Object.entries(value).flatMap(([key, one]: [string, Json]) => showLeaves(one, path === "" ? key : `${path}.${key}`));
}
