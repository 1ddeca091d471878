/** `.with_overrides(…)`: behind the call that makes the node, or in a statement of its own. */
import { callArguments, type Argument } from "../python/arguments.ts";
import type { Binding } from "../python/scopes.ts";
import { statementOf } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

export interface NodeOverrides {
  /** The call of `with_overrides`. */
  readonly call: SyntaxNode;
  readonly arguments: readonly Argument[];
  /** The statement `node.with_overrides(…)`, when it is not written behind the node's call. */
  readonly statement: SyntaxNode | null;
}

/** The overrides of the node that a call makes. */
export function overridesOf(repository: Repository, module: Module, call: SyntaxNode): NodeOverrides | null {
  const behind = call.parent && overridingCall(call.parent);
  if (behind) return { call: behind, arguments: callArguments(behind), statement: null };
  const later = laterOverrides(repository, module, call);
  return later ? { call: later, arguments: callArguments(later), statement: statementOf(later) } : null;
}

/** The call of which `x.with_overrides` is the callee. */
function overridingCall(attribute: SyntaxNode): SyntaxNode | undefined {
  const isOverriding = attribute.kind === "attribute" && attribute.field("attribute")?.text === "with_overrides";
  const call = isOverriding && attribute.fieldName === "function" ? attribute.parent : undefined;
  return call?.kind === "call" ? call : undefined;
}

/**
 * `node = train(x=1)`, and then `node.with_overrides(…)` in the same block. Flyte 1 overrides nodes before anything runs, so what stands
 * between the two does not matter, as long as the overrides can be computed before the call.
 */
function laterOverrides(repository: Repository, module: Module, call: SyntaxNode): SyntaxNode | undefined {
  const assignment = call.parent;
  const target = assignment?.kind === "assignment" && assignment.field("right") === call ? assignment.field("left") : undefined;
  const binding = target?.kind === "identifier" ? module.scopes.scopeAt(target).bindings.get(target.text) : undefined;
  if (!binding || binding.sites.length !== 1 || binding.scope.kind !== "function") return undefined;
  const chains = repository.usesOf(binding).map((use) => use.node);
  const [overriding, ...others] = chains.flatMap((node) => overridingCall(node) ?? []);
  if (!overriding || others.length > 0 || overriding.parent?.kind !== "expression_statement") return undefined;
  const isInSameBlock = statementOf(overriding).parent === statementOf(call).parent;
  return isInSameBlock && isKnownBefore(module, overriding, call, binding.scope) ? overriding : undefined;
}

/** True when no name in the overrides is bound behind the call. */
function isKnownBefore(module: Module, overriding: SyntaxNode, call: SyntaxNode, scope: Binding["scope"]): boolean {
  const names = overriding.field("arguments")?.nodesOf("identifier") ?? [];
  return names.every((name) => {
    const binding = module.scopes.bindingOf(name);
    return binding?.scope !== scope || binding.sites.every((site) => site.node.start < call.start);
  });
}
