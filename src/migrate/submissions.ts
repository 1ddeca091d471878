/** Who submits what: the calls for which Flyte 2 needs `depends_on`. */
import type { SyntaxNode } from "../python/syntax.ts";
import { findTaskUses } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { declaredTask, type DeclaredEnvironment } from "../flyte2/declared-tasks.ts";

/**
 * A former workflow or dynamic, and a task that it submits, itself or through plain functions. A task that runs a former workflow in
 * place submits what that submits.
 */
export type Submission =
  | { readonly driver: TaskDeclaration; readonly kind: "task"; readonly task: TaskDeclaration }
  /** The environment of a task that was Flyte 2 before. */
  | { readonly driver: TaskDeclaration; readonly kind: "environment"; readonly environment: DeclaredEnvironment };

/** A task that another task called ran inside it, and still does; only drivers submit what they call, or hold to call it later. */
export function findSubmissions(repository: Repository): Submission[] {
  const drivers = findTaskUses(repository).filter(({ user, task }) => user.kind !== "task" || task.kind !== "task");
  const submissions: Submission[] = drivers.map(({ user, task }) => ({ driver: user, kind: "task", task }));
  const mapped = new Set(repository.maps.all.map(({ target }) => target?.name));
  for (const use of repository.uses) {
    if (use.kind === "import" || !(isCallee(use.node) || mapped.has(use.node))) continue;
    const users = [...repository.reach.tasksAt(use.module, use.node)].filter(({ kind }) => kind !== "task");
    // Asked by name and not by the use: a file without Flyte 1 may not have been looked into yet.
    const environment = users.length > 0 && declaredTask(repository.symbols, use.module, use.node)?.environment;
    if (environment) submissions.push(...users.map((driver) => ({ driver, kind: "environment" as const, environment })));
  }
  return submissions;
}

function isCallee(node: SyntaxNode): boolean {
  return node.parent?.kind === "call" && node.fieldName === "function";
}
