/** A workflow's `interruptible` was the default of the tasks that it called. */
import type { TaskCall } from "../../src/flyte1/calls.ts";
import { resolveArguments } from "../../src/flyte1/splats.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";

/** The tasks and dynamics that a workflow calls itself: what a workflow inside calls goes by that one's own default. */
export function tasksCalledBy(context: MigrationContext, workflow: TaskDeclaration): TaskDeclaration[] {
  const called = allCalls(context).flatMap(({ caller, task }) => (caller === workflow ? [task] : []));
  return [...new Set(called)].filter(({ kind }) => kind !== "workflow");
}

/** True for a task that says nothing itself, and that nothing but interruptible workflows calls. */
export function isInterruptible(context: MigrationContext, task: TaskDeclaration): boolean {
  if (saysInterruptible(context, task)) return false;
  const calls = allCalls(context).filter((call) => call.task === task);
  return calls.length > 0 && calls.every(({ caller }) => caller !== undefined && passesItOn(context, caller));
}

/** True when the task has an `interruptible` of its own. */
export function saysInterruptible({ repository }: MigrationContext, task: TaskDeclaration): boolean {
  const own = resolveArguments(repository, task).arguments.find(({ name }) => name === "interruptible");
  return own !== undefined && own.value.kind !== "none";
}

function allCalls({ calls, repository }: MigrationContext): TaskCall[] {
  return [...calls, ...repository.maps.calls.flatMap(({ taskCall }) => taskCall ?? [])];
}

function passesItOn({ repository }: MigrationContext, { kind, module, arguments: own }: TaskDeclaration): boolean {
  const argument = kind === "workflow" ? own.find(({ name }) => name === "interruptible") : undefined;
  return argument !== undefined && repository.constants.valueOf(module, argument.value) === true;
}
