/** Everything that shapes the pod becomes the decorator's `pod_template`. */
import type { Argument } from "../../src/python/arguments.ts";
import { writeSource } from "../../src/python/displays.ts";
import { call, type Expression, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Construction } from "../../src/flyte1/objects.ts";
import { isPlainValue } from "../../src/flyte1/plain-values.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { findPrimaryContainer } from "../../src/flyte2/pod-templates.ts";
import type { MigrationContext, Target, TaskTarget } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { objectArgument, POD_TEMPLATE } from "./objects.ts";

export const POD_ARGUMENTS = ["pod_template", "pod_template_name", "labels", "annotations"] as const;

/** What leaves an argument as good as not given. */
const NOTHING: ReadonlySet<string> = new Set(["None", "{}", "dict()", '""', "''"]);

export function translatePodTemplate(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const [template, name, labels, annotations] = POD_ARGUMENTS.map((argument) => {
    const given = target.take(argument);
    return given && !NOTHING.has(given.value.text) ? given : undefined;
  });
  const metadata = [labels, annotations].filter((argument) => argument !== undefined);
  const [first, second] = [template, name, metadata[0]].filter((argument) => argument !== undefined);
  if (!first) return;
  if (second) {
    const slots = { first: first.name ?? "", second: second.name ?? "" };
    return target.note("task-settings/pod-template-parts", second.node, { slots });
  }
  const strange = [name, ...metadata].find(
    (argument) => argument && !isPlainValue(context.repository, task.module, argument.value),
  );
  if (strange) {
    return target.note("task-settings/unknown-value", strange.node, {
      slots: { setting: strange.node.text, class: POD_TEMPLATE.to },
    });
  }
  const value = template ? podTemplate(context, task.module, template, target) : name && source(name.value.text);
  if (value) return target.decorator("pod_template", value, first);
  if (template) return;
  target.note("task-settings/labels", first.node, { slots: { task: task.name } });
  const parts = { labels: labels && writeSource(labels.value), annotations: annotations && writeSource(annotations.value) };
  target.decorator("pod_template", call(POD_TEMPLATE.to, parts), ...metadata);
}

/** A `PodTemplate` of Flyte 1 as one of Flyte 2; notes what is in the way. */
export function podTemplate(
  context: MigrationContext,
  module: Module,
  argument: Argument,
  target: Target,
): Expression | undefined {
  const object = objectArgument(context, module, argument, POD_TEMPLATE, target);
  for (const construction of object?.constructions ?? [])
    notePrimaryContainer(context.repository, construction, argument, target);
  return object?.value;
}

/** Flyte 1 added a primary container that was not listed; Flyte 2 does so only where none is. */
function notePrimaryContainer(repository: Repository, construction: Construction, argument: Argument, target: Target): void {
  const find = (name: string): SyntaxNode | undefined => construction.arguments.find((given) => given.name === name)?.value;
  const spec = find("pod_spec");
  const name = find("primary_container_name");
  const container = name ? repository.constants.textOf(construction.module, name) : "primary";
  const state = spec
    ? findPrimaryContainer(repository.symbols, repository.constants, construction.module, spec, container)
    : "present";
  if (state === "present") return;
  const code = state === "missing" ? "task-settings/pod-template-primary" : "task-settings/pod-template-containers";
  const related = [{ module: construction.module, node: construction.call }];
  target.note(code, argument.node, { slots: { container: container ?? "the primary container" }, related });
}
