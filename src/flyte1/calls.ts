/** Calls and other uses of tasks and workflows. */
import { callArguments, type Argument } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** One call, `train(x=1)`, wherever it stands. */
export interface TaskCall {
  readonly module: Module;
  /** The call of the task itself. */
  readonly call: SyntaxNode;
  /** What is called: a name or an attribute chain. */
  readonly callee: SyntaxNode;
  readonly task: TaskDeclaration;
  /** The task or workflow in whose body it stands; undefined in plain functions, tests and scripts. */
  readonly caller: TaskDeclaration | undefined;
  /** Tasks in whose execution the call runs: the caller, or those that come to it through plain functions. */
  readonly reachedFrom: ReadonlySet<TaskDeclaration>;
  /** `.with_overrides(…)` written behind the call. */
  readonly overrides: { readonly call: SyntaxNode; readonly arguments: readonly Argument[] } | null;
}

/** Every call of every declared task, in order of path and place. */
export function findTaskCalls(repository: Repository): TaskCall[] {
  const calls: TaskCall[] = [];
  for (const { module, node, kind, meaning } of repository.uses) {
    const call = node.parent;
    if (kind !== "read" || call?.kind !== "call" || node.fieldName !== "function") continue;
    const task = repository.taskMeant(meaning);
    if (!task) continue;
    const around = repository.taskAround(module, call);
    const caller = around && bodyOf(around)?.contains(call) ? around : undefined;
    const reachedFrom = repository.reach.tasksAt(module, call);
    calls.push({ module, call, callee: node, task, caller, reachedFrom, overrides: overridesOf(call) });
  }
  return calls;
}

/** A task in the hands of another one: called, or named where it may be called later (`functools.partial(train, day=day)`). */
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
    return [...repository.reach.tasksAt(module, node)]
      .filter((user) => user !== task)
      .map((user) => ({ module, node, task, user }));
  });
}

/** The body of a task's function. */
export function bodyOf(task: TaskDeclaration): SyntaxNode | undefined {
  return task.function.field("body");
}

function overridesOf(call: SyntaxNode): TaskCall["overrides"] {
  const attribute = call.parent;
  const outer = attribute?.parent;
  if (attribute?.kind !== "attribute" || attribute.field("attribute")?.text !== "with_overrides") return null;
  if (outer?.kind !== "call" || outer.field("function") !== attribute) return null;
  return { call: outer, arguments: callArguments(outer) };
}
