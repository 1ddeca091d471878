/** The outputs of a condition's arms: Flyte 1 matched them by name, Flyte 2 takes what each arm gives. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Condition } from "../../src/flyte1/conditions.ts";
import { outputsOf } from "../../src/flyte1/outputs.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

/** A task as far as its callers see it: of Flyte 1, or migrated before. */
type CalledTask = Pick<TaskDeclaration, "module" | "function">;

/** The task that an expression calls, with its overrides. */
export function taskCalledAt(context: MigrationContext, module: Module, node: SyntaxNode): CalledTask | undefined {
  const call = context.calls.find((candidate) => (candidate.overrides?.call ?? candidate.call) === node);
  const callee = node.kind === "call" ? node.field("function") : undefined;
  return call?.task ?? (callee && declaredTask(context.repository.symbols, module, callee));
}

/** Two arms that call tasks with different outputs. A call without outputs has nothing that could be used. */
export function differentOutputs(
  context: MigrationContext,
  { arms, module }: Condition,
): { readonly first: SyntaxNode; readonly second: SyntaxNode } | undefined {
  const calls = arms.flatMap(({ outcome }) => {
    const task = outcome.kind === "value" ? taskCalledAt(context, module, outcome.value) : undefined;
    const names = task && outputNames(context, task);
    return outcome.kind === "value" && names ? [{ node: outcome.value, names }] : [];
  });
  const [first, ...others] = calls;
  const second = others.find(({ names }) => names !== first?.names);
  return first && second && { first: first.node, second: second.node };
}

/** Undefined for a task without outputs. */
function outputNames({ repository }: MigrationContext, task: CalledTask): string | undefined {
  const returned = task.function.field("return_type")?.text ?? "None";
  if (returned === "None") return undefined;
  const outputs = outputsOf(repository, task);
  return outputs.kind === "single" ? "o0" : outputs.fields.join(", ");
}
