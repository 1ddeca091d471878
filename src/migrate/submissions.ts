/** Who submits what: the calls for which Flyte 2 needs `depends_on`. */
import type { SyntaxNode } from "../python/syntax.ts";
import { findTaskUses } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { type DeclaredEnvironment, taskMeant } from "../flyte2/declared-tasks.ts";

/** A former workflow or dynamic, and a task that it submits, itself or through plain functions. */
export type Submission =
  | { readonly driver: TaskDeclaration; readonly kind: "task"; readonly task: TaskDeclaration }
  /** The environment of a task that was Flyte 2 before. */
  | { readonly driver: TaskDeclaration; readonly kind: "environment"; readonly environment: DeclaredEnvironment };

/** A task that another task called ran inside it, and still does; only drivers submit what they call, or hold to call it later. */
export function findSubmissions(repository: Repository): Submission[] {
  const drivers = findTaskUses(repository).filter(({ user }) => user.kind !== "task");
  const submissions: Submission[] = drivers.map(({ user, task }) => ({ driver: user, kind: "task", task }));
  for (const use of repository.uses) {
    if (use.kind === "import" || use.meaning.kind !== "definition" || !isCallee(use.node)) continue;
    const environment = taskMeant(repository.symbols, use.meaning)?.environment;
    if (!environment) continue;
    for (const driver of repository.reach.tasksAt(use.module, use.node)) {
      if (driver.kind !== "task") submissions.push({ driver, kind: "environment", environment });
    }
  }
  return submissions;
}

function isCallee(node: SyntaxNode): boolean {
  return node.parent?.kind === "call" && node.fieldName === "function";
}
