/** Flyte 1 tasks and workflows as a module declares them. */
import { callArguments, type Argument } from "../python/arguments.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Reference } from "./references.ts";
import { parametersOf } from "./surface.ts";

/** `dynamic` and `eager` functions are tasks with an execution mode; a workflow only wires tasks together. */
export type TaskKind = "task" | "dynamic" | "eager" | "workflow";

const DECORATORS: Readonly<Record<string, TaskKind>> = {
  "flytekit.task": "task",
  "flytekit.dynamic": "dynamic",
  "flytekit.eager": "eager",
  "flytekit.workflow": "workflow",
};

/** One decorated function. */
export interface TaskDeclaration {
  readonly kind: TaskKind;
  /** The function's name. */
  readonly name: string;
  readonly module: Module;
  /** `decorated_definition`: all decorators and the function. */
  readonly decorated: SyntaxNode;
  /** `function_definition`. */
  readonly function: SyntaxNode;
  /** The Flyte decorator, with its `@`. */
  readonly decorator: SyntaxNode;
  /** The decorator's name: `task`, `fl.task`. */
  readonly reference: Reference;
  /** The decorator's arguments, positional ones named. Splats are still splats. */
  readonly arguments: readonly Argument[];
  /** The binding of the function's name. */
  readonly binding: Binding;
  readonly isAsync: boolean;
  /** Where the function stands; Flyte 2 can load only what a module has as an attribute. */
  readonly place: "module" | "class" | "function";
  /** Other decorators, from the top. */
  readonly above: readonly SyntaxNode[];
  readonly below: readonly SyntaxNode[];
}

/** The kind of task that a canonical name declares, if it is one of the decorators. */
export function decoratorKind(name: string): TaskKind | undefined {
  return DECORATORS[name];
}

/** All declarations among the references. */
export function findTasks(references: readonly Reference[]): TaskDeclaration[] {
  return references.flatMap((reference) => {
    const kind = reference.kind === "read" && !reference.guarded ? DECORATORS[reference.name] : undefined;
    return (kind && declaration(reference, kind)) ?? [];
  });
}

function declaration(reference: Reference, kind: TaskKind): TaskDeclaration | undefined {
  const { node, module } = reference;
  const call = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent : undefined;
  const decorator = (call ?? node).parent;
  const decorated = decorator?.parent;
  const definition = decorated?.field("definition");
  const name = definition?.field("name");
  if (decorator?.kind !== "decorator" || !decorated || definition?.kind !== "function_definition" || !name) return undefined;
  const scope = module.scopes.scopeAt(definition);
  const binding = scope.bindings.get(name.text);
  if (!binding) return undefined;
  const decorators = decorated.children.filter((child) => child.kind === "decorator");
  const index = decorators.indexOf(decorator);
  return {
    kind,
    name: name.text,
    module,
    decorated,
    function: definition,
    decorator,
    reference,
    arguments: call ? callArguments(call, positionalNames(reference.name)) : [],
    binding,
    isAsync: definition.text.startsWith("async"),
    place: scope.kind === "module" ? "module" : scope.kind === "class" ? "class" : "function",
    above: decorators.slice(0, index),
    below: decorators.slice(index + 1),
  };
}

/** The first parameter of each decorator is the function itself. */
function positionalNames(name: string): string[] {
  return (parametersOf(name) ?? [])
    .filter((parameter) => parameter.kind === "positional-or-keyword")
    .map((parameter) => parameter.name);
}
