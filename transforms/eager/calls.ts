/** Calls of tasks on the way of an eager function: of those that are migrated with it, and of those that were before. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { type DeclaredTask, taskMeant } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

export interface CallInEager {
  readonly module: Module;
  readonly callee: SyntaxNode;
  /** The expression that gives the result: the call, with its overrides. */
  readonly result: SyntaxNode;
  /** A task of Flyte 1, or one that is Flyte 2 already. */
  readonly task: TaskDeclaration | DeclaredTask;
  readonly reachedFrom: ReadonlySet<TaskDeclaration>;
}

export function callsOfTasks({ repository, calls }: MigrationContext): CallInEager[] {
  const ofFlyte2 = repository.uses.flatMap(({ module, node, kind, meaning }): CallInEager[] => {
    const result = node.parent;
    const isCalled = kind === "read" && result?.kind === "call" && node.fieldName === "function";
    const task = isCalled ? taskMeant(repository.symbols, meaning) : undefined;
    return task && result ? [{ module, callee: node, result, task, reachedFrom: repository.reach.tasksAt(module, node) }] : [];
  });
  return [...calls, ...ofFlyte2];
}
