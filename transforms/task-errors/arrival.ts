/** How an error inside a task reaches code that calls the task outside of a run (`flyte/_task.py`, `TaskTemplate.__call__`). */
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";

/**
 * - `original`: as it was raised; awaiting a task adds nothing.
 * - `wrapped`: as `RuntimeUserError`, which a plain call of a task makes of every exception.
 * - `either`: it depends on where it was raised.
 */
export type Arrival = "original" | "wrapped" | "either";

/** The arrival of errors of a call of `task`. */
export function arrivalOf(context: MigrationContext, task: TaskDeclaration, seen = new Set<TaskDeclaration>()): Arrival {
  if (!context.isAsync(task)) return "wrapped";
  seen.add(task);
  const inner = context.calls.filter((call) => call.reachedFrom.has(task) && !seen.has(call.task)).map((call) => call.task);
  const passes = inner.every((one) => isLeaf(one) || arrivalOf(context, one, seen) === "original");
  return passes ? "original" : "either";
}

/** A task whose own calls run in place: awaited, it passes errors on as they are. */
function isLeaf(task: TaskDeclaration): boolean {
  return task.kind === "task";
}
