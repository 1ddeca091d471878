/** Imports of Flyte 1 that nothing needs any more, and imports that the migrated code needs. */
import { stringValue } from "../python/literals.ts";
import { itemsOf, type ImportItem } from "../python/imports.ts";
import { type ImportBlock, type ImportGroup, placeImports } from "../python/import-block.ts";
import { commentBehind, isPragma } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Reference } from "../flyte1/references.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { Module } from "../project/modules.ts";
import { STANDARD_LIBRARY } from "../project/standard-library.ts";
import { attributeChain } from "../project/symbols.ts";
import type { Ledger } from "./ledger.ts";
import type { ModuleEdits } from "./module-edits.ts";

/** Modules whose import registers something: an unused import of these is a use. */
export const REGISTERS_ON_IMPORT = /^flytekitplugins\b|^flytekit\.extras\b/;

/**
 * Import items of Flyte 1 that can go: every read through them is gone, and so is every import of them elsewhere.
 * Items that nobody ever read go too, unless importing them does something.
 */
export function removableImports(repository: Repository, ledger: Ledger): Set<Reference> {
  const imports = repository.references.filter((reference) => reference.kind === "import" && !reference.guarded);
  const removable = new Set(imports.filter((reference) => readsAreGone(repository, ledger, reference)));
  for (let before = -1; before !== removable.size;) {
    before = removable.size;
    for (const reference of removable) {
      if (importersOf(repository, reference, imports).some((importer) => !removable.has(importer))) removable.delete(reference);
    }
  }
  return removable;
}

function readsAreGone(repository: Repository, ledger: Ledger, reference: Reference): boolean {
  const item = reference.module.importAt(reference.node);
  if (!item) return false;
  const all = repository.referencesIn(reference.module).filter((read) => read.kind === "read");
  const reads = all.filter((read) => isReadThrough(read, item));
  if (reads.length === 0) {
    // In a file that stays Flyte 1 in part, an import that was never read is not ours to tidy up.
    const isDone = all.every((read) => ledger.isGone(read));
    return isDone && !REGISTERS_ON_IMPORT.test(item.module) && !isNamedInText(reference.module, item);
  }
  return reads.every((read) => ledger.isGone(read)) && !isNamedInText(reference.module, item);
}

/** True for a read of the name, or of one of the names, that an item imports. */
export function isReadThrough(read: Reference, item: ImportItem): boolean {
  const base = attributeChain(read.node)?.base;
  if (item.name === "*") return base !== undefined && read.module.scopes.bindingOf(base) === undefined;
  if (!base || base.text !== item.local) return false;
  return read.module.scopes.bindingOf(base)?.sites.some((site) => site.node === item.node) ?? false;
}

/** A quoted annotation (`x: "FlyteFile"`) reads the name, too. */
function isNamedInText(module: Module, item: ImportItem): boolean {
  if (item.local === null) return false;
  const word = new RegExp(`\\b${item.local}\\b`);
  return module.tree.root.nodesOf("type").some((node) => node.parts[0]?.kind === "string" && word.test(node.text));
}

/** Imports in other modules that go through this one. */
function importersOf(repository: Repository, reference: Reference, imports: readonly Reference[]): Reference[] {
  const local = reference.module.importAt(reference.node)?.local;
  return imports.filter((other) => {
    const item = other.module.importAt(other.node);
    if (!item || other.module === reference.module || item.name !== local) return false;
    return repository.modules.find(item.module, other.module) === reference.module;
  });
}

/** Removes items from their statements, and from `__all__`. */
export function removeImports(edits: ModuleEdits, nodes: readonly SyntaxNode[]): void {
  const items = new Set(nodes);
  const statements = new Set([...items].flatMap((node) => edits.module.importAt(node)?.statement ?? []));
  for (const statement of statements) narrow(edits, statement, items);
  removeFromAll(edits, new Set([...items].flatMap((node) => edits.module.importAt(node)?.local ?? [])));
}

function narrow(edits: ModuleEdits, statement: SyntaxNode, gone: ReadonlySet<SyntaxNode>): void {
  const nodes = itemsOf(statement).map((item) => item.node);
  if (nodes.every((node) => gone.has(node))) return edits.removeStatement(statement);
  removeElements(edits, nodes, gone);
}

/** Removes elements of a comma-separated list with what follows them; what ends the list keeps its comma. */
function removeElements(edits: ModuleEdits, nodes: readonly SyntaxNode[], gone: ReadonlySet<SyntaxNode>): void {
  const lastKept = nodes.findLastIndex((node) => !gone.has(node));
  nodes.forEach((node, index) => {
    const next = nodes[index + 1];
    if (gone.has(node) && index < lastKept && next) edits.replaceRange(node.start, next.start, "");
  });
  const [kept, last] = [nodes[lastKept], nodes.at(-1)];
  if (kept && last && last !== kept) edits.replaceRange(kept.end, last.end, "");
}

function removeFromAll(edits: ModuleEdits, names: ReadonlySet<string>): void {
  const value = edits.module.scopes.module.bindings.get("__all__")?.sites[0]?.value;
  const elements = value?.parts.filter((part) => part.kind === "string") ?? [];
  const gone = new Set(elements.filter((element) => names.has(stringValue(element) ?? "")));
  if (gone.size === 0 || !value) return;
  if (gone.size === elements.length) return edits.replace(value, value.kind === "tuple" ? "()" : "[]");
  removeElements(edits, elements, gone);
}

/** Adds import lines where formatters would put them. A comment on an import that goes moves to the `import flyte` in its place. */
export function addImports(edits: ModuleEdits, repository: Repository, lines: Iterable<string>): void {
  const { module } = edits;
  const groupOf = (name: string): ImportGroup => {
    const root = name.split(".")[0] ?? name;
    if (name === "__future__") return "future";
    if (STANDARD_LIBRARY.has(root)) return "standard";
    const layout = repository.modules.layout;
    return layout.find(name, module.path) !== undefined || layout.find(root, module.path) !== undefined ? "local" : "third-party";
  };
  const block: ImportBlock = {
    root: module.tree.root,
    groupOf,
    newline: edits.newline,
    endOf: (statement) => edits.endOfLine(statement),
    isRemoved: (statement) => edits.removed.has(statement),
    renamed: (statement) => edits.absoluteModules.get(statement),
  };
  const insertions = placeImports(block, [...lines]);
  for (const { offset, text } of insertions) edits.insert(offset, withPragmaOf(edits, offset, text));
  for (const statement of edits.removed) {
    const isReplaced = insertions.some(({ offset }) => offset >= statement.start && offset <= edits.endOfLine(statement));
    if (/import/.test(statement.kind) && statement.parent?.kind === "module" && !isReplaced)
      edits.closeGap(statement, insertions.length > 0);
  }
}

/** `from flytekit import task  # type: ignore` becomes `import flyte  # type: ignore`. */
function withPragmaOf(edits: ModuleEdits, offset: number, text: string): string {
  const replaced = [...edits.removed].find((statement) => statement.start === offset);
  const comment = replaced && commentBehind(replaced);
  if (!comment || !isPragma(comment.text)) return text;
  return text.replace(/(import flyte(?: as \w+)?)(\r\n|\n|\r)/, `$1  ${comment.text}$2`);
}
