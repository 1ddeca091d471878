/** Parameters of the type FlyteError: in Flyte 2 they get the error's message, a plain text. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import { FLYTE_ERROR, type Parameter, parametersOf } from "../../src/flyte1/failure-handlers.ts";
import type { Reference } from "../../src/flyte1/references.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";

/** A field of the error: `err.message`. */
export interface FieldRead {
  readonly node: SyntaxNode;
  readonly field: string;
  /** The range of `.message`. */
  readonly start: number;
  readonly end: number;
}

/** True for the type of a parameter, unless it is quoted. */
export function isInSignature(repository: Repository, { module, node }: Reference): boolean {
  const task = repository.taskAround(module, node);
  return node.kind !== "string" && (task?.function.field("parameters")?.contains(node) ?? false);
}

/** The parameters that hold an error. */
export function errorParameters(repository: Repository, { module, function: definition }: TaskDeclaration): Parameter[] {
  return parametersOf(definition).filter(({ node }) =>
    repository.referencesWithin(module, node).some(({ name }) => name === FLYTE_ERROR),
  );
}

/** Reads of a parameter's fields in the body. */
export function fieldReads(repository: Repository, task: TaskDeclaration, { name }: Parameter): FieldRead[] {
  const scope = task.module.scopes.scopeAt(bodyOf(task) ?? task.function);
  const binding = scope.bindings.get(name);
  return (binding ? repository.usesOf(binding) : []).flatMap((use): FieldRead[] => {
    let attribute = use.node;
    while (attribute.field("object")?.kind === "attribute") attribute = attribute.field("object") ?? attribute;
    const [object, field] = [attribute.field("object"), attribute.field("attribute")];
    return object && field ? [{ node: attribute, field: field.text, start: object.end, end: attribute.end }] : [];
  });
}

/** The message is the text itself; which node failed is not told. */
export function isKnownField({ field }: FieldRead): boolean {
  return field === "message";
}
