/** Which tasks come to a read: through plain functions and classes, but not through other tasks, which run on their own. */
import type { Repository } from "../../src/flyte1/repository.ts";
import type { Place } from "../../src/flyte1/secrets-values.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** Tasks and workflows whose run can come to a place, in order of path and place. */
export function tasksReaching(repository: Repository, { module, node }: Place): readonly TaskDeclaration[] {
  const found = new Set<TaskDeclaration>();
  const seen = new Set<Binding>();
  const visit = (place: Place): void => {
    const task = repository.taskAround(place.module, place.node);
    if (task) {
      found.add(task);
      return;
    }
    for (const binding of definitionsAround(place)) {
      if (seen.has(binding)) continue;
      seen.add(binding);
      for (const use of repository.usesOf(binding)) if (use.kind === "read") visit(use);
    }
  };
  visit({ module, node });
  return repository.tasks.filter((task) => found.has(task));
}

/** Where the functions and classes that hold a place are used. */
export function usesAround(repository: Repository, place: Place): readonly Place[] {
  return definitionsAround(place).flatMap((binding) => repository.usesOf(binding).filter((use) => use.kind === "read"));
}

/** True for a place that runs when its module is imported: outside of every function. */
export function runsAtImport(module: Module, node: SyntaxNode): boolean {
  for (let scope = module.scopes.scopeAt(node); ; scope = scope.parent) {
    if (scope.kind === "function" || scope.kind === "lambda") return false;
    if (!scope.parent) return true;
  }
}

/** Functions and classes that hold a place, by the name under which other code uses them. */
function definitionsAround({ module, node }: Place): Binding[] {
  const bindings: Binding[] = [];
  for (let current: SyntaxNode | null = node.parent; current; current = current.parent) {
    const isNamedLambda = current.kind === "lambda" && current.parent?.kind === "assignment";
    const isDefinition = current.kind === "function_definition" || current.kind === "class_definition";
    const name = isNamedLambda ? current.parent?.field("left") : isDefinition ? current.field("name") : undefined;
    const binding = name && module.scopes.scopeAt(current).bindings.get(name.text);
    if (binding) bindings.push(binding);
  }
  return bindings;
}
