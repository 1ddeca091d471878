/** Functions and names that hold a Flyte 1 decorator as a value: the tasks that they make cannot be seen where they are declared. */
import { outermostDefinition } from "../python/definitions.ts";
import { statementOf } from "../python/statements.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Use } from "../project/uses.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import { decoratorKind } from "./tasks.ts";

/** Other callables that make tasks or decorators. */
const MAKES_TASKS = new Set([
  "flytekit.Environment",
  "flytekit.reference_task",
  "flytekit.reference_workflow",
  "flytekit.reference_launch_plan",
]);

/** The function or name that holds a reference as a value; undefined for a decorator on a function of its module. */
export function holderOf(reference: Reference): Binding | undefined {
  const name = outermostDefinition(reference.node)?.field("name") ?? assignedName(reference.node);
  return name && reference.module.scopes.module.bindings.get(name.text);
}

/** Reads of a binding outside of its own definition. */
export function usesElsewhere(repository: Repository, binding: Binding): Use[] {
  const own = binding.sites.map((site) => statementOf(site.node));
  return repository
    .usesOf(binding)
    .filter((use) => use.kind === "read" && !own.some((statement) => statement.contains(use.node)));
}

/** True when one of the reads decorates a function. */
export function decoratesSomething(repository: Repository, binding: Binding): boolean {
  return usesElsewhere(repository, binding).some((use) => decoratorAround(use.node) !== undefined);
}

/**
 * Flyte 1 behind a call that is no visible task: an object such as a `ContainerTask`, or a function that a wrapper or a
 * reference decorator made into one.
 */
export function isHiddenEntity(repository: Repository, module: Module, callee: SyntaxNode): boolean {
  const meaning = repository.symbols.meaningOf(module, callee);
  if (meaning?.kind !== "definition") return false;
  return meaning.binding.sites.some((site) => {
    if (site.value) return holdsFlyte1(repository, meaning.module, site.value);
    const decorated = site.statement.parent;
    if (decorated?.kind !== "decorated_definition") return false;
    return decorated.parts.some((part) => part.kind === "decorator" && isTaskMaker(repository, meaning.module, part));
  });
}

function isTaskMaker(repository: Repository, module: Module, decorator: SyntaxNode): boolean {
  const [expression] = decorator.parts;
  const callee = expression?.kind === "call" ? expression.field("function") : expression;
  if (!callee) return false;
  const name = repository.flyte1Name(module, callee);
  if (name !== undefined) return MAKES_TASKS.has(name) || decoratorKind(name) !== undefined;
  const meaning = repository.symbols.meaningOf(module, callee);
  if (meaning?.kind !== "definition") return false;
  const sources = meaning.binding.sites.map((site) => site.value ?? site.statement);
  return sources.some((source) => makesTasks(repository, meaning.module, source));
}

function makesTasks(repository: Repository, module: Module, source: SyntaxNode): boolean {
  return repository
    .referencesWithin(module, source)
    .some((reference) => decoratorKind(reference.name) !== undefined || MAKES_TASKS.has(reference.name));
}

function holdsFlyte1(repository: Repository, module: Module, source: SyntaxNode): boolean {
  return repository.referencesWithin(module, source).length > 0;
}

function decoratorAround(node: SyntaxNode): SyntaxNode | undefined {
  const outer = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent.parent : node.parent;
  return outer?.kind === "decorator" ? outer : undefined;
}

function assignedName(node: SyntaxNode): SyntaxNode | undefined {
  const left = node.ancestor("assignment")?.field("left");
  return left?.kind === "identifier" ? left : undefined;
}
