import { conditionOf, conditionReferences } from "../src/flyte1/conditions.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite, type TaskTarget } from "../src/migrate/transform.ts";
import { CONDITION_FINDINGS } from "./conditions/findings.ts";
import { differentOutputs } from "./conditions/outputs.ts";
import { isDropped, placeOf } from "./conditions/places.ts";
import { writeConditions } from "./conditions/writing.ts";

export default defineTransform({
  id: "conditions",
  title: "conditional(…) becomes if, elif and else",
  owns: { names: ["flytekit.conditional"] },
  findings: CONDITION_FINDINGS,
  example: {
    before: `from flytekit import conditional, task, workflow


@task
def quick(rows: int) -> float:
    return rows / 2


@task
def thorough(rows: int) -> float:
    return rows / 3


@workflow
def fit(rows: int, exact: bool) -> float:
    return (
        conditional("size")
        .if_((rows < 1000) | exact.is_true())
        .then(thorough(rows=rows))
        .elif_(rows < 1000000)
        .then(quick(rows=rows))
        .else_()
        .fail("too many rows")
    )
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def quick(rows: int) -> float:
    return rows / 2


@env.task
def thorough(rows: int) -> float:
    return rows / 3


@env.task
def fit(rows: int, exact: bool) -> float:
    if rows < 1000 or exact:
        return thorough(rows=rows)
    elif rows < 1000000:
        return quick(rows=rows)
    else:
        raise ValueError("too many rows")
`,
  },

  begin(context: MigrationContext) {
    return {
      supports: ({ module, node, name }: Reference): boolean => {
        const kind = context.repository.taskAround(module, node)?.kind;
        return name === "flytekit.conditional" && (kind === "workflow" || kind === "dynamic");
      },

      translate(task: TaskDeclaration, { note }: TaskTarget): void {
        const references = conditionReferences(context.repository, task);
        const conditions = references.flatMap((reference) => conditionOf(reference) ?? []);
        for (const reference of references) {
          const [code = ""] = (reference.node.parent ?? reference.node).text.split(/\r?\n/);
          const condition = conditions.find((one) => one.reference === reference);
          if (!condition) note("conditions/incomplete", reference.node, { slots: { code } });
          else if (!placeOf(condition, conditions, task))
            note("conditions/place", reference.node, { slots: { code, task: task.name } });
          const different = condition && !isDropped(condition.expression, task) && differentOutputs(context, condition);
          if (different)
            note("conditions/different-outputs", reference.node, {
              slots: { first: different.first.text, second: different.second.text },
            });
        }
      },

      arrange(rewrite: ModuleRewrite): void {
        for (const task of context.repository.tasks) {
          if (task.module === rewrite.module && context.isMigrated(task)) writeConditions(context, task, rewrite);
        }
      },
    };
  },
});
