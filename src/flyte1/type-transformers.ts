/** Types for which the repository tells Flyte 1 how to send them. Flyte 2 does not know of it, and would pickle their values. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";

/** The reference to `TypeTransformer` in the class that sends values of a type, by the type. */
export function transformedTypes(repository: Repository): ReadonlyMap<Binding, Reference> {
  const found = new Map<Binding, Reference>();
  for (const reference of repository.references) {
    const definition = reference.name.endsWith("TypeTransformer") ? reference.node.ancestor("class_definition") : undefined;
    const superclasses = definition?.field("superclasses");
    if (!definition || !superclasses?.contains(reference.node)) continue;
    for (const node of [superclasses, ...typeArguments(definition)]) {
      for (const { meaning } of repository.usesWithin(reference.module, node)) {
        if (meaning.kind === "definition") found.set(meaning.binding, reference);
      }
    }
  }
  return found;
}

/** `MyDataset` of `super().__init__(name="my-dataset", t=MyDataset)` (flytekit/core/type_engine.py). */
function typeArguments(definition: SyntaxNode): SyntaxNode[] {
  const calls = definition.nodesOf("call").filter((call) => call.field("function")?.field("attribute")?.text === "__init__");
  return calls.flatMap((call) =>
    (call.field("arguments")?.parts ?? []).filter((part, index) =>
      part.kind === "keyword_argument" ? part.field("name")?.text === "t" : index === 1,
    ),
  );
}
