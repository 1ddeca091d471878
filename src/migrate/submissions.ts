/** Who submits what: the calls for which Flyte 2 needs `depends_on`. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { findTaskUses } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import { Reach } from "../flyte1/reach.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { taskMeant } from "../flyte2/declared-tasks.ts";
import type { Module } from "../project/modules.ts";

/** A former workflow or dynamic, and a task that it submits, itself or through plain functions. */
export interface Submission {
  readonly driver: TaskDeclaration;
  /** A migrated task, or the environment of one that was Flyte 2 before. */
  readonly submitted: TaskDeclaration | { readonly module: Module; readonly binding: Binding };
}

/** A task that another task called ran inside it, and still does; only drivers submit what they call, or hold to call it later. */
export function findSubmissions(repository: Repository): Submission[] {
  const drivers = findTaskUses(repository).filter(({ user }) => user.kind !== "task");
  const submissions: Submission[] = drivers.map(({ user, task }) => ({ driver: user, submitted: task }));
  const reach = new Reach(repository);
  for (const use of repository.uses) {
    if (use.kind === "import" || use.meaning.kind !== "definition" || !isCallee(use.node)) continue;
    const submitted = taskMeant(repository.symbols, use.meaning)?.environment;
    if (!submitted) continue;
    for (const driver of reach.tasksAt(use.module, use.node)) {
      if (driver.kind !== "task") submissions.push({ driver, submitted });
    }
  }
  return submissions;
}

function isCallee(node: SyntaxNode): boolean {
  return node.parent?.kind === "call" && node.fieldName === "function";
}
