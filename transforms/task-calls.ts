import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import { TASK_CALL_FINDINGS } from "./task-calls/findings.ts";
import { rewriteInline } from "./task-calls/inline.ts";
import { notePassedOn, rewriteAttribute } from "./task-calls/outside.ts";
import { becomesAsync, waitFor } from "./task-calls/wait.ts";

export default defineTransform({
  id: "task-calls",
  title: "Calls inside tasks stay in place, calls from tests and scripts wait for what became async",
  owns: { names: ["flytekit.task"] },
  findings: TASK_CALL_FINDINGS,
  example: {
    before: `from flytekit import task


@task
def clean(text: str) -> str:
    return text.strip()


@task
def shout(text: str) -> str:
    return clean(text=text).upper()
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def clean(text: str) -> str:
    return text.strip()


@env.task
def shout(text: str) -> str:
    return clean.func(text=text).upper()
`,
  },

  begin(context: MigrationContext) {
    const { repository } = context;
    return {
      rewrite(rewrite: ModuleRewrite): void {
        const { module } = rewrite;
        for (const call of context.calls) {
          if (call.module !== module || !context.isMigrated(call.task)) continue;
          const callers = [...call.reachedFrom].filter((task) => context.isMigrated(task));
          if (callers.length > 0) rewriteInline(context, call, callers, rewrite);
          else if (call.reachedFrom.size === 0 && becomesAsync(context, call.task)) waitFor(repository, call.call, rewrite);
        }
        for (const use of repository.usesWithin(module, module.tree.root)) {
          notePassedOn(context, use, rewrite);
          rewriteAttribute(context, use, rewrite);
        }
      },
    };
  },
});
