/** `PodTemplate(…)` and `Documentation(…)`: objects whose Flyte 2 counterpart takes the place of the Flyte 1 one. */
import type { Argument } from "../../src/python/arguments.ts";
import { writeSource } from "../../src/python/displays.ts";
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { keepComments, withoutComments } from "../../src/python/kept-comments.ts";
import { type Construction, objectsOf } from "../../src/flyte1/objects.ts";
import { isPlainValue } from "../../src/flyte1/plain-values.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import { definitionAround, formOf } from "../../src/flyte1/shared-objects.ts";
import type { MigrationContext, ModuleRewrite, Target } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

/** A class with a counterpart. */
export interface ObjectClass {
  /** Canonical name in Flyte 1. */
  readonly from: string;
  readonly to: string;
  /** Parameters that have a counterpart, with its name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A parameter that Flyte 2 insists on. */
  readonly required?: string;
}

export const POD_TEMPLATE: ObjectClass = {
  from: "flytekit.PodTemplate",
  to: "flyte.PodTemplate",
  parameters: {
    pod_spec: "pod_spec",
    primary_container_name: "primary_container_name",
    labels: "labels",
    annotations: "annotations",
  },
};

export const DOCUMENTATION: ObjectClass = {
  from: "flytekit.Documentation",
  to: "flyte.Documentation",
  parameters: { short_description: "description" },
  required: "short_description",
};

export const OBJECT_CLASSES = [POD_TEMPLATE, DOCUMENTATION];

/** An argument that holds an object, and everything that it can hold. */
export interface ObjectArgument {
  readonly value: Expression;
  readonly constructions: readonly Construction[];
}

/** An argument that must hold an object of `kind`, as Flyte 2 says it; notes what is in the way. */
export function objectArgument(
  context: MigrationContext,
  module: Module,
  argument: Argument,
  kind: ObjectClass,
  target: Target,
): ObjectArgument | undefined {
  const { repository } = context;
  const object = objectsOf(repository, module, argument.value, [kind.from]);
  if (object?.constructions.every((construction) => isTranslatable(repository, construction, kind))) {
    const { constructions } = object;
    const form = formOf(object, module, (binding) => context.isPinned(binding));
    if (form.kind === "in-place") {
      const value = translated(form.construction, kind);
      return { value: object.binding ? withoutComments(value) : value, constructions };
    }
    if (form.kind === "by-name") {
      target.refer(form.binding);
      return { value: source(argument.value.text), constructions };
    }
  }
  const isPinned = object?.binding != null && context.isPinned(object.binding);
  target.note(isPinned ? "task-settings/shared-object" : "task-settings/unknown-value", argument.node, {
    slots: { setting: argument.node.text, value: argument.value.text, class: kind.to },
    related: (object?.constructions ?? []).map((construction) => ({ module: construction.module, node: construction.call })),
  });
  return undefined;
}

function isTranslatable(repository: Repository, construction: Construction, kind: ObjectClass): boolean {
  const given = translatedArguments(construction, kind);
  if (kind.required !== undefined && !given.some(({ name }) => name === kind.required)) return false;
  return given.every(
    ({ splat, name, value }) => splat === null && name !== null && isPlainValue(repository, construction.module, value),
  );
}

/** Everything but the arguments without a counterpart; those are reported where the object is used. */
function translatedArguments({ arguments: given }: Construction, kind: ObjectClass): Argument[] {
  return given.filter(({ name }) => name === null || name in kind.parameters);
}

function translated(construction: Construction, kind: ObjectClass): Expression {
  const items = translatedArguments(construction, kind).map(({ name, value, comments }): Item => ({
    prefix: `${kind.parameters[name ?? ""]}=`,
    value: writeSource(value),
    comments,
  }));
  return keepComments({ kind: "call", callee: kind.to, arguments: items }, construction.call);
}

/** Classes that only say what Flyte 2 has no place for; they go with the argument that they stand in. */
export const DROPPED_CLASSES = ["flytekit.Description", "flytekit.SourceCode"];

function settleDropped(module: ModuleRewrite, construction: Construction): void {
  for (const reference of module.references) {
    if (DROPPED_CLASSES.includes(reference.name) && construction.call.contains(reference.node))
      module.settle(reference, "review");
  }
}

/** `POD = PodTemplate(…)`, where every use of the name is migrated. */
export function rewriteObjects(context: MigrationContext, module: ModuleRewrite): void {
  const { repository } = context;
  for (const reference of module.references) {
    const kind = OBJECT_CLASSES.find(({ from }) => from === reference.name);
    if (!kind || reference.kind !== "read") continue;
    const shared = definitionAround(repository, module.module, reference.node, [kind.from]);
    if (!shared?.binding) continue;
    if (context.isPinned(shared.binding)) {
      module.note("task-settings/shared-object", reference.node, { slots: { value: shared.binding.name, class: kind.to } });
      module.settle(reference, "manual");
      continue;
    }
    if (!shared.constructions.every((construction) => isTranslatable(repository, construction, kind))) continue;
    const construction = shared.constructions.find(({ call }) => call.field("function") === reference.node);
    if (construction) {
      module.replace(construction.call, translated(construction, kind));
      settleDropped(module, construction);
    } else module.replace(reference.node, module.spell(kind.to, reference.node));
    module.settle(reference, "migrated");
  }
}
