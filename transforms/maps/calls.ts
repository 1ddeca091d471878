/** Calls that this or another transform writes where they stand. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

/** True when a task or a map is called in a node, or something else of Flyte 1 is in it. */
export function holdsCalls(context: MigrationContext, module: Module, node: SyntaxNode): boolean {
  const { repository } = context;
  const isMapped = repository.maps.calls.some((map) => map.module === module && node.contains(map.call));
  return isMapped || holdsTasks(context, module, node) || repository.referencesWithin(module, node).length > 0;
}

function holdsTasks({ repository }: MigrationContext, module: Module, node: SyntaxNode): boolean {
  const callees = node.nodesOf("call").flatMap((call) => call.field("function") ?? []);
  return callees.some((callee) => isTask(repository, module, callee));
}

function isTask(repository: MigrationContext["repository"], module: Module, callee: SyntaxNode): boolean {
  return (repository.taskNamed(module, callee) ?? declaredTask(repository.symbols, module, callee)) !== undefined;
}

/** True when a call of a task, or something else of Flyte 1, begins in a statement before the offset `end`. */
export function beginsCalls({ repository }: MigrationContext, statement: SyntaxNode, end: number, module: Module): boolean {
  const callees = statement.nodesOf("call").flatMap((call) => call.field("function") ?? []);
  const isBefore = (node: SyntaxNode) => node.start < end;
  const isReference = repository.referencesWithin(module, statement).some(({ node }) => isBefore(node));
  return isReference || callees.some((callee) => isBefore(callee) && isTask(repository, module, callee));
}
