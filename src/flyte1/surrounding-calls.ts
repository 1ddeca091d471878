/** Calls of Flyte 1 around a place: what stands in their arguments goes the way they go. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

/** The callees of the Flyte 1 calls in whose arguments a node stands, from the inside out. */
export function flyte1CallsAround(repository: Repository, module: Module, node: SyntaxNode): SyntaxNode[] {
  const callees: SyntaxNode[] = [];
  for (let call = node.ancestor("call"); call; call = call.ancestor("call")) {
    const [callee, list] = [call.field("function"), call.field("arguments")];
    if (callee && list?.contains(node) && repository.flyte1Name(module, callee) !== undefined) callees.push(callee);
  }
  return callees;
}
