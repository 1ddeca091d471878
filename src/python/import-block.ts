/** Imports at the top of a module, as formatters sort them: where a new one belongs. */
import type { SyntaxNode } from "./syntax.ts";

/** The groups in their usual order; `relative` are imports that begin with a dot. */
export type ImportGroup = "future" | "standard" | "third-party" | "local" | "relative";
const ORDER: readonly ImportGroup[] = ["future", "standard", "third-party", "local", "relative"];

/** Says in which group a module belongs that is imported by its absolute name. */
export type GroupOf = (module: string) => ImportGroup;

/** The imports that are there, and what becomes of them. */
export interface ImportBlock {
  readonly root: SyntaxNode;
  readonly groupOf: GroupOf;
  readonly newline: string;
  /** Offset behind the line break of a statement's last line. */
  endOf(statement: SyntaxNode): number;
  /** True for statements that go: they still mark a place, but leave no line to stand next to. */
  isRemoved(statement: SyntaxNode): boolean;
  /** The module that a statement will name in place of the written one, if another. */
  renamed(statement: SyntaxNode): string | undefined;
}

/** A new import line and where it goes. */
export interface ImportInsertion {
  /** Offset at which the text is inserted. */
  readonly offset: number;
  /** The line with its break, and a blank line where a group begins or ends. */
  readonly text: string;
}

interface Line {
  readonly statement: SyntaxNode;
  readonly group: ImportGroup;
  readonly isFrom: boolean;
  readonly module: string;
  /** The first imported name, which orders lines of one module. */
  readonly first: string;
}

/** Where each of `lines` (`import os`, `from pathlib import Path`) goes. */
export function placeImports(block: ImportBlock, lines: readonly string[]): ImportInsertion[] {
  const { groupOf, newline } = block;
  const existing = topImports(block);
  const byOffset = new Map<number, { before: string[]; after: string[]; lines: { text: string; group: ImportGroup }[] }>();
  const sorted = lines.map((text) => parse(text, groupOf)).sort(compare);
  for (const line of sorted) {
    const { offset, blankBefore, blankAfter } = spot(existing, line, block);
    const entry = byOffset.get(offset) ?? { before: [], after: [], lines: [] };
    byOffset.set(offset, entry);
    const previous = entry.lines.at(-1);
    const separated = previous ? previous.group !== line.group : blankBefore;
    entry.lines.push({ text: `${separated ? newline : ""}${line.text}${newline}`, group: line.group });
    entry.after = blankAfter ? [newline] : [];
  }
  return [...byOffset].map(([offset, entry]) => ({
    offset,
    text: entry.lines.map((line) => line.text).join("") + entry.after.join(""),
  }));
}

interface NewLine extends Omit<Line, "statement"> {
  readonly text: string;
}

function parse(text: string, groupOf: GroupOf): NewLine {
  const module = /^(?:from|import)\s+([\w.]+)/.exec(text)?.[1] ?? "";
  const first = /\bimport\s+(\w+)/.exec(text)?.[1] ?? "";
  return { text, group: groupOf(module), isFrom: text.startsWith("from"), module, first };
}

function compare(a: Omit<Line, "statement">, b: Omit<Line, "statement">): number {
  return (
    ORDER.indexOf(a.group) - ORDER.indexOf(b.group) ||
    Number(a.isFrom) - Number(b.isFrom) ||
    compareText(a.module, b.module) ||
    compareText(a.first, b.first)
  );
}

/** As isort and ruff do it: upper and lower case are the same at first, and numbers count by their value. */
function compareText(a: string, b: string): number {
  const [first, second] = [naturalKey(a), naturalKey(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function naturalKey(text: string): string {
  return text.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(LONGEST_NUMBER, "0"));
}

const LONGEST_NUMBER = 12;

function spot(
  existing: readonly Line[],
  line: NewLine,
  { root, endOf, isRemoved }: ImportBlock,
): { offset: number; blankBefore: boolean; blankAfter: boolean } {
  const same = existing.filter((candidate) => candidate.group === line.group);
  // An import that stood apart from its group was not sorted into it, and neither is what replaces it.
  const apart = same.find((candidate) => isRemoved(candidate.statement) && standsApart(candidate.statement));
  if (apart) return { offset: apart.statement.start, blankBefore: false, blankAfter: false };
  const head = importsAbove(existing, firstDefinition(root));
  const peers = head.filter((candidate) => candidate.group === line.group);
  const next = peers.find((candidate) => compare(line, candidate) <= 0);
  if (next) return { offset: next.statement.start, blankBefore: false, blankAfter: false };
  const last = peers.at(-1);
  if (last) return { offset: endOf(last.statement), blankBefore: false, blankAfter: false };
  const later = head.find((candidate) => ORDER.indexOf(candidate.group) > ORDER.indexOf(line.group));
  const laterStays = later && head.some((candidate) => candidate.group === later.group && !isRemoved(candidate.statement));
  if (later) return { offset: later.statement.start, blankBefore: false, blankAfter: laterStays ?? false };
  const earlier = head.at(-1);
  if (earlier) return { offset: endOf(earlier.statement), blankBefore: true, blankAfter: false };
  return top(root, endOf);
}

/** Imports further down are not there yet when the code above them runs; where all are, they are the block. */
function importsAbove(existing: readonly Line[], offset: number): readonly Line[] {
  const head = existing.filter(({ statement }) => statement.start < offset);
  return head.length > 0 ? head : existing;
}

function firstDefinition(root: SyntaxNode): number {
  return root.parts.find(({ kind }) => kind.endsWith("definition"))?.start ?? root.end;
}

/** True when no other import stands on the line above or below. */
function standsApart(statement: SyntaxNode): boolean {
  const siblings = statement.parent?.parts ?? [];
  const index = siblings.indexOf(statement);
  const [above, below] = [siblings[index - 1], siblings[index + 1]];
  const isNear = (first: SyntaxNode | undefined, second: SyntaxNode | undefined) => {
    if (!first || !second || !/import/.test(first.kind) || !/import/.test(second.kind)) return false;
    return !/\n[\t ]*\r?\n/.test(statement.tree.text.slice(first.end, second.start));
  };
  return !isNear(above, statement) && !isNear(statement, below);
}

/** Behind the docstring, or at the very top below comments such as a shebang. */
function top(root: SyntaxNode, endOf: (statement: SyntaxNode) => number) {
  const first = root.parts[0];
  const isDocstring = first?.kind === "expression_statement" && (first.children[0]?.kind ?? "").endsWith("string");
  if (first && isDocstring) return { offset: endOf(first), blankBefore: true, blankAfter: root.parts.length > 1 };
  return { offset: first?.start ?? root.end, blankBefore: false, blankAfter: true };
}

/** Import statements of the module itself, not those inside `try` or `if`. */
function topImports({ root, groupOf, renamed }: ImportBlock): Line[] {
  return root.children.flatMap((statement): Line[] => {
    if (statement.kind === "future_import_statement")
      return [{ statement, group: "future", isFrom: true, module: "__future__", first: "" }];
    if (statement.kind !== "import_statement" && statement.kind !== "import_from_statement") return [];
    const isFrom = statement.kind === "import_from_statement";
    const name = isFrom ? statement.field("module_name") : statement.field("name");
    const written = (name?.kind === "aliased_import" ? name.field("name")?.text : name?.text) ?? "";
    const module = renamed(statement) ?? written;
    const first = isFrom ? (statement.fields("name")[0]?.text.split(/\W/)[0] ?? "") : "";
    return [{ statement, group: module.startsWith(".") ? "relative" : groupOf(module), isFrom, module, first }];
  });
}
