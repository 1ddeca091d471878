/** Names for what the new code needs. */
import { firstFree } from "../../src/python/free-name.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Module } from "../../src/project/modules.ts";

/** A name that nothing has in the function around a node, or at the top of its module. */
export function freeName(module: Module, node: SyntaxNode, candidates: readonly string[]): string {
  let scope = module.scopes.scopeAt(node);
  while (scope.parent && scope.kind !== "function") scope = scope.parent;
  const isFree = (name: string) => !scope.lookup(name) && !scope.bindsBelow(name);
  return firstFree(candidates, (number) => `${candidates[0] ?? ""}_${number}`, isFree);
}
