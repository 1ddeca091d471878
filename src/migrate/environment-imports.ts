/** Imports of names from other modules of the repository, above all of environments: into an import of that module that is there, or as a line of its own. */
import { itemsOf } from "../python/imports.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { indentAt, lineStart } from "../python/statements.ts";
import type { Repository } from "../flyte1/repository.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { ModuleEdits } from "./module-edits.ts";

/** A name of another module of the repository. */
export interface NeededName {
  readonly module: Module;
  readonly name: string;
  /** The name in the importing module. */
  readonly local: string;
}

/** Edits for the imports that fit into an existing statement; the others are returned as lines to add. */
export function importNames(edits: ModuleEdits, repository: Repository, needed: readonly NeededName[]): string[] {
  const lines: string[] = [];
  for (const [module, names] of groupBy(needed, (name) => name.module)) {
    const source = repository.modules.layout.absoluteName(module.path, edits.module.path);
    const plain = names.filter(({ name, local }) => name === local).map(({ name }) => name);
    const statement = statementFor(edits, repository, module);
    if (plain.length > 0 && statement) addItems(edits, statement, plain, repository.settings.lineLength);
    else if (plain.length > 0) lines.push(importLine(source, [...new Set(plain)].sort(), repository.settings.lineLength, edits));
    for (const { name, local } of names) if (name !== local) lines.push(`from ${source} import ${name} as ${local}`);
  }
  return lines;
}

function importLine(source: string, names: readonly string[], width: number, { newline, step }: ModuleEdits): string {
  const line = `from ${source} import ${names.join(", ")}`;
  if (line.length <= width) return line;
  return [`from ${source} import (`, ...names.map((name) => `${step}${name},`), ")"].join(newline);
}

/** A top-level `from … import …` of the environment's module, without a star or an alias: sorters keep those on their own lines. */
function statementFor(edits: ModuleEdits, repository: Repository, module: Module): SyntaxNode | undefined {
  return edits.module.tree.root.children.find((statement) => {
    if (statement.kind !== "import_from_statement" || edits.removed.has(statement)) return false;
    const items = itemsOf(statement);
    const [item] = items;
    if (!item || item.name === "*" || items.some((other) => other.alias !== null)) return false;
    return repository.modules.find(item.module, edits.module) === module;
  });
}

/** Inserts names where the statement's order has them; a list that is not sorted gets them at its end. */
function addItems(edits: ModuleEdits, statement: SyntaxNode, added: readonly string[], width: number): void {
  const items = itemsOf(statement).map((item) => item.node);
  const { text } = edits.module;
  const names = items.map((item) => item.text);
  const order = orderOf(names);
  const missing = [...new Set(added)].filter((name) => !names.includes(name)).sort(order);
  const isOneLine = lineStart(text, statement.start) === lineStart(text, statement.end);
  const line = text.slice(lineStart(text, statement.start), statement.end);
  const [first] = items;
  if (
    isOneLine &&
    first &&
    line.length + missing.join(", ").length + 2 > width &&
    !text.slice(statement.start, first.start).includes("(")
  ) {
    const all = order ? [...names, ...missing].sort(order) : [...names, ...missing];
    const head = text.slice(statement.start, first.start);
    return edits.replace(statement, [`${head}(`, ...all.map((name) => `${edits.step}${name},`), ")"].join(edits.newline));
  }
  const last = items.at(-1);
  const separator = isOneLine || !last ? ", " : `,${edits.newline}${indentAt(text, last.start)}`;
  for (const name of missing) {
    const next = order && items.find((item) => order(item.text, name) > 0);
    if (next) edits.insert(next.start, name + separator);
    else if (last) edits.insert(last.end, separator + name);
  }
}

type Order = (a: string, b: string) => number;

const byText: Order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Constants, classes, then the rest: the order of isort and ruff. */
const byKind: Order = (a, b) => kindOf(a) - kindOf(b) || byText(a.toLowerCase(), b.toLowerCase()) || byText(a, b);

function kindOf(name: string): number {
  if (name.length > 1 && name === name.toUpperCase()) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
}

/** The order that names have; undefined when it is none that we know. */
function orderOf(names: readonly string[]): Order | undefined {
  return [byKind, byText].find((order) => names.every((name, index) => index === 0 || order(names[index - 1] ?? "", name) <= 0));
}
