/** Tasks that are Flyte 2 already: an earlier run or a person has migrated them. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { attributeChain, type Meaning, type Symbols } from "../project/symbols.ts";
import { stringValue } from "../python/literals.ts";

/** An environment that stands in the code. */
export interface DeclaredEnvironment {
  readonly module: Module;
  /** The variable's binding. */
  readonly binding: Binding;
}

/** A function that is a Flyte 2 task. */
export interface DeclaredTask {
  readonly environment: DeclaredEnvironment;
  /** Where the function is. */
  readonly module: Module;
  readonly function: SyntaxNode;
  readonly isAsync: boolean;
}

/** The Flyte 2 task that an expression names. */
export function declaredTask(symbols: Symbols, module: Module, callee: SyntaxNode): DeclaredTask | undefined {
  return taskMeant(symbols, symbols.meaningOf(module, callee));
}

/** The Flyte 2 task that a name means. */
export function taskMeant(symbols: Symbols, meaning: Meaning | undefined): DeclaredTask | undefined {
  const [site] = meaning?.kind === "definition" && meaning.attributes.length === 0 ? meaning.binding.sites : [];
  const decorated = site?.kind === "function" ? site.statement.parent : undefined;
  if (meaning?.kind !== "definition" || decorated?.kind !== "decorated_definition") return undefined;
  for (const decorator of decorated.parts) {
    const [expression] = decorator.kind === "decorator" ? decorator.parts : [];
    const maker = expression?.kind === "call" ? expression.field("function") : expression;
    if (maker?.kind !== "attribute" || maker.field("attribute")?.text !== "task") continue;
    const environment = maker.field("object") && environmentNamed(symbols, meaning.module, maker.field("object") ?? maker);
    if (environment && site) {
      const isAsync = site.statement.text.startsWith("async");
      return { environment, module: meaning.module, function: site.statement, isAsync };
    }
  }
  return undefined;
}

function environmentNamed(symbols: Symbols, module: Module, node: SyntaxNode): DeclaredEnvironment | undefined {
  if (!attributeChain(node)) return undefined;
  const meaning = symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const isEnvironment = meaning.binding.sites.some(
    (site) => site.value && environmentName(symbols, meaning.module, site.value) !== undefined,
  );
  return isEnvironment ? { module: meaning.module, binding: meaning.binding } : undefined;
}

/** The `name=` of a `flyte.TaskEnvironment(…)`; empty when it is no literal; undefined for other expressions. */
export function environmentName(symbols: Symbols, module: Module, value: SyntaxNode): string | undefined {
  const callee = value.kind === "call" ? value.field("function") : undefined;
  const meaning = callee && symbols.meaningOf(module, callee);
  if (meaning?.kind !== "external" || !/^flyte(\.\w+)*\.TaskEnvironment$/.test(meaning.path)) return undefined;
  const name = value
    .field("arguments")
    ?.parts.find((part) => part.field("name")?.text === "name")
    ?.field("value");
  return (name?.kind === "string" ? stringValue(name) : undefined) ?? "";
}
