/** Types behind the names in a task's signature: a dataclass with a `FlyteFile` field is as much Flyte 1 as the field itself. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** References to Flyte 1 in the definitions of the types that a task takes and gives, at any depth, and in what sends their values. */
export function referencesInTypes(repository: Repository, task: TaskDeclaration): Reference[] {
  const found: Reference[] = [];
  const seen = new Set<Binding>();
  const visit = (module: Module, node: SyntaxNode): void => {
    for (const use of repository.usesWithin(module, node)) {
      if (use.meaning.kind !== "definition" || seen.has(use.meaning.binding)) continue;
      seen.add(use.meaning.binding);
      const sentBy = repository.transformedTypes.get(use.meaning.binding);
      if (sentBy) found.push(sentBy);
      for (const site of use.meaning.binding.sites) {
        const definition = site.kind === "class" ? site.statement : site.value;
        if (!definition) continue;
        found.push(...repository.referencesWithin(use.meaning.module, definition));
        for (const type of typesIn(definition)) visit(use.meaning.module, type);
      }
    }
  };
  for (const type of typesIn(task.function.field("parameters"), task.function.field("return_type"))) visit(task.module, type);
  return found;
}

/** Annotations of a signature or of a class's fields; for another expression (`NamedTuple(…)`, `Annotated[…]`) the whole of it. */
function typesIn(...nodes: (SyntaxNode | undefined)[]): SyntaxNode[] {
  return nodes.flatMap((node) => {
    if (!node) return [];
    if (node.kind === "type") return [node];
    if (node.kind === "parameters") return node.parts.flatMap((parameter) => parameter.field("type") ?? []);
    if (node.kind !== "class_definition") return [node];
    const statements = node.field("body")?.parts ?? [];
    const fields = statements.flatMap((statement) => statement.children[0]?.field("type") ?? []);
    return [...fields, ...(node.field("superclasses")?.parts ?? [])];
  });
}
