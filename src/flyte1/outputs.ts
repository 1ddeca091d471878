/** What a task gives back, as its return annotation says. */
import { stringValue } from "../python/literals.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** `fields` are the output names in order: of a NamedTuple, or `o0`, `o1` of a plain tuple. A single output has none. */
export type Outputs =
  | { readonly kind: "single" }
  | { readonly kind: "tuple"; readonly fields: readonly string[] }
  | { readonly kind: "named-tuple"; readonly fields: readonly string[] };

const SINGLE: Outputs = { kind: "single" };

/** The outputs of a task or workflow. A caller in Flyte 2 gets a NamedTuple as a plain tuple (flyte/_internal/runtime/convert.py:578-589). */
export function outputsOf(repository: Repository, task: Pick<TaskDeclaration, "module" | "function">): Outputs {
  const annotation = task.function.field("return_type")?.parts[0];
  if (!annotation) return SINGLE;
  if (annotation.kind === "tuple") return plainTuple(annotation.parts.length);
  if (annotation.kind === "generic_type" || annotation.kind === "subscript") return genericOutputs(annotation);
  const fields = callFields(repository, task.module, annotation) ?? namedTupleFields(repository, task.module, annotation);
  return fields ? { kind: "named-tuple", fields } : SINGLE;
}

/** The fields of the NamedTuple class that an expression names, in order; undefined for anything else. */
export function namedTupleFields(repository: Repository, module: Module, node: SyntaxNode): string[] | undefined {
  const meaning = repository.symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition") return undefined;
  const [site] = meaning.binding.sites;
  if (site?.kind === "class") return classFields(site.statement);
  return site?.value ? callFields(repository, meaning.module, site.value) : undefined;
}

/** `Tuple[int, str]`, in either way in which the grammar may read it. */
function genericOutputs(annotation: SyntaxNode): Outputs {
  const [head, ...rest] = annotation.parts;
  if (!/(^|\.)[Tt]uple$/.test(head?.text ?? "")) return SINGLE;
  const parameters = rest.flatMap((part) => (part.kind === "type_parameter" ? part.parts : [part]));
  return plainTuple(parameters.length);
}

function plainTuple(length: number): Outputs {
  return { kind: "tuple", fields: Array.from({ length }, (_, index) => `o${index}`) };
}

/** Fields of `class Out(NamedTuple)`. */
function classFields(definition: SyntaxNode): string[] | undefined {
  const bases = definition.field("superclasses")?.parts ?? [];
  if (!bases.some((base) => /(^|\.)NamedTuple$/.test(base.text))) return undefined;
  return (definition.field("body")?.parts ?? []).flatMap((statement) => {
    const assignment = statement.kind === "expression_statement" ? statement.children[0] : undefined;
    const name = assignment?.kind === "assignment" && assignment.field("type") ? assignment.field("left")?.text : undefined;
    return name ?? [];
  });
}

/** Fields of `NamedTuple("Out", a=int)`, `NamedTuple("Out", [("a", int)])` and `namedtuple("Out", "a b")`. */
function callFields(repository: Repository, module: Module, value: SyntaxNode): string[] | undefined {
  if (value.kind !== "call" || !/(^|\.)(NamedTuple|namedtuple)$/.test(value.field("function")?.text ?? "")) return undefined;
  const [, ...rest] = value.field("arguments")?.parts ?? [];
  const keywords = rest.filter((part) => part.kind === "keyword_argument").flatMap((part) => part.field("name")?.text ?? []);
  const [fields] = rest;
  if (!fields || fields.kind === "keyword_argument") return keywords;
  if (fields.kind === "string") return (stringValue(fields) ?? "").split(/[\s,]+/).filter((name) => name !== "");
  return fields.parts.flatMap((part) => {
    const name = part.kind === "string" ? part : part.parts[0];
    return name ? (repository.constants.textOf(module, name) ?? []) : [];
  });
}
