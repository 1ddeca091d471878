/** Calls and other uses of tasks and workflows. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { creationOf } from "./create-node.ts";
import { onFailure } from "./failure-handlers.ts";
import { overridesOf, type NodeOverrides } from "./node-overrides.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** One call, `train(x=1)` or `create_node(train, x=1)`, wherever it stands. */
export interface TaskCall {
  /** A call of the task, or that of a map (`map_task(train)(x=xs)`): see `maps.ts`. */
  readonly form: "call" | "map";
  readonly module: Module;
  /** The call of the task itself, or of `create_node`. */
  readonly call: SyntaxNode;
  /** What is called: a name or an attribute chain. Of `create_node(train, …)` it is `train`. */
  readonly callee: SyntaxNode;
  /** The expression that gives the result: the call, with the overrides that are written behind it. */
  readonly result: SyntaxNode;
  readonly task: TaskDeclaration;
  /** The task or workflow in whose body it stands; undefined in plain functions, tests and scripts. */
  readonly caller: TaskDeclaration | undefined;
  /** Tasks in whose execution the call runs: the caller, or those that come to it through plain functions. */
  readonly reachedFrom: ReadonlySet<TaskDeclaration>;
  readonly overrides: NodeOverrides | null;
}

/** Every call of every declared task, in order of path and place. */
export function findTaskCalls(repository: Repository): TaskCall[] {
  const calls: TaskCall[] = [];
  for (const { module, node, kind, meaning } of repository.uses) {
    const call = kind === "read" ? callOf(repository, module, node) : undefined;
    const task = call && repository.taskMeant(meaning);
    if (!task) continue;
    const overrides = overridesOf(repository, module, call);
    const result = overrides && !overrides.statement ? overrides.call : call;
    calls.push({ form: "call", module, call, callee: node, result, task, ...callersOf(repository, module, call), overrides });
  }
  return calls;
}

/** Who runs what stands at a node. */
export function callersOf(repository: Repository, module: Module, node: SyntaxNode): Pick<TaskCall, "caller" | "reachedFrom"> {
  const around = repository.taskAround(module, node);
  const caller = around && bodyOf(around)?.contains(node) ? around : undefined;
  return { caller, reachedFrom: repository.reach.tasksAt(module, node) };
}

/**
 * A task in the hands of another one: called, or named where it may be called later (`functools.partial(train, day=day)`,
 * `@workflow(on_failure=clean_up)`).
 */
export interface TaskUse {
  readonly module: Module;
  readonly node: SyntaxNode;
  readonly task: TaskDeclaration;
  /** The task in whose execution the name is read, itself or through plain functions. */
  readonly user: TaskDeclaration;
}

/** Every use of a task by another one, in order of path and place. */
export function findTaskUses(repository: Repository): TaskUse[] {
  return repository.uses.flatMap(({ module, node, kind, meaning }) => {
    const task = kind === "read" && meaning.kind === "definition" ? repository.taskOf(meaning.binding) : undefined;
    if (!task) return [];
    const around = repository.taskAround(module, node);
    const isHandler = around !== undefined && onFailure(around) === node;
    return [...repository.reach.tasksAt(module, node), ...(isHandler ? [around] : [])]
      .filter((user) => user !== task)
      .map((user) => ({ module, node, task, user }));
  });
}

/** The body of a task's function. */
export function bodyOf(task: TaskDeclaration): SyntaxNode | undefined {
  return task.function.field("body");
}

function callOf(repository: Repository, module: Module, callee: SyntaxNode): SyntaxNode | undefined {
  const isCalled = callee.parent?.kind === "call" && callee.fieldName === "function";
  return isCalled ? (callee.parent ?? undefined) : creationOf(repository, module, callee);
}
