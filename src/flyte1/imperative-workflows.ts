/** Workflows that are put together by calls: `flow = Workflow(name="nightly")`, `flow.add_entity(load, day=…)`. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { attributeChain } from "../project/symbols.ts";
import type { Repository } from "./repository.ts";

export const IMPERATIVE_WORKFLOW = "flytekit.Workflow";

/** The method of such a workflow that an expression names: `flytekit.Workflow.add_entity` for `flow.add_entity`. */
export function imperativeMethod(repository: Repository, module: Module, callee: SyntaxNode): string | undefined {
  const meaning = callee.kind === "attribute" ? repository.symbols.meaningOf(module, callee) : undefined;
  const method = callee.field("attribute")?.text;
  if (meaning?.kind !== "definition" || !method) return undefined;
  const isWorkflow = meaning.binding.sites.some(({ value }) => value && isImperativeWorkflow(repository, meaning.module, value));
  return isWorkflow ? `${IMPERATIVE_WORKFLOW}.${method}` : undefined;
}

/** What is done with the workflow that a construction makes, in order of path and place. */
export function usesOfWorkflow(
  repository: Repository,
  module: Module,
  construction: SyntaxNode,
): { module: Module; node: SyntaxNode }[] {
  const target = construction.parent?.kind === "assignment" ? construction.parent.field("left") : undefined;
  const name = target && attributeChain(target)?.base;
  const binding = name && module.scopes.scopeAt(name).bindings.get(name.text);
  return binding ? repository.usesOf(binding).filter((use) => use.kind === "read") : [];
}

function isImperativeWorkflow(repository: Repository, module: Module, value: SyntaxNode): boolean {
  const callee = value.kind === "call" ? value.field("function") : undefined;
  return callee !== undefined && repository.flyte1Name(module, callee) === IMPERATIVE_WORKFLOW;
}
