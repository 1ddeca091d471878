/** What Flyte 1 code says about a task's cache (`flytekit/core/task.py`, `flytekit/core/cache.py`). */
import type { Argument } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { type Construction, objectsOf, type ObjectExpression } from "./objects.ts";
import { isPlainValue } from "./plain-values.ts";
import type { Repository } from "./repository.ts";

/** Canonical name of the class that newer code passes as `cache=`. */
export const CACHE = "flytekit.Cache";

/** What an argument `cache=` comes to. */
export type CacheSwitch =
  | { readonly kind: "off" }
  | { readonly kind: "on" }
  /** A bool that is known only at run time, or that the team switches by name. */
  | { readonly kind: "condition" }
  | { readonly kind: "object"; readonly object: ObjectExpression }
  /** Perhaps a bool and perhaps a `Cache`, or nothing that Flyte 1 would take. */
  | { readonly kind: "unknown" };

/**
 * Reads `cache=`.
 *
 * @param hasVersion `cache_version=` is given: next to it flytekit takes a bool only and raises for a `Cache`
 */
export function cacheSwitch(repository: Repository, module: Module, value: SyntaxNode, hasVersion: boolean): CacheSwitch {
  if (value.kind === "false" || value.kind === "none") return { kind: "off" };
  if (value.kind === "true") return { kind: "on" };
  const object = objectsOf(repository, module, value, [CACHE]);
  if (object) return hasVersion ? { kind: "unknown" } : { kind: "object", object };
  if (!isPlainValue(repository, module, value)) return { kind: "unknown" };
  return hasVersion || isBoolean(repository, module, value) ? { kind: "condition" } : { kind: "unknown" };
}

/** Names are followed this far when we ask whether they hold a bool. */
const MAX_DEPTH = 8;

/** True when the source alone shows that an expression gives a bool (or `None`, which is as good as `False` here). */
function isBoolean(repository: Repository, module: Module, node: SyntaxNode, depth = 0): boolean {
  const isBooleanPart = (part: SyntaxNode | undefined) => part !== undefined && isBoolean(repository, module, part, depth + 1);
  if (depth > MAX_DEPTH) return false;
  switch (node.kind) {
    case "true":
    case "false":
    case "none":
    case "comparison_operator":
    case "not_operator":
      return true;
    case "boolean_operator":
      return isBooleanPart(node.field("left")) && isBooleanPart(node.field("right"));
    case "parenthesized_expression":
      return isBooleanPart(node.parts[0]);
    case "conditional_expression":
      return isBooleanPart(node.parts[0]) && isBooleanPart(node.parts[2]);
    case "call":
      return returnsBoolean(repository, module, node);
    case "identifier":
    case "attribute":
      return namesBoolean(repository, module, node, depth);
    default:
      return false;
  }
}

/** `bool(…)`, and functions of the repository that are annotated `-> bool`. */
function returnsBoolean(repository: Repository, module: Module, call: SyntaxNode): boolean {
  const callee = call.field("function");
  const meaning = callee && repository.symbols.meaningOf(module, callee);
  if (!meaning) return callee?.text === "bool";
  if (meaning.kind !== "definition" || meaning.attributes.length > 0) return false;
  return meaning.binding.sites.every((site) => site.kind === "function" && site.statement.field("return_type")?.text === "bool");
}

function namesBoolean(repository: Repository, module: Module, node: SyntaxNode, depth: number): boolean {
  const alternatives = repository.constants.alternativesOf(module, node);
  if (alternatives) return alternatives.every(({ value }) => typeof value === "boolean" || value === null);
  const meaning = repository.symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return false;
  return meaning.binding.sites.every(
    (site) => site.kind === "assignment" && site.value !== null && isBoolean(repository, meaning.module, site.value, depth + 1),
  );
}

/** The facts of a cache, from whatever said them; those that say what is the default anyway are left out. */
export interface CacheFacts {
  readonly version: Argument | undefined;
  readonly serialize: Argument | undefined;
  readonly ignoredInputs: Argument | undefined;
  /** Only policies read it: next to a version it has no effect. */
  readonly salt: Argument | undefined;
  readonly policies: Argument | undefined;
  /** Arguments that are none of these: splats, and keywords that flytekit does not know. */
  readonly others: readonly Argument[];
}

const FACTS = ["version", "serialize", "ignored_inputs", "salt", "policies"] as const;

/** The facts of `Cache(…)`. */
export function constructedCache({ arguments: given }: Construction): CacheFacts {
  const [version, serialize, ignoredInputs, salt, policies] = FACTS.map((name) =>
    unlessDefault(given.find((argument) => argument.name === name)),
  );
  const others = given.filter(({ name, splat }) => splat !== null || !FACTS.some((fact) => fact === name));
  return { version, serialize, ignoredInputs, salt: version ? undefined : salt, policies, others };
}

/** The facts of the task arguments that flytekit had before `Cache`. */
export function argumentCache(take: (name: string) => Argument | undefined): CacheFacts {
  return {
    version: unlessDefault(take("cache_version")),
    serialize: unlessDefault(take("cache_serialize")),
    ignoredInputs: unlessDefault(take("cache_ignore_input_vars")),
    salt: undefined,
    policies: undefined,
    others: [],
  };
}

const DEFAULTS: ReadonlySet<string> = new Set(["None", "False", "()", "[]", '""', "''", "tuple()"]);

function unlessDefault(argument: Argument | undefined): Argument | undefined {
  return argument && DEFAULTS.has(argument.value.text) ? undefined : argument;
}
