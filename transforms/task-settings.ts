/** Settings of single tasks: most keep their value and move to the decorator's keyword of Flyte 2. */
import type { Argument } from "../src/python/arguments.ts";
import { readDisplay, writeSource } from "../src/python/displays.ts";
import { type Expression, source } from "../src/python/expression.ts";
import { quote } from "../src/python/literals.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { objectsOf } from "../src/flyte1/objects.ts";
import { isPlainValue } from "../src/flyte1/plain-values.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import type { TaskField } from "../src/flyte2/fields.ts";
import { defineTransform, type MigrationContext, type TaskTarget, type TransformRun } from "../src/migrate/transform.ts";
import { calledName } from "./task-settings/called-name.ts";
import { translateDeck } from "./task-settings/decks.ts";
import { TASK_SETTINGS_FINDINGS, type TaskSettingsCode } from "./task-settings/findings.ts";
import { DOCUMENTATION, DROPPED_CLASSES, OBJECT_CLASSES, objectArgument, rewriteObjects } from "./task-settings/objects.ts";
import { OVERRIDE_ARGUMENTS, overrideSettings } from "./task-settings/overrides.ts";
import { POD_ARGUMENTS, translatePodTemplate } from "./task-settings/pod-templates.ts";

/** Same value, same keyword; `unset` are the literals that say what is the default anyway. */
const SAME: readonly { readonly name: TaskField; readonly unset: readonly string[]; readonly review?: TaskSettingsCode }[] = [
  { name: "retries", unset: ["0", "None"], review: "task-settings/retries" },
  { name: "timeout", unset: ["0", "None"] },
  { name: "interruptible", unset: ["None"] },
];

/** Flyte 2 does the same without: `depends_on` follows the calls, and untyped values are pickled. */
const NEEDLESS = ["node_dependency_hints", "pickle_untyped"];

const BY_HAND: Readonly<Record<string, TaskSettingsCode>> = {
  task_config: "task-settings/task-config",
  execution_mode: "task-settings/execution-mode",
  task_resolver: "task-settings/task-resolver",
};

export default defineTransform({
  id: "task-settings",
  title: "retries, timeout, environment, pod templates and other settings of single tasks",
  owns: {
    taskArguments: [
      ...SAME.map(({ name }) => name),
      ...NEEDLESS,
      ...Object.keys(BY_HAND),
      ...POD_ARGUMENTS,
      "environment",
      "deprecated",
      "docs",
      "enable_deck",
      "disable_deck",
      "deck_fields",
    ],
    workflowArguments: ["docs"],
    overrideArguments: OVERRIDE_ARGUMENTS,
    names: [...OBJECT_CLASSES.map(({ from }) => from), ...DROPPED_CLASSES],
  },
  findings: TASK_SETTINGS_FINDINGS,
  example: {
    before: `from datetime import timedelta

from flytekit import task


@task(timeout=timedelta(minutes=20), interruptible=True, environment={"LOG_LEVEL": "INFO"})
def load(day: str) -> int:
    return len(day)
`,
    after: `from datetime import timedelta

import flyte

env = flyte.TaskEnvironment(name="pipeline", env_vars={"LOG_LEVEL": "INFO"})


@env.task(timeout=timedelta(minutes=20), interruptible=True)
def load(day: str) -> int:
    return len(day)
`,
  },
  begin: (context): TransformRun => ({
    translate: (task, target) => translate(context, task, target),
    override: (call, target) => overrideSettings(context, call, target),
    rewrite: (module) => rewriteObjects(context, module),
  }),
});

function translate(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  // A workflow's `interruptible` is not its own, and the rest it does not have.
  if (task.kind === "workflow") return translateDocumentation(context, task, target);
  for (const { name, unset, review } of SAME) {
    const argument = target.take(name);
    if (!argument || unset.includes(argument.value.text) || noteStrange(context, task, argument, target)) continue;
    target.decorator(name, writeSource(argument.value), argument);
    if (review && context.repository.constants.valueOf(task.module, argument.value) !== 0)
      target.note(review, argument.node, { slots: { task: task.name } });
  }
  for (const name of NEEDLESS) target.take(name);
  for (const [name, code] of Object.entries(BY_HAND)) {
    const argument = target.take(name);
    if (argument && argument.value.kind !== "none") {
      target.note(code, argument.node, { slots: { task: task.name, config: calledName(argument.value) } });
    }
  }
  translateEnvironment(context, task, target);
  translatePodTemplate(context, task, target);
  translateDeck(task, target);
  translateDeprecated(task, target);
  translateDocumentation(context, task, target);
}

/** Reports a value that holds something of Flyte 1. */
function noteStrange({ repository }: MigrationContext, task: TaskDeclaration, argument: Argument, target: TaskTarget): boolean {
  if (isPlainValue(repository, task.module, argument.value)) return false;
  target.note("task-settings/unknown-value", argument.node, { slots: { setting: argument.node.text, class: "value" } });
  return true;
}

function translateEnvironment(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("environment");
  if (!argument || ["None", "{}", "dict()"].includes(argument.value.text) || noteStrange(context, task, argument, target)) return;
  target.environment("env_vars", readDisplay(argument.value, writeText) ?? source(argument.value.text), argument);
}

/** Both SDKs send text only: a number or a bool fails when the task is sent. */
function writeText(value: SyntaxNode): Expression {
  return ["integer", "float", "true", "false"].includes(value.kind) ? source(quote(value.text)) : writeSource(value);
}

function translateDeprecated(task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("deprecated");
  if (!argument || ["None", '""', "''"].includes(argument.value.text)) return;
  target.note("task-settings/deprecated", argument.node, { slots: { task: task.name, text: argument.value.text } });
}

function translateDocumentation(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("docs");
  if (!argument || argument.value.kind === "none") return;
  const objects = objectsOf(context.repository, task.module, argument.value, [DOCUMENTATION.from])?.constructions ?? [];
  const lost = objects.flatMap((object) =>
    object.arguments.flatMap(({ name }) => (name && !(name in DOCUMENTATION.parameters) ? [name] : [])),
  );
  const hasDescription = objects.every((object) => object.arguments.some(({ name }) => name === "short_description"));
  const sentence = lost.length > 0 ? `; ${lost.map((name) => `\`${name}\``).join(" and ")} had to be dropped` : "";
  const documentation = hasDescription ? objectArgument(context, task.module, argument, DOCUMENTATION, target) : undefined;
  if (documentation) target.decorator("docs", documentation.value, argument);
  target.note("task-settings/docs", argument.node, { slots: { task: task.name, lost: sentence } });
}
