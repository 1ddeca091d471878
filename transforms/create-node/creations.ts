/** Where nodes are made of tasks: of those that are migrated with them, and of those that were before. */
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { CREATE_NODE, creationOf } from "../../src/flyte1/create-node.ts";
import type { Reference } from "../../src/flyte1/references.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { type DeclaredTask, declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";

export interface Creation {
  /** `create_node` itself. */
  readonly reference: Reference;
  readonly call: SyntaxNode;
  /** The task's name in it. */
  readonly entity: SyntaxNode;
  readonly task: TaskDeclaration | DeclaredTask;
  /** The name that holds the node. */
  readonly holder: Binding | undefined;
  /** The task in whose body it stands. */
  readonly caller: TaskDeclaration | undefined;
  /** The tasks in whose execution it runs. */
  readonly callers: readonly TaskDeclaration[];
}

/** Every `create_node(task, …)` that runs in tasks. */
export function findCreations({ repository, calls }: MigrationContext): Creation[] {
  const references = repository.references.filter(({ name, kind }) => name === CREATE_NODE && kind === "read");
  return references.flatMap((reference): Creation[] => {
    const { module, node } = reference;
    const first = node.parent?.field("arguments")?.parts[0];
    const entity = first?.kind === "keyword_argument" ? first.field("value") : first;
    const call = entity && creationOf(repository, module, entity);
    const task = entity && (repository.taskNamed(module, entity) ?? declaredTask(repository.symbols, module, entity));
    const callers = [...repository.reach.tasksAt(module, node)];
    if (!call || !entity || !task || callers.length === 0) return [];
    const result = calls.find((one) => one.call === call)?.result ?? call;
    const target = result.parent?.kind === "assignment" ? result.parent.field("left") : undefined;
    const holder = target?.kind === "identifier" ? module.scopes.scopeAt(target).bindings.get(target.text) : undefined;
    return [{ reference, call, entity, task, holder, caller: repository.taskAround(module, call), callers }];
  });
}
