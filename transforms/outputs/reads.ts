/** Reads of a NamedTuple's fields: Flyte 2 hands the caller a plain tuple, so a field becomes unpacking or an index. */
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Outputs } from "../../src/flyte1/outputs.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Results } from "./results.ts";

/** New text for `[start, end)`, UTF-16 offsets. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The read of a NamedTuple's only field, which is gone. */
  readonly onlyField?: SyntaxNode;
}

/** One read of an output. */
interface FieldRead {
  /** What holds the result. */
  readonly object: SyntaxNode;
  /** `result.loss`, or `result[0]` of a NamedTuple with one field. */
  readonly read: SyntaxNode;
  readonly index: number;
  readonly outputs: Outputs;
}

/** A task with one unnamed output answers to `o0`. */
const UNNAMED: readonly string[] = ["o0"];

/** The replacements in a function that a run hands the outputs of tasks. */
export function readsWithin(repository: Repository, results: Results, module: Module, definition: SyntaxNode): Replacement[] {
  const reads = fieldReads(results, module, definition);
  const unpacked = unpackedNames(repository, results, module, reads);
  const replacements = reads.map((read): Replacement => {
    const names = unpacked.get(bindingOf(module, read.object));
    const { object, outputs, index } = read;
    const [start, end] = [object.end, read.read.end];
    if (names) return { start: object.start, end, text: names[index] ?? "" };
    const isOnly = fieldsOf(outputs).length === 1;
    const text = isOnly ? "" : `[${index}]`;
    return { start, end, text, ...(isOnly && outputs.kind === "named-tuple" ? { onlyField: read.read } : {}) };
  });
  return [...replacements, ...targets(unpacked), ...onlyTargets(results, module, definition)];
}

function fieldReads(results: Results, module: Module, definition: SyntaxNode): FieldRead[] {
  return definition.nodesOf("attribute", "subscript").flatMap((read): FieldRead[] => {
    const object = read.field(read.kind === "attribute" ? "object" : "value");
    const outputs = object && results.outputsAt(module, object);
    if (!object || !outputs) return [];
    const fields = fieldsOf(outputs);
    if (read.kind === "attribute") {
      const index = fields.indexOf(read.field("attribute")?.text ?? "");
      return index < 0 ? [] : [{ object, read, index, outputs }];
    }
    // In a tuple of several the position is what it was.
    const isOnly = outputs.kind === "named-tuple" && fields.length === 1 && read.field("subscript")?.text === "0";
    return isOnly ? [{ object, read, index: 0, outputs }] : [];
  });
}

/**
 * Names for all outputs of the results that nothing reads but their fields, `_` for those that nobody reads. Where two results have
 * a field of one name, or something else has it, they carry the name of their result.
 */
function unpackedNames(
  repository: Repository,
  results: Results,
  module: Module,
  reads: readonly FieldRead[],
): Map<Binding | undefined, string[]> {
  const unpacked = new Map<Binding | undefined, string[]>();
  const taken = new Set<string>();
  const candidates = [...new Set(reads.map(({ object }) => bindingOf(module, object)))].filter(
    (binding) => binding !== undefined,
  );
  const wanted = candidates
    .filter((binding) => isOnlyRead(repository, results, binding, reads))
    .map((binding) => usedFields(module, binding, reads));
  for (const { binding, fields, used } of wanted) {
    if (fields.length < 2 || fields.some((field) => /^o\d+$/.test(field))) continue;
    const isShared = wanted.some((other) => other.binding !== binding && [...used].some((field) => other.used.has(field)));
    const isFree = (name: string) =>
      !taken.has(name) &&
      (name === binding.name || (!binding.scope.bindsBelow(name) && binding.scope.lookup(name) === undefined));
    const styles = [(field: string) => field, (field: string) => `${binding.name}_${field}`].slice(isShared ? 1 : 0);
    const style = styles.find((named) => [...used].every((field) => isFree(named(field))));
    if (!style) continue;
    for (const field of used) taken.add(style(field));
    unpacked.set(
      binding,
      fields.map((field) => (used.has(field) ? style(field) : "_")),
    );
  }
  return unpacked;
}

function usedFields(module: Module, binding: Binding, reads: readonly FieldRead[]) {
  const own = reads.filter(({ object }) => bindingOf(module, object) === binding);
  const fields = fieldsOf(own[0]?.outputs);
  return { binding, fields, used: new Set(own.flatMap(({ index }) => fields[index] ?? [])) };
}

/** True for a name that is bound once, to a result by itself, and of which only fields are read. */
function isOnlyRead(repository: Repository, results: Results, binding: Binding, reads: readonly FieldRead[]): boolean {
  const [site, ...others] = binding.sites;
  if (!site?.value || others.length > 0 || site.statement.field("left") !== site.node || site.statement.field("type"))
    return false;
  const isRead = (node: SyntaxNode) => reads.some(({ object }) => object.start === node.start && object.text === binding.name);
  const uses = repository.usesOf(binding);
  return uses.every(({ module, node }) => isRead(node) && site.value !== null && results.isCall(module, site.value));
}

/** What the results were assigned to. */
function targets(unpacked: ReadonlyMap<Binding | undefined, readonly string[]>): Replacement[] {
  return [...unpacked].flatMap(([binding, names]) => {
    const target = binding?.sites[0]?.node;
    return target ? [{ start: target.start, end: target.end, text: names.join(", ") }] : [];
  });
}

/** `(loss,) = fit(x=1)` of a NamedTuple with one field: the result is the field's value. */
function onlyTargets(results: Results, module: Module, definition: SyntaxNode): Replacement[] {
  return definition.nodesOf("assignment").flatMap((assignment) => {
    const [left, right] = [assignment.field("left"), assignment.field("right")];
    const isPattern = left?.kind === "pattern_list" || left?.kind === "tuple_pattern" || left?.kind === "list_pattern";
    const [target, ...others] = isPattern ? left.parts : [];
    if (!left || !right || !target || others.length > 0) return [];
    const outputs = results.outputsAt(module, right);
    if (outputs?.kind !== "named-tuple" || outputs.fields.length !== 1) return [];
    return [{ start: left.start, end: left.end, text: target.text, onlyField: left }];
  });
}

function bindingOf(module: Module, object: SyntaxNode): Binding | undefined {
  return object.kind === "identifier" ? module.scopes.bindingOf(object) : undefined;
}

function fieldsOf(outputs: Outputs | undefined): readonly string[] {
  return outputs === undefined || outputs.kind === "single" ? UNNAMED : outputs.fields;
}
