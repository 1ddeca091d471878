/** Flyte 1 objects (`Resources`, `Secret`, `ImageSpec`, …) behind an expression: made in place, or held by a name. */
import { callArguments, type Argument } from "../python/arguments.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";
import { parametersOf } from "./surface.ts";

/** A call of a Flyte 1 class. */
export interface Construction {
  readonly module: Module;
  readonly call: SyntaxNode;
  /** Canonical name of the class: `flytekit.Resources`. */
  readonly name: string;
  /** Positional arguments carry their parameter's name. */
  readonly arguments: readonly Argument[];
}

/** What an expression holds. */
export interface ObjectExpression {
  /** The name that holds it, when it is not made in place. All uses of a binding are rewritten, or none. */
  readonly binding: Binding | null;
  /** Where the binding is. */
  readonly module: Module;
  /** Every construction that the expression can yield (one for each branch). */
  readonly constructions: readonly Construction[];
}

/**
 * The objects of the classes `names` that an expression yields; undefined when anything else can come out of it.
 * Conditional expressions and names bound in several branches yield several.
 */
export function objectsOf(
  repository: Repository,
  module: Module,
  node: SyntaxNode,
  names: readonly string[],
): ObjectExpression | undefined {
  const inline = inlineConstructions(repository, module, node, names);
  if (inline) return { binding: null, module, constructions: inline };
  const meaning = repository.symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const { binding, module: home } = meaning;
  const constructions: Construction[] = [];
  for (const site of binding.sites) {
    const found = site.kind === "assignment" && site.value ? inlineConstructions(repository, home, site.value, names) : undefined;
    if (!found) return undefined;
    constructions.push(...found);
  }
  return constructions.length > 0 ? { binding, module: home, constructions } : undefined;
}

/** Constructions written in the expression itself. */
function inlineConstructions(
  repository: Repository,
  module: Module,
  node: SyntaxNode,
  names: readonly string[],
): Construction[] | undefined {
  switch (node.kind) {
    case "parenthesized_expression": {
      const inner = node.parts[0];
      return inner && inlineConstructions(repository, module, inner, names);
    }
    case "conditional_expression": {
      const [then, , otherwise] = node.parts;
      const first = then && inlineConstructions(repository, module, then, names);
      const second = otherwise && inlineConstructions(repository, module, otherwise, names);
      return first && second && [...first, ...second];
    }
    case "call": {
      const construction = constructionAt(repository, module, node);
      return construction && names.includes(construction.name) ? [construction] : undefined;
    }
    default:
      return undefined;
  }
}

/** A call as a construction of whatever Flyte 1 class or function it calls. */
export function constructionAt(repository: Repository, module: Module, call: SyntaxNode): Construction | undefined {
  const callee = call.kind === "call" ? call.field("function") : undefined;
  const name = callee && repository.flyte1Name(module, callee);
  if (name === undefined) return undefined;
  const parameters = (parametersOf(name) ?? []).map((parameter) => parameter.name);
  return { module, call, name, arguments: callArguments(call, parameters) };
}
