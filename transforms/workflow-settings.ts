/** Keywords of `@workflow(…)`: in Flyte 2 a workflow is a task, and what was said of its graph has another place, or none. */
import { source } from "../src/python/expression.ts";
import type { Argument } from "../src/python/arguments.ts";
import { constructionAt } from "../src/flyte1/objects.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type TaskTarget } from "../src/migrate/transform.ts";
import { WORKFLOW_SETTINGS_FINDINGS } from "./workflow-settings/findings.ts";
import { isInterruptible, saysInterruptible, tasksCalledBy } from "./workflow-settings/interruptible.ts";

const FAILURE_POLICY = "flytekit.WorkflowFailurePolicy";

/** Flyte 2 does the same without. */
const NEEDLESS = ["pickle_untyped"];

export default defineTransform({
  id: "workflow-settings",
  title: "failure_policy, interruptible and other settings of workflows",
  owns: {
    workflowArguments: ["failure_policy", "interruptible", "default_options", ...NEEDLESS],
    names: [FAILURE_POLICY],
  },
  findings: WORKFLOW_SETTINGS_FINDINGS,
  example: {
    before: `from flytekit import WorkflowFailurePolicy, task, workflow


@task
def load(day: str) -> int:
    return len(day)


@workflow(interruptible=True, failure_policy=WorkflowFailurePolicy.FAIL_IMMEDIATELY)
def nightly(day: str) -> int:
    return load(day=day)
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task(interruptible=True)
def load(day: str) -> int:
    return len(day)


@env.task
def nightly(day: str) -> int:
    return load(day=day)
`,
  },

  begin: (context: MigrationContext) => ({
    translate(task: TaskDeclaration, target: TaskTarget): void {
      if (task.kind === "workflow") translateWorkflow(context, task, target);
      else if (isInterruptible(context, task)) target.decorator("interruptible", source("True"));
    },
  }),
});

function translateWorkflow(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  for (const name of NEEDLESS) target.take(name);
  translateFailurePolicy(context, task, target);
  translateInterruptible(context, task, target);
  translateOptions(context, task, target);
}

/** In a chain of calls nothing is left that could still run after a failure. */
function translateFailurePolicy(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("failure_policy");
  if (!argument || argument.value.kind === "none") return;
  const policy = context.repository.flyte1Name(task.module, argument.value);
  if (policy === `${FAILURE_POLICY}.FAIL_IMMEDIATELY`) return;
  if (policy !== `${FAILURE_POLICY}.FAIL_AFTER_EXECUTABLE_NODES_COMPLETE`) return noteUnknown(task, argument, target);
  const concurrent = context.asyncTasks.driver(task).concurrent;
  if (!concurrent) return;
  const [first, second] = concurrent.map((node) => calleeOf(node.text));
  target.note("workflow-settings/failure-policy", argument.node, {
    slots: { task: task.name, calls: first === second ? `\`${first}\`` : `\`${first}\` and \`${second}\`` },
  });
}

function translateInterruptible(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("interruptible");
  if (!argument) return;
  const value = context.repository.constants.valueOf(task.module, argument.value);
  if (value === false || value === null) return;
  if (value !== true) return noteUnknown(task, argument, target);
  const unset = tasksCalledBy(context, task).filter((called) => !saysInterruptible(context, called));
  const written = unset.filter((called) => isInterruptible(context, called));
  const left = unset.filter((called) => !written.includes(called)).map(({ name }) => `\`${name}\``);
  const sentence = left.length > 0 ? `, but not ${left.join(", ")}, which others call as well` : "";
  const related = written.map((called) => ({ module: called.module, node: called.decorator }));
  target.note("workflow-settings/interruptible", argument.node, { slots: { task: task.name, left: sentence }, related });
}

function translateOptions(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const argument = target.take("default_options");
  if (!argument || argument.value.kind === "none") return;
  const given = constructionAt(context.repository, task.module, argument.value)?.arguments.flatMap(({ name }) => name ?? []);
  const options = (given ?? ["default_options"]).map((name) => `\`${name}\``).join(", ");
  target.note("workflow-settings/default-options", argument.node, { slots: { task: task.name, options } });
}

function noteUnknown(task: TaskDeclaration, argument: Argument, target: TaskTarget): void {
  target.note("workflow-settings/unknown-value", argument.node, { slots: { setting: argument.node.text, task: task.name } });
}

/** `train` of `train(day=day)`. */
function calleeOf(text: string): string {
  return text.split("(", 1)[0] ?? text;
}
