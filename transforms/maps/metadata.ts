/** `metadata=TaskMetadata(…)` of a map, which replaced everything that the task says of itself. */
import { call as newCall, type Expression, source } from "../../src/python/expression.ts";
import type { TaskCall } from "../../src/flyte1/calls.ts";
import type { TaskMap } from "../../src/flyte1/maps.ts";
import { resolveArguments } from "../../src/flyte1/splats.ts";
import type { OverrideField } from "../../src/flyte2/fields.ts";
import type { MigrationContext, OverrideTarget } from "../../src/migrate/transform.ts";

/** What a task may declare, and what takes it back: Flyte 2 ignores falsy values in `override` (flyte/_task.py:435-580). */
const RESETS: readonly { readonly argument: string; readonly field: OverrideField; readonly value: Expression }[] = [
  { argument: "cache", field: "cache", value: source('"disable"') },
  { argument: "retries", field: "retries", value: newCall("flyte.RetryStrategy", { count: source("0") }) },
  { argument: "timeout", field: "timeout", value: newCall("flyte.Timeout", {}) },
  { argument: "interruptible", field: "interruptible", value: source("False") },
];

/** A word for the console, which Flyte 2 has no field for. */
const DROPPED = "deprecated";
/** Fields of `TaskMetadata` that `.override(…)` cannot say. */
const WITHOUT_PLACE = ["cache_ignore_input_vars", "pod_template_name", "generates_deck", "is_eager", "labels", "annotations"];
/** What a task's own cache would bring into the one of the map. */
const INHERITED = ["cache_serialize", "cache_ignore_input_vars"];

/** Says what the map's metadata says, and takes back what it leaves out. */
export function overrideByMetadata(
  { repository }: MigrationContext,
  { metadata }: TaskMap,
  call: TaskCall,
  target: OverrideTarget,
): void {
  if (!metadata) return;
  target.take(DROPPED);
  const manual = (code: string, reason: string) => target.note("maps/metadata", metadata.call, { slots: { code, reason } });
  for (const name of WITHOUT_PLACE) if (target.take(name)) manual(`${name}=`, "has no place in `.override(…)`");
  const declared = resolveArguments(repository, call.task).arguments;
  const isGiven = (name: string) => call.overrides?.arguments.some((argument) => argument.name === name) ?? false;
  const isDeclared = (name: string) =>
    declared.some((argument) => argument.name === name && !/^(None|False|0)$/.test(argument.value.text));
  if (isGiven("cache") && INHERITED.some(isDeclared))
    manual(metadata.call.text, `replaces the cache settings of \`${call.task.name}\``);
  const reset = RESETS.filter(({ argument }) => isDeclared(argument) && !isGiven(argument));
  for (const { field, value } of reset) target.set(field, value);
  if (reset.length === 0) return;
  const settings = reset.map(({ argument }) => `\`${argument}\``).join(", ");
  target.note("maps/metadata-replaces", metadata.call, { slots: { task: call.task.name, settings } });
}
