/** The declared types of what a condition asks about, as far as Flyte 1 compared them in a way of its own. */
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { taskCalledAt } from "./outputs.ts";

interface TypeAnnotation {
  readonly module: Module;
  readonly node: SyntaxNode;
}

/** True for a value that may be `None`. */
export function isOptional(context: MigrationContext, task: TaskDeclaration, operand: SyntaxNode): boolean {
  const type = typeOf(context, task, operand);
  return type !== undefined && /(^|\.)Optional\[|\bNone\b/.test(type.node.text);
}

/** The operand of a comparison that is an enum's member while the other side is a string. */
export function comparedEnum(context: MigrationContext, task: TaskDeclaration, comparison: SyntaxNode): SyntaxNode | undefined {
  const [left, right, ...others] = comparison.parts;
  if (!left || !right || others.length > 0) return undefined;
  if (isEnum(context, task, left) && isText(context, task, right)) return left;
  return isEnum(context, task, right) && isText(context, task, left) ? right : undefined;
}

/** `datetime(2026, 1, 1)` without a time zone. */
export function isNaiveDatetime({ repository }: MigrationContext, { module }: TaskDeclaration, operand: SyntaxNode): boolean {
  const callee = operand.kind === "call" ? operand.field("function") : undefined;
  const meaning = callee && repository.symbols.meaningOf(module, callee);
  const given = operand.field("arguments")?.parts ?? [];
  const isPlain = given.length > 0 && given.length < 8 && !given.some((part) => part.field("name")?.text === "tzinfo");
  return isPlain && meaning?.kind === "external" && meaning.path === "datetime.datetime";
}

function isText({ repository }: MigrationContext, { module }: TaskDeclaration, node: SyntaxNode): boolean {
  if (node.kind === "string" || (node.kind === "attribute" && node.field("attribute")?.text === "value")) return true;
  const meaning = repository.symbols.meaningOf(module, node);
  const isMember = meaning?.kind === "definition" && meaning.attributes.length > 0 && isEnumClass(meaning.binding);
  return !isMember && repository.constants.textOf(module, node) !== undefined;
}

function isEnum(context: MigrationContext, task: TaskDeclaration, operand: SyntaxNode): boolean {
  const type = typeOf(context, task, operand);
  const name = type?.node.parts[0];
  const meaning = type && name && context.repository.symbols.meaningOf(type.module, name);
  return meaning?.kind === "definition" && meaning.attributes.length === 0 && isEnumClass(meaning.binding);
}

/** An enum whose members are no strings themselves. */
function isEnumClass({ sites: [site] }: Binding): boolean {
  const bases = site?.kind === "class" ? (site.statement.field("superclasses")?.parts ?? []) : [];
  return bases.some((base) => /(^|\.)Enum$/.test(base.text)) && !bases.some((base) => base.text === "str");
}

/** The annotation of a parameter, or of the task whose only output a name holds. */
function typeOf(context: MigrationContext, task: TaskDeclaration, operand: SyntaxNode): TypeAnnotation | undefined {
  if (operand.kind === "call") return returnType(context, task.module, operand);
  const binding = operand.kind === "identifier" ? task.module.scopes.bindingOf(operand) : undefined;
  const [site, ...others] = binding?.sites ?? [];
  if (!site || others.length > 0) return undefined;
  if (site.kind === "assignment" && site.value) return returnType(context, task.module, site.value);
  const node = site.kind === "parameter" ? site.statement.field("type") : undefined;
  return node && { module: task.module, node };
}

function returnType(context: MigrationContext, module: Module, made: SyntaxNode): TypeAnnotation | undefined {
  const called = taskCalledAt(context, module, made);
  const node = called?.function.field("return_type");
  return called && node && { module: called.module, node };
}
