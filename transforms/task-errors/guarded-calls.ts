/** Which calls of tasks can raise where an exception of a certain class is waited for. */
import { outermostDefinition } from "../../src/python/definitions.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskCall } from "../../src/flyte1/calls.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { type Guard, guardsAround } from "./guards.ts";

/** A guard and the calls of migrated tasks whose errors can reach it. */
export interface GuardedCalls {
  readonly guard: Guard;
  readonly calls: readonly TaskCall[];
  /** True when one of the calls stands in a function that the guarded code calls. */
  readonly isIndirect: boolean;
}

/** All guards of calls whose errors Flyte 1 raised as they were, by what they expect. */
export function guardedCalls(context: MigrationContext): Map<SyntaxNode, GuardedCalls> {
  const found = new Map<SyntaxNode, GuardedCalls>();
  const add = (guard: Guard, call: TaskCall, isIndirect: boolean) => {
    // Flyte 1's own exceptions are reported, or rewritten, by name.
    if (context.repository.flyte1Name(guard.module, guard.expected) !== undefined) return;
    const known = found.get(guard.expected);
    const calls = [...(known?.calls ?? []), call];
    found.set(guard.expected, { guard, calls, isIndirect: isIndirect || (known?.isIndirect ?? false) });
  };
  for (const call of context.calls) {
    if (!context.isMigrated(call.task) || !couldBeCaught(call)) continue;
    for (const guard of guardsAround(call.module, call.call)) add(guard, call, false);
    for (const use of helperUses(context, call)) {
      for (const guard of guardsAround(use.module, use.node)) add(guard, call, true);
    }
  }
  return found;
}

/**
 * True where an error of the call could be caught in Flyte 1: outside of runs, in eager tasks, and in tasks, where `func` changes
 * nothing for a task and something for a former workflow. The body of a workflow or dynamic only made a node.
 */
function couldBeCaught({ reachedFrom, task }: TaskCall): boolean {
  const kinds = new Set([...reachedFrom].map(({ kind }) => kind));
  return !kinds.has("workflow") && !kinds.has("dynamic") && (task.kind !== "task" || !kinds.has("task"));
}

/** Where the plain function that holds a call is called. */
function helperUses({ repository }: MigrationContext, { module, call }: TaskCall): { module: Module; node: SyntaxNode }[] {
  const name = outermostDefinition(call)?.field("name")?.text;
  const binding = name === undefined ? undefined : module.scopes.module.bindings.get(name);
  const uses = binding && !repository.taskOf(binding) ? repository.usesOf(binding) : [];
  return uses.filter(({ node }) => node.parent?.kind === "call" && node.fieldName === "function");
}
