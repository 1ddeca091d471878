/** `.with_overrides(…)` of settings: Flyte 2 ignores falsy values, so what switches off is said with an object. */
import { call, type Expression, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskCall } from "../../src/flyte1/calls.ts";
import { isPlainValue } from "../../src/flyte1/plain-values.ts";
import type { OverrideField } from "../../src/flyte2/fields.ts";
import type { MigrationContext, OverrideTarget } from "../../src/migrate/transform.ts";
import { calledName } from "./called-name.ts";
import { podTemplate } from "./pod-templates.ts";

/** Values that mean nothing to Flyte 2's `override`, and what says the same. */
type Resets = Readonly<Record<string, Expression>>;

const SAME: readonly {
  readonly argument: string;
  readonly field: OverrideField;
  readonly unset: string | null;
  readonly resets: Resets;
}[] = [
  { argument: "retries", field: "retries", unset: "None", resets: { "0": call("flyte.RetryStrategy", { count: source("0") }) } },
  {
    argument: "timeout",
    field: "timeout",
    unset: null,
    resets: { "0": call("flyte.Timeout", {}), None: call("flyte.Timeout", {}) },
  },
  { argument: "interruptible", field: "interruptible", unset: "None", resets: {} },
  { argument: "name", field: "short_name", unset: "None", resets: {} },
];

const NAMES = ["node_name", "aliases"];

export const OVERRIDE_ARGUMENTS = [...SAME.map(({ argument }) => argument), ...NAMES, "pod_template", "task_config"];

export function overrideSettings(context: MigrationContext, { module, task }: TaskCall, target: OverrideTarget): void {
  const isStrange = (node: SyntaxNode) => !isPlainValue(context.repository, module, node);
  for (const { argument, field, unset, resets } of SAME) {
    const given = target.take(argument);
    if (!given || given.value.text === unset) continue;
    if (isStrange(given.value))
      target.note("task-settings/unknown-value", given.node, { slots: { setting: given.node.text, class: "value" } });
    else target.set(field, resets[given.value.text] ?? source(given.value.text), given);
  }
  for (const name of NAMES) {
    const given = target.take(name);
    if (given && given.value.kind !== "none")
      target.note("task-settings/node-name", given.node, { slots: { argument: name, value: given.value.text } });
  }
  const template = target.take("pod_template");
  const pod = template && template.value.kind !== "none" ? podTemplate(context, module, template, target) : undefined;
  if (template && pod) target.set("pod_template", pod, template);
  const config = target.take("task_config");
  if (config && config.value.kind !== "none") {
    target.note("task-settings/task-config", config.node, { slots: { task: task.name, config: calledName(config.value) } });
  }
}
