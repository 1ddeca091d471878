/** Calls inside tasks, which Flyte 1 ran on the spot. */
import type { TaskCall } from "../../src/flyte1/calls.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { becomesAsync, waitFor } from "./wait.ts";

/** Keeps a call in place for the tasks that come to it; where former workflows come to it, too, one line cannot serve both. */
export function rewriteInline(
  context: MigrationContext,
  call: TaskCall,
  callers: readonly TaskDeclaration[],
  rewrite: ModuleRewrite,
): void {
  const { callee, task } = call;
  const [caller] = callers;
  const isPlain = callers.filter((one) => one.kind === "task");
  if (!caller || isPlain.length === 0) return;
  const slots = { callee: callee.text, caller: caller.name };
  if (isPlain.length < callers.length) return rewrite.note("task-calls/inline-or-submitted", callee, { slots });
  rewrite.replaceBetween(callee.end, callee.end, ".func");
  if (becomesAsync(context, task)) waitFor(context.repository, call.call, rewrite);
  rewrite.note(task.kind === "task" ? "task-calls/inline" : "task-calls/inline-workflow", callee, { slots });
}
