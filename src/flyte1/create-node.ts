/** `create_node(train, x=1)`: the call of a task that gives the node instead of its outputs. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

export const CREATE_NODE = "flytekit.core.node_creation.create_node";

/** The `create_node(…)` whose entity an expression is, in the first place or as `entity=`; its inputs are keywords. */
export function creationOf(repository: Repository, module: Module, entity: SyntaxNode): SyntaxNode | undefined {
  const keyword = entity.parent?.kind === "keyword_argument" ? entity.parent : undefined;
  const argument = keyword ?? entity;
  const call = argument.parent?.kind === "argument_list" ? argument.parent.parent : undefined;
  const callee = call?.field("function");
  const isFirst = argument.parent?.parts[0] === argument && (keyword === undefined || keyword.field("name")?.text === "entity");
  return callee && isFirst && repository.flyte1Name(module, callee) === CREATE_NODE ? (call ?? undefined) : undefined;
}
