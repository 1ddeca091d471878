/** `.with_overrides(requests=…)`: Flyte 2 replaces all resources of a call, so the task's own come along. */
import type { TaskCall } from "../../src/flyte1/calls.ts";
import { resolveArguments } from "../../src/flyte1/splats.ts";
import { type Expression, source } from "../../src/python/expression.ts";
import { quote } from "../../src/python/literals.ts";
import type { AcceleratorNames } from "./accelerator-names.ts";
import { refuse } from "./refusal.ts";
import { type Arguments, ARGUMENTS, type Requirements, requirementsOf, resourceItems, wholeExpression } from "./requirements.ts";
import { constantOf, FIELD_NAMES, type Place, type SizeField, type Value } from "./values.ts";
import { orNote } from "./refusal.ts";

const FIELDS: readonly SizeField[] = Object.values(FIELD_NAMES);

/** The value of `.override(resources=…)`; undefined when nothing is asked for. @throws Refusal */
export function overrideExpression(
  place: Place,
  names: AcceleratorNames,
  call: TaskCall,
  given: Arguments,
): Expression | undefined {
  const own = ownRequirements(place, call);
  const wanted = requirementsOf(place, given);
  const kept = FIELDS.filter((field) => !has(wanted, field) && has(own, field));
  const keptNames: string[] = kept.map((field) => `\`${field}\``);
  if (!wanted.accelerator && own.accelerator) keptNames.push("the accelerator");
  if (wanted.sharedMemory === undefined && own.sharedMemory !== undefined) keptNames.push("`shm`");
  if (keptNames.length === 0) {
    const whole = wholeExpression(place, given);
    if (whole !== undefined) return source(whole);
  }
  const items = resourceItems(place, names, {
    requests: merged(kept, wanted.requests, own.requests),
    limits: merged(kept, wanted.limits, own.limits),
    accelerator: wanted.accelerator ?? own.accelerator,
    sharedMemory: wanted.sharedMemory ?? own.sharedMemory,
    fieldComments: wanted.fieldComments,
    comments: wanted.comments,
  });
  if (items.length === 0) return undefined;
  if (keptNames.length > 0) {
    place.note("resources/override-merged", call.overrides?.call ?? call.call, {
      slots: { kept: keptNames.join(", "), task: call.task.name },
    });
  }
  return { kind: "call", callee: "flyte.Resources", arguments: items };
}

function has({ requests, limits }: Requirements, field: SizeField): boolean {
  return requests.has(field) || limits.has(field);
}

function merged(
  kept: readonly SizeField[],
  wanted: ReadonlyMap<SizeField, Value>,
  own: ReadonlyMap<SizeField, Value>,
): ReadonlyMap<SizeField, Value> {
  const fields = new Map(wanted);
  for (const field of kept) {
    const value = own.get(field);
    if (value) fields.set(field, value);
  }
  return fields;
}

/** What the task asks for by itself, as constants: the call may stand where its names mean something else. */
function ownRequirements(place: Place, { module, task, overrides, call }: TaskCall): Requirements {
  const node = overrides?.call ?? call;
  const { arguments: own, unknown } = resolveArguments(place.context.repository, task);
  const refuseOwn = () => refuse("resources/override-unknown", node, { task: task.name });
  if (unknown.length > 0) refuseOwn();
  // Notes about the task's own arguments are given where it is declared.
  const silent: Place = { ...place, module: task.module, note: () => undefined, refer: () => undefined };
  let found: Requirements | undefined;
  orNote(
    () => undefined,
    () =>
      (found = requirementsOf(
        silent,
        argumentsNamed((name) => own.findLast((argument) => argument.name === name)),
      )),
  );
  if (!found) return refuseOwn();
  const { requests, limits, accelerator, sharedMemory } = found;
  const asConstants = (values: ReadonlyMap<SizeField, Value>) =>
    new Map([...values].map(([field, value]) => [field, constant(value, field, node) ?? refuseOwn()] as const));
  const shared = accelerator?.expression;
  const [only, ...others] = shared?.kind === "shared" ? shared.made : [];
  const device = only && others.length === 0 ? ({ kind: "made", ...only } as const) : shared;
  const isUnknown = device !== undefined && device.kind !== "made" && device.kind !== "none";
  if (isUnknown || (sharedMemory !== undefined && module !== task.module && !/^["']/.test(sharedMemory))) refuseOwn();
  return {
    requests: asConstants(requests),
    limits: asConstants(limits),
    accelerator: device && device.kind !== "none" ? { node, expression: device } : undefined,
    sharedMemory,
    fieldComments: new Map(),
    comments: [],
  };
}

/** Collects the arguments of this topic. */
export function argumentsNamed(take: (name: string) => Arguments[keyof Arguments]): Arguments {
  return Object.fromEntries(
    ARGUMENTS.flatMap((name) => {
      const argument = take(name);
      return argument ? [[name, argument]] : [];
    }),
  );
}

function constant(value: Value, field: SizeField, node: Value["node"]): Value | undefined {
  const known = constantOf(value);
  if (typeof known !== "string" && typeof known !== "number") return undefined;
  const isText = field === "memory" || field === "disk" || (field === "cpu" && typeof known === "string");
  const text = isText ? quote(String(known)) : String(Number(known));
  return { node, text, alternatives: value.alternatives, origin: "literal", comments: { above: [], behind: null } };
}
