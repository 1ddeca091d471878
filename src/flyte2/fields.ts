/** The fields of Flyte 2's two places for a task's facts, in the SDK's own order, which is the order in which we print them. */

/** `flyte.TaskEnvironment(…)`: flyte/_environment.py:69-79 and flyte/_task_environment.py:145-148. */
export const ENVIRONMENT_FIELDS = [
  "name",
  "depends_on",
  "pod_template",
  "description",
  "secrets",
  "env_vars",
  "resources",
  "interruptible",
  "image",
  "include",
  "service_account",
  "cache",
  "reusable",
  "plugin_config",
  "queue",
] as const;

/** `@env.task(…)`: flyte/_task_environment.py:280-300. */
export const TASK_FIELDS = [
  "short_name",
  "cache",
  "retries",
  "timeout",
  "docs",
  "pod_template",
  "report",
  "interruptible",
  "max_inline_io_bytes",
  "queue",
  "service_account",
  "triggers",
  "links",
  "task_resolver",
  "entrypoint",
] as const;

/** `task.override(…)`: flyte/_task.py:435-580. */
export const OVERRIDE_FIELDS = [
  "short_name",
  "resources",
  "cache",
  "retries",
  "timeout",
  "env_vars",
  "secrets",
  "service_account",
  "pod_template",
  "queue",
  "interruptible",
  "plugin_config",
] as const;

export type EnvironmentField = (typeof ENVIRONMENT_FIELDS)[number];
export type TaskField = (typeof TASK_FIELDS)[number];
export type OverrideField = (typeof OVERRIDE_FIELDS)[number];
