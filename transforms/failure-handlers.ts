/** `@workflow(on_failure=clean_up)` becomes `try` and `except` around the body; the handler gets the inputs, and the error as text. */
import type { Argument } from "../src/python/arguments.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { bodyOf } from "../src/flyte1/calls.ts";
import { FLYTE_ERROR, type FailureHandler, handlerNamed, onFailure, parametersOf } from "../src/flyte1/failure-handlers.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type TaskTarget } from "../src/migrate/transform.ts";
import { errorParameters, fieldReads, isInSignature, isKnownField } from "./failure-handlers/errors.ts";
import { FAILURE_HANDLER_FINDINGS } from "./failure-handlers/findings.ts";
import { handlerInputs } from "./failure-handlers/inputs.ts";
import { wrapBody } from "./failure-handlers/wrap-body.ts";

export default defineTransform({
  id: "failure-handlers",
  title: "on_failure becomes try and except around the body",
  owns: { workflowArguments: ["on_failure"], names: [FLYTE_ERROR] },
  findings: FAILURE_HANDLER_FINDINGS,
  example: {
    before: `from flytekit import task, workflow


@task
def train(day: str) -> float:
    return 1 / len(day)


@task
def clean_up(day: str) -> None:
    print(f"nothing for {day}")


@workflow(on_failure=clean_up)
def nightly(day: str) -> float:
    return train(day=day)
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def train(day: str) -> float:
    return 1 / len(day)


@env.task
def clean_up(day: str) -> None:
    print(f"nothing for {day}")


@env.task
def nightly(day: str) -> float:
    try:
        return train(day=day)
    except Exception:
        clean_up(day=day)
        raise
`,
  },

  begin(context: MigrationContext) {
    const { repository } = context;
    return {
      supports: (reference: Reference) => reference.name === FLYTE_ERROR && isInSignature(repository, reference),
      translate(task: TaskDeclaration, target: TaskTarget): void {
        const argument = target.take("on_failure");
        if (argument && argument.value.kind !== "none") translateHandler(context, task, argument, target);
        for (const parameter of errorParameters(repository, task)) {
          target.note("failure-handlers/error-text", parameter.node, { slots: { task: task.name, parameter: parameter.name } });
          const unknown = fieldReads(repository, task, parameter).filter((read) => !isKnownField(read));
          for (const { node } of unknown) target.note("failure-handlers/error-field", node, { slots: { code: node.text } });
        }
      },
      rewrite(rewrite): void {
        for (const task of repository.tasks) {
          if (task.module !== rewrite.module || !context.isMigrated(task)) continue;
          for (const parameter of errorParameters(repository, task)) {
            for (const read of fieldReads(repository, task, parameter)) rewrite.replaceBetween(read.start, read.end, "");
          }
        }
        for (const reference of rewrite.references) {
          const task = repository.taskAround(reference.module, reference.node);
          if (!task || !context.isMigrated(task) || !isInSignature(repository, reference)) continue;
          rewrite.replace(reference.node, "str");
          rewrite.settle(reference, "review");
        }
      },
      arrange(rewrite): void {
        for (const task of repository.tasks) {
          if (task.module !== rewrite.module || !context.isMigrated(task)) continue;
          const value = onFailure(task);
          const handler = value && handlerNamed(repository, task, value);
          if (handler) wrapBody(context, task, handler, rewrite);
        }
      },
    };
  },
});

function translateHandler(context: MigrationContext, task: TaskDeclaration, argument: Argument, target: TaskTarget): void {
  const handler = handlerNamed(context.repository, task, argument.value);
  const slots = { task: task.name, handler: argument.value.text };
  if (!handler) return target.note("failure-handlers/unknown", argument.node, { slots });
  const missing = missingInput(context, task, handler);
  if (missing !== undefined) target.note("failure-handlers/inputs", argument.node, { slots: { ...slots, input: missing } });
  for (const node of reboundInputs(task)) {
    target.note("failure-handlers/rebound-input", node, { slots: { ...slots, input: node.text } });
  }
}

/** The first input that the handler needs and cannot be given. */
function missingInput({ repository }: MigrationContext, task: TaskDeclaration, handler: FailureHandler): string | undefined {
  return handlerInputs(repository, task, handler, "error").find(({ value }) => value === undefined)?.name;
}

/** Places in the body that bind an input anew: the handler got what the workflow was started with. */
function reboundInputs(task: TaskDeclaration): SyntaxNode[] {
  const scope = task.module.scopes.scopeAt(bodyOf(task) ?? task.function);
  return parametersOf(task.function).flatMap(({ name }) => {
    const sites = scope.bindings.get(name)?.sites ?? [];
    return sites.filter((site) => site.kind !== "parameter").map((site) => site.node);
  });
}
