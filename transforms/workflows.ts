import { defineTransform, type MigrationContext, type TaskTarget } from "../src/migrate/transform.ts";
import type { TaskCall } from "../src/flyte1/calls.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { inspectBody } from "./workflows/body.ts";
import { WORKFLOW_FINDINGS } from "./workflows/findings.ts";
import { independentCalls } from "./workflows/independence.ts";
import { outputReads } from "./workflows/output-reads.ts";

/** Functions whose body calls tasks by submitting them: in Flyte 2 both are plain tasks. */
const DRIVERS: readonly TaskDeclaration["kind"][] = ["workflow", "dynamic"];

export default defineTransform({
  id: "workflows",
  title: "Workflows and dynamics become tasks that call tasks",
  owns: { names: ["flytekit.workflow", "flytekit.dynamic"] },
  findings: WORKFLOW_FINDINGS,
  example: {
    before: `from typing import NamedTuple

from flytekit import task, workflow


class Fit(NamedTuple):
    loss: float
    epochs: int


@task
def fit(day: str) -> Fit:
    return Fit(0.5, len(day))


@workflow
def training(day: str) -> float:
    result = fit(day=day)
    return result.loss
`,
    after: `from typing import NamedTuple

import flyte


class Fit(NamedTuple):
    loss: float
    epochs: int


env = flyte.TaskEnvironment(name="pipeline")


@env.task
def fit(day: str) -> Fit:
    return Fit(0.5, len(day))


@env.task
def training(day: str) -> float:
    loss, _ = fit(day=day)
    return loss
`,
  },

  begin(context: MigrationContext) {
    return {
      translate(task: TaskDeclaration, target: TaskTarget): void {
        if (!DRIVERS.includes(task.kind)) return;
        inspectBody(context, task, target.note);
        const independent = independentCalls(context, task);
        if (independent) {
          target.note("workflows/sequential", task.function.field("name") ?? task.function, {
            slots: { task: task.name, first: independent.first.callee.text, calls: inWords(independent) },
          });
        }
      },

      rewrite({ module, note, replaceBetween }): void {
        for (const task of context.repository.tasks) {
          if (task.module !== module || !DRIVERS.includes(task.kind) || !context.isMigrated(task)) continue;
          for (const { start, end, text, onlyField } of outputReads(context, task)) {
            replaceBetween(start, end, text);
            if (onlyField) note("workflows/single-field", onlyField, { slots: { read: onlyField.text, task: task.name } });
          }
        }
      },
    };
  },
});

function inWords({ first, second }: { first: TaskCall; second: TaskCall }): string {
  const name = first.callee.text;
  if (first === second) return `\`${name}\` in a loop`;
  return name === second.callee.text ? `\`${name}\` more than once` : `\`${name}\` and \`${second.callee.text}\``;
}
