/** Flyte 1 objects that are made once and used by name: where they are made, and how a use can be written. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { type Construction, type ObjectExpression, objectsOf } from "./objects.ts";
import type { Repository } from "./repository.ts";

/**
 * The shared object that an assignment around `node` defines (`SMALL = Resources(…)`); undefined when the name can hold
 * anything but objects of the classes `names`.
 */
export function definitionAround(
  repository: Repository,
  module: Module,
  node: SyntaxNode,
  names: readonly string[],
): ObjectExpression | undefined {
  const left = node.ancestor("assignment")?.field("left");
  return left?.kind === "identifier" ? objectsOf(repository, module, left, names) : undefined;
}

/** How migrated code can say an object. */
export type ObjectForm =
  /** As before: the definition is rewritten. */
  | { readonly kind: "by-name"; readonly binding: Binding }
  /** Made anew where it is used. */
  | { readonly kind: "in-place"; readonly construction: Construction }
  /** Not at all: several objects can be meant, or the definition stays Flyte 1 and names what only its module knows. */
  | { readonly kind: "none" };

/**
 * Chooses how `module` says an object.
 *
 * @param isPinned true for names whose definition has to stay Flyte 1
 */
export function formOf(object: ObjectExpression, module: Module, isPinned: (binding: Binding) => boolean): ObjectForm {
  const { binding, constructions } = object;
  if (binding && !isPinned(binding)) return { kind: "by-name", binding };
  const [construction, ...others] = constructions;
  if (!construction || others.length > 0) return { kind: "none" };
  return construction.module === module || isPortable(construction) ? { kind: "in-place", construction } : { kind: "none" };
}

/** True when a construction says the same in every module: its arguments name nothing. */
function isPortable({ arguments: given }: Construction): boolean {
  return given.every(({ value }) => isSelfContained(value));
}

/** True when an expression names nothing. */
export function isSelfContained(node: SyntaxNode): boolean {
  return node.nodesOf("identifier").length === 0;
}
