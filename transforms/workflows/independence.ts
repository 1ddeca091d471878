/** Which calls of a body do not need each other. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf, type TaskCall } from "../../src/flyte1/calls.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";

/** The first pair of calls that Flyte 1 could run at the same time; a call in a loop makes a pair with itself. */
export function independentCalls(
  context: MigrationContext,
  task: TaskDeclaration,
): { first: TaskCall; second: TaskCall } | undefined {
  const body = bodyOf(task);
  const calls = context.calls.filter((call) => call.caller === task);
  if (!body) return undefined;
  const needs = new Map<TaskCall, Set<TaskCall>>();
  const madeBy = new Map<string, Set<TaskCall>>();
  for (const statement of body.parts) {
    const here = calls.filter((call) => statement.contains(call.call));
    const read = namesIn(statement).flatMap((name) => [...(madeBy.get(name) ?? [])]);
    for (const call of here) {
      const loop = call.call.ancestor(
        "for_statement",
        "while_statement",
        "list_comprehension",
        "generator_expression",
        "dictionary_comprehension",
      );
      if (loop && body.contains(loop)) return { first: call, second: call };
      const own = new Set(namesIn(call.call).flatMap((name) => [...(madeBy.get(name) ?? [])]));
      for (const inner of here) if (inner !== call && call.call.contains(inner.call)) own.add(inner);
      needs.set(call, withTheirs(own, needs));
    }
    const made = new Set([...here, ...read]);
    for (const name of targetsOf(statement)) madeBy.set(name, made);
  }
  for (const [index, second] of calls.entries()) {
    const first = calls.slice(0, index).find((other) => !needs.get(second)?.has(other) && !needs.get(other)?.has(second));
    if (first) return { first, second };
  }
  return undefined;
}

function withTheirs(own: Set<TaskCall>, needs: ReadonlyMap<TaskCall, ReadonlySet<TaskCall>>): Set<TaskCall> {
  const all = new Set(own);
  for (const call of own) for (const further of needs.get(call) ?? []) all.add(further);
  return all;
}

function namesIn(node: SyntaxNode): string[] {
  return node.nodesOf("identifier").map((child) => child.text);
}

function targetsOf(statement: SyntaxNode): string[] {
  return statement.nodesOf("assignment").flatMap((assignment) => {
    const left = assignment.field("left");
    return left ? namesIn(left) : [];
  });
}
