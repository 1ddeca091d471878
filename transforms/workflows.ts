import { defineTransform, type MigrationContext, type TaskTarget } from "../src/migrate/transform.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { isDriver } from "../src/migrate/async-tasks.ts";
import { inspectBody, noteAsyncCallee } from "./workflows/body.ts";
import { arrangeDriver, awaitInDriver } from "./workflows/driver.ts";
import { WORKFLOW_FINDINGS } from "./workflows/findings.ts";

export default defineTransform({
  id: "workflows",
  title: "Workflows and dynamics become tasks that call tasks",
  owns: { names: ["flytekit.workflow", "flytekit.dynamic"] },
  findings: WORKFLOW_FINDINGS,
  example: {
    before: `from flytekit import task, workflow


@task
def rows(day: str) -> int:
    return len(day)


@task
def join(a: int, b: int) -> int:
    return a + b


@workflow
def compare(day: str, other: str) -> int:
    a = rows(day=day)
    b = rows(day=other)
    return join(a=a, b=b)
`,
    after: `import asyncio

import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def rows(day: str) -> int:
    return len(day)


@env.task
def join(a: int, b: int) -> int:
    return a + b


@env.task
async def compare(day: str, other: str) -> int:
    a, b = await asyncio.gather(rows.aio(day=day), rows.aio(day=other))
    return await join.aio(a=a, b=b)
`,
  },

  begin(context: MigrationContext) {
    return {
      translate(task: TaskDeclaration, target: TaskTarget): void {
        if (!isDriver(task)) return;
        inspectBody(context, task, target.note);
        noteAsyncCallee(context, task, target.note);
      },

      rewrite(rewrite): void {
        for (const task of context.repository.tasks) {
          if (task.module !== rewrite.module || !isDriver(task) || !context.isMigrated(task)) continue;
          awaitInDriver(context, context.asyncTasks.driver(task), rewrite);
        }
      },

      arrange(rewrite): void {
        for (const task of context.repository.tasks) {
          if (task.module !== rewrite.module || !isDriver(task) || !context.isMigrated(task)) continue;
          arrangeDriver(context, context.asyncTasks.driver(task), rewrite);
        }
      },
    };
  },
});
