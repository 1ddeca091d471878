/** The facts of a Flyte 1 cache as arguments of `flyte.Cache`. */
import type { Argument } from "../../src/python/arguments.ts";
import { writeSource } from "../../src/python/displays.ts";
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { keepComments } from "../../src/python/kept-comments.ts";
import { quote } from "../../src/python/literals.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type CacheFacts, constructedCache } from "../../src/flyte1/caching.ts";
import type { Construction } from "../../src/flyte1/objects.ts";
import { isPlainValue } from "../../src/flyte1/plain-values.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import { AUTO, cacheObject } from "../../src/flyte2/caching.ts";
import type { Module } from "../../src/project/modules.ts";
import type { CachingCode } from "./findings.ts";

/** Why facts cannot be carried over, and the node that says so. */
export interface CachingProblem {
  readonly code: CachingCode;
  readonly node: SyntaxNode;
}

/** The first thing about a cache that Flyte 2 cannot be told. */
export function problemOf(repository: Repository, module: Module, facts: CacheFacts): CachingProblem | undefined {
  if (facts.policies) return { code: "caching/policies", node: facts.policies.node };
  const unknown = [...facts.others, ...givenFacts(facts).filter(({ value }) => !isPlainValue(repository, module, value))];
  return unknown[0] && { code: "caching/unknown-value", node: unknown[0].node };
}

/** The same for a `Cache(…)`. */
export function problemOfConstruction(repository: Repository, construction: Construction): CachingProblem | undefined {
  return problemOf(repository, construction.module, constructedCache(construction));
}

/** Keywords of `flyte.Cache` in its own order. Comments stay with their fact when it was an argument of a `Cache(…)`. */
export function factItems(facts: CacheFacts, comments: "keep" | "elsewhere"): Item[] {
  const item = (keyword: string, argument: Argument | undefined, write: (value: SyntaxNode) => Expression): Item[] => {
    if (!argument) return [];
    return [{ prefix: `${keyword}=`, value: write(argument.value), ...(comments === "keep" && { comments: argument.comments }) }];
  };
  return [
    ...item("version_override", facts.version, writeVersion),
    ...item("serialize", facts.serialize, writeSource),
    ...item("ignored_inputs", facts.ignoredInputs, writeSource),
    ...item("salt", facts.salt, writeSource),
  ];
}

/** `Cache(…)` as a `flyte.Cache(…)`. */
export function translatedConstruction(construction: Construction): Expression {
  return keepComments(cacheObject(AUTO, factItems(constructedCache(construction), "keep")), construction.call);
}

export function givenFacts({ version, serialize, ignoredInputs, salt }: CacheFacts): Argument[] {
  return [version, serialize, ignoredInputs, salt].filter((argument) => argument !== undefined);
}

/** The wire takes text only; a number would fail when it is sent, in Flyte 1 as well. */
function writeVersion(value: SyntaxNode): Expression {
  return source(value.kind === "integer" || value.kind === "float" ? quote(value.text) : value.text);
}
