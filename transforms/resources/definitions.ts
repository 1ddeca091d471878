/** Rewrites what holds resources and accelerators by name, and the code that reads their fields. */
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { MadeAccelerator, SharedAccelerator } from "../../src/flyte1/accelerators.ts";
import { flyte1Field, type MadeResources, type SharedResources } from "../../src/flyte1/resources.ts";
import type { Reference } from "../../src/flyte1/references.ts";
import { flyte1CallsAround } from "../../src/flyte1/surrounding-calls.ts";
import { gpuName } from "../../src/flyte2/accelerators.ts";
import type { Argument } from "../../src/python/arguments.ts";
import { type Expression, flat, type Item, source } from "../../src/python/expression.ts";
import { quote } from "../../src/python/literals.ts";
import { statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { AcceleratorNames, NameForm } from "./accelerator-names.ts";
import { deviceExpression } from "./gpu.ts";
import { orNote } from "./refusal.ts";
import { fieldExpression } from "./requirements.ts";
import type { SharedObjects } from "./shared.ts";
import { endsOf, FIELD_NAMES, newName, type Place, type SizeField } from "./values.ts";

/** Everything in one module that is not in a decorator. */
export function rewriteModule(
  context: MigrationContext,
  shared: SharedObjects,
  names: AcceleratorNames,
  untracked: ModuleRewrite,
): void {
  const settled = new Set<Reference>();
  const settle: ModuleRewrite["settle"] = (reference, outcome) => {
    settled.add(reference);
    untracked.settle(reference, outcome);
  };
  const module = { ...untracked, settle };
  const replaced: SyntaxNode[] = [];
  for (const resources of shared.all) {
    if (resources.module !== module.module || context.isPinned(resources.binding)) continue;
    const place: Place = { context, shared, module: module.module, note: module.note, refer: () => undefined };
    orNote(module.note, () => replaced.push(...rewriteResources(place, module, resources)));
  }
  for (const accelerator of names.all) {
    const form = names.formOf(accelerator.binding);
    if (accelerator.module !== module.module || !form || context.isPinned(accelerator.binding)) continue;
    rewriteAccelerator(module, accelerator, form);
  }
  rewriteReads(context, shared, module, replaced);
  reportLeft(context, module, settled);
}

/** Edits in place: keywords, and values where their type changes. Returns the values that were replaced as a whole. */
function rewriteResources(place: Place, module: ModuleRewrite, resources: SharedResources): SyntaxNode[] {
  const edits = resources.made.flatMap((made) => editsOf(place, made));
  for (const { node, replacement } of edits) module.replace(node, replacement);
  for (const { construction } of resources.made) {
    const callee = construction.call.field("function");
    if (callee && !edits.some(({ node }) => node === construction.call))
      module.replace(callee, module.spell("flyte.Resources", callee));
  }
  for (const { statement } of resources.sites) settleInside(module, statement, "flyte.Resources");
  return edits.map(({ node }) => node);
}

interface NodeEdit {
  readonly node: SyntaxNode;
  readonly replacement: string | Expression;
}

/** @throws Refusal before anything was changed */
function editsOf(place: Place, { construction, fields }: MadeResources): NodeEdit[] {
  if (construction.arguments.some((argument) => argument.splat)) {
    const items = [...fields].flatMap(([name, argument]): Item[] => {
      const field = FIELD_NAMES[name];
      const { request, limit } = endsOf(place, field, argument);
      const value = fieldExpression(place, field, request, limit);
      return value ? [{ prefix: `${field}=`, value, comments: argument.comments }] : [];
    });
    return [{ node: construction.call, replacement: { kind: "call", callee: "flyte.Resources", arguments: items } }];
  }
  const isHere = construction.module === place.module;
  // New names can make one line too long, so it is laid out as a whole.
  if (isHere && !/[\r\n]/.test(construction.call.text)) {
    const items = construction.arguments.map((argument) => renamedItem(place, argument));
    return [{ node: construction.call, replacement: { kind: "call", callee: "flyte.Resources", arguments: items } }];
  }
  return construction.arguments.flatMap((argument) => argumentEdits(place, isHere, argument));
}

/** An argument under its new name. */
function renamedItem(place: Place, argument: Argument): Item {
  const name = flyte1Field(argument.name ?? "");
  if (!name) return { prefix: "", value: source(argument.node.text) };
  const field = FIELD_NAMES[name];
  return { prefix: `${field}=`, value: newValue(place, field, argument) ?? source(argument.value.text) };
}

/** Undefined for `None`. */
function newValue(place: Place, field: SizeField, argument: Argument): Expression | undefined {
  const { request, limit } = endsOf(place, field, { ...argument, module: place.module });
  return fieldExpression(place, field, request, limit) ?? (request && source(request.text));
}

function argumentEdits(place: Place, isHere: boolean, argument: Argument): NodeEdit[] {
  const name = flyte1Field(argument.name ?? "");
  if (!name || !isHere) return [];
  const field = FIELD_NAMES[name];
  const expression = newValue(place, field, argument);
  const value = expression && !isRenamedOnly(place, argument.value, expression) ? expression : undefined;
  if (argument.node === argument.value) {
    return [{ node: argument.node, replacement: `${field}=${value ? flat(value) : argument.value.text}` }];
  }
  const keyword = argument.node.field("name");
  return [
    ...(keyword && keyword.text !== field ? [{ node: keyword, replacement: field }] : []),
    ...(value ? [{ node: argument.value, replacement: value }] : []),
  ];
}

/** True when only reads of other shared objects change inside a value: those are edited where they stand. */
function isRenamedOnly(place: Place, value: SyntaxNode, expression: Expression): boolean {
  if (expression.kind !== "source") return false;
  const reads = place.shared.readsIn(place.module).filter(({ use }) => value.contains(use.node));
  let text = "";
  let position = value.start;
  for (const { field, name } of reads) {
    text += value.tree.text.slice(position, name.start) + newName(field, name);
    position = name.end;
  }
  return text + value.tree.text.slice(position, value.end) === expression.text;
}

function rewriteAccelerator(module: ModuleRewrite, { binding, made }: SharedAccelerator, form: NameForm): void {
  for (const { value, statement } of binding.sites) {
    if (!value) continue;
    const inside = made.filter(({ node }) => value.contains(node));
    const type = statement.field("type");
    if (type) {
      // The annotation names a class that is gone; what the name holds now speaks for itself.
      const text = withReplaced(value, inside, (one) =>
        flat(newDevice(module, one, form), (path) => module.spell(path, one.node)),
      );
      module.replace(statement, `${binding.name} = ${text}`);
    } else for (const one of inside) module.replace(one.node, newDevice(module, one, form));
    settleInside(module, statement, undefined);
  }
}

function newDevice(module: ModuleRewrite, made: MadeAccelerator, form: NameForm): Expression {
  return form.kind === "device"
    ? deviceExpression(module, made, form.quantity)
    : source(quote(gpuName(made.accelerator.device) ?? ""));
}

function withReplaced(node: SyntaxNode, inside: readonly MadeAccelerator[], print: (made: MadeAccelerator) => string): string {
  let text = "";
  let position = node.start;
  for (const made of inside) {
    text += node.tree.text.slice(position, made.node.start) + print(made);
    position = made.node.end;
  }
  return text + node.tree.text.slice(position, node.end);
}

/** Settles the references of a definition; an annotation takes the class's new name. */
function settleInside(module: ModuleRewrite, statement: SyntaxNode, annotation: string | undefined): void {
  const type = statement.field("type");
  for (const reference of module.references) {
    if (!statement.contains(reference.node)) continue;
    if (annotation !== undefined && type?.contains(reference.node)) {
      module.replace(reference.node, module.spell(annotation, reference.node));
    }
    module.settle(reference, "migrated");
  }
}

/** `LIMITS.mem` becomes `LIMITS.memory`, where no decorator or value was printed anew around it. */
function rewriteReads(
  context: MigrationContext,
  shared: SharedObjects,
  module: ModuleRewrite,
  replaced: readonly SyntaxNode[],
): void {
  for (const read of shared.readsIn(module.module)) {
    const { node } = read.use;
    if (context.isPinned(read.shared.binding)) continue;
    if (replaced.some((around) => around.contains(node)) || isPrintedAnew(context, module, node)) continue;
    const isOurs = shared.all.some(({ made }) => made.some(({ construction }) => construction.call.contains(node)));
    const isSet = read.shared.made.some(({ fields }) => fields.has("gpu"));
    if (read.field === "gpu" && isSet && !isOurs) module.note("resources/reader-gpu-type", node);
    if (read.name.text !== newName(read.field, read.name)) module.replace(read.name, newName(read.field, read.name));
  }
}

function isPrintedAnew(
  { repository, calls, isMigrated }: MigrationContext,
  { module }: ModuleRewrite,
  node: SyntaxNode,
): boolean {
  const task = repository.taskAround(module, node);
  if (task && task.decorator.contains(node) && isMigrated(task)) return true;
  return calls.some(
    (call) =>
      call.module === module &&
      call.caller &&
      isMigrated(call.caller) &&
      call.overrides?.call.contains(node) &&
      !call.call.contains(node),
  );
}

/** One note for each statement that keeps a reference of this topic, with the uses that keep it; arguments of others go with those. */
function reportLeft({ repository }: MigrationContext, module: ModuleRewrite, settled: ReadonlySet<Reference>): void {
  const statements = new Set<SyntaxNode>();
  for (const reference of module.references) {
    if (reference.guarded || settled.has(reference)) continue;
    if (flyte1CallsAround(repository, module.module, reference.node).length > 0) continue;
    module.settle(reference, "manual");
    const statement = statementOf(reference.node);
    if (statements.has(statement)) continue;
    statements.add(statement);
    const target = reference.node.ancestor("assignment")?.field("left");
    const binding = target?.kind === "identifier" ? module.module.scopes.scopeAt(target).bindings.get(target.text) : undefined;
    const related = binding ? repository.usesOf(binding).filter((use) => use.kind === "read") : [];
    module.note("resources/stays-flyte1", reference.node, { slots: { name: target?.text ?? reference.node.text }, related });
  }
}
