/** What a Flyte 1 task object has besides being callable. */

/** Attributes that hold the task's function, or run it (flytekit/core/python_function_task.py). */
export const ITS_FUNCTION: ReadonlySet<string> = new Set([
  "task_function",
  "_task_function",
  "_workflow_function",
  "execute",
  "__wrapped__",
]);

/** Attributes that a task has from its function. */
export const OF_ITS_FUNCTION: ReadonlySet<string> = new Set([
  "__name__",
  "__doc__",
  "__module__",
  "__qualname__",
  "__annotations__",
  "__signature__",
]);
