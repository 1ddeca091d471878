/** Reads of a NamedTuple's fields: Flyte 2 hands the caller a plain tuple, so a field becomes unpacking or an index. */
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import { outputsOf } from "../../src/flyte1/outputs.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";

/** New text for `[start, end)`, UTF-16 offsets. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The read of a NamedTuple's only field, which is gone. */
  readonly onlyField?: SyntaxNode;
}

const replacing = (node: SyntaxNode, text: string): Replacement => ({ start: node.start, end: node.end, text });

/** A call in the body, of a task that is migrated now or was before. */
interface MadeResult {
  /** The expression that gives the result: the call, with its overrides. */
  readonly made: SyntaxNode;
  readonly task: Pick<TaskDeclaration, "module" | "function">;
}

/** The replacements in one workflow or dynamic. */
export function outputReads(context: MigrationContext, task: TaskDeclaration): Replacement[] {
  const taken = new Set<string>();
  const replaced = new Set<number>();
  const all = resultsIn(context, task).flatMap((result) => readsOf(context, task, result, taken));
  // A name that several calls are assigned to is read in one place.
  return all.filter(({ start }) => !replaced.has(start) && replaced.add(start));
}

function resultsIn(context: MigrationContext, task: TaskDeclaration): MadeResult[] {
  const calls = context.calls.filter((call) => call.caller === task);
  const results = calls.map((call): MadeResult => ({ made: call.overrides?.call ?? call.call, task: call.task }));
  for (const node of bodyOf(task)?.walk() ?? []) {
    const callee = node.kind === "call" ? node.field("function") : undefined;
    const declared = callee && declaredTask(context.repository.symbols, task.module, callee);
    if (declared) results.push({ made: node, task: declared });
  }
  return results;
}

function readsOf(
  context: MigrationContext,
  task: TaskDeclaration,
  { made, task: called }: MadeResult,
  taken: Set<string>,
): Replacement[] {
  const outputs = outputsOf(context.repository, called);
  const fields = outputs.kind === "single" ? UNNAMED : outputs.fields;
  const only = (read: SyntaxNode) => (outputs.kind === "named-tuple" && fields.length === 1 ? { onlyField: read } : {});
  const direct = made.parent?.kind === "attribute" ? fieldRead(made.parent, fields) : undefined;
  if (direct) {
    const text = subscript(direct.index, fields.length) + direct.tail;
    return [{ start: made.end, end: direct.node.end, text, ...only(direct.node) }];
  }
  const binding = heldBy(task, made);
  if (!binding) return [];
  const uses = context.repository.usesOf(binding).map((use) => use.node);
  const reads = uses.flatMap((node) => fieldRead(node, fields) ?? []);
  if (reads.length === 0) return [];
  const isOnlyFields = reads.length === uses.length && binding.sites.length === 1;
  const names = isOnlyFields && fields.length > 1 ? unpackedNames(binding, reads, fields, taken) : undefined;
  if (!names) {
    return reads.map(({ node, index, tail }) => ({
      ...replacing(node, binding.name + subscript(index, fields.length) + tail),
      ...only(node),
    }));
  }
  const target = made.parent?.field("left");
  return [
    ...(target ? [replacing(target, names.join(", "))] : []),
    ...reads.map(({ node, index, tail }) => replacing(node, (names[index] ?? "") + tail)),
  ];
}

/** A task with one unnamed output answers to `o0`. */
const UNNAMED: readonly string[] = ["o0"];

interface FieldRead {
  /** `result.loss`, or as much of a longer chain. */
  readonly node: SyntaxNode;
  readonly index: number;
  /** What follows the field in the same chain. */
  readonly tail: string;
}

/** `result.loss.x` as a read of `loss` with the tail `.x`; also where the chain starts with a call. */
function fieldRead(chain: SyntaxNode, fields: readonly string[]): FieldRead | undefined {
  let attribute = chain;
  while (attribute.field("object")?.kind === "attribute") attribute = attribute.field("object") ?? attribute;
  const index = fields.indexOf(attribute.field("attribute")?.text ?? "");
  if (attribute.kind !== "attribute" || index < 0) return undefined;
  return { node: chain, index, tail: chain.tree.text.slice(attribute.end, chain.end) };
}

/** The local name that holds the result, when nothing else is assigned with it. */
function heldBy(task: TaskDeclaration, made: SyntaxNode): Binding | undefined {
  const assignment = made.parent;
  const left = assignment?.kind === "assignment" && assignment.field("right") === made ? assignment.field("left") : undefined;
  return left?.kind === "identifier" ? task.module.scopes.scopeAt(left).bindings.get(left.text) : undefined;
}

/** Names for all outputs, `_` for those that nobody reads; undefined when one would hide something. */
function unpackedNames(
  binding: Binding,
  reads: readonly FieldRead[],
  fields: readonly string[],
  taken: Set<string>,
): string[] | undefined {
  const used = new Set(reads.map((read) => fields[read.index]));
  const isHidden = [...used].some(
    (name) => name !== undefined && name !== binding.name && (taken.has(name) || binding.scope.lookup(name) !== undefined),
  );
  if (isHidden || fields.some((field) => /^o\d+$/.test(field))) return undefined;
  for (const name of used) if (name !== undefined) taken.add(name);
  return fields.map((field) => (used.has(field) ? field : "_"));
}

/** A task with one output gives the value itself. */
function subscript(index: number, count: number): string {
  return count === 1 ? "" : `[${index}]`;
}
