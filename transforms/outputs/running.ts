/** Which functions are handed the outputs of tasks by a run, and which call tasks outside of one. */
import { outermostDefinition } from "../../src/python/definitions.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

/** True for what submits the tasks that it calls; a task runs them in place. */
export function submits({ kind }: TaskDeclaration): boolean {
  return kind !== "task";
}

/** The functions of a module that submit tasks: former workflows, dynamics and eager tasks, and plain functions that these call. */
export function runningFunctions({ calls, repository, isMigrated }: MigrationContext, module: Module): Set<SyntaxNode> {
  const isRunning = (task: TaskDeclaration) => submits(task) && isMigrated(task);
  const own = repository.tasks.filter((task) => task.module === module && isRunning(task)).map((task) => task.function);
  const helpers = calls
    .filter((call) => call.module === module && !call.caller && isMigrated(call.task) && [...call.reachedFrom].some(isRunning))
    .flatMap(({ call }) => outermostDefinition(call) ?? []);
  return new Set([...own, ...helpers]);
}

/** True where the function's own result arrives: in tests and scripts, and in place inside a task. */
export function isOutsideOfRuns({ repository }: MigrationContext, module: Module, node: SyntaxNode): boolean {
  return ![...repository.reach.tasksAt(module, node)].some(submits);
}
