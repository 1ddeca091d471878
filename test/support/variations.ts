/** Other ways to write the same Python module. */
import { indentStep, lineStart } from "../../src/python/statements.ts";
import type { SyntaxNode, SyntaxTree } from "../../src/python/syntax.ts";
import { swapQuotes } from "./python-shape.ts";

/** A piece of text to put at an offset. */
interface Insertion {
  readonly offset: number;
  readonly text: string;
}

export function withCarriageReturns({ text }: SyntaxTree): string {
  return text.replaceAll(/\r?\n/g, "\r\n");
}

export function withByteOrderMark({ text }: SyntaxTree): string {
  return text.startsWith("\uFEFF") ? text : `\uFEFF${text}`;
}

/** Single quotes for double ones, in every string where the two mean the same. */
export function withSingleQuotes(tree: SyntaxTree): string {
  return replaceNodes(tree, (node) => (node.kind === "string" ? swapQuotes(node.text, '"', "'") : undefined));
}

/** One level of indentation becomes `step`; what is left over of a continued line stays blanks. Lines inside strings stay. */
export function indentedBy(step: string): (tree: SyntaxTree) => string {
  return (tree) => {
    const inStrings = stringRanges(tree);
    if (indentStep(tree.root) !== "    ") return tree.text;
    return tree.text.replaceAll(/^ +/gm, (blanks, offset: number) => {
      if (inStrings.some(({ start, end }) => start < offset && offset < end)) return blanks;
      return step.repeat(Math.floor(blanks.length / 4)) + " ".repeat(blanks.length % 4);
    });
  };
}

/** What renamed names end with. */
const RENAMED = "_renamed";

/**
 * Every name that a Flyte 1 import binds gets another: `from flytekit import task as task_renamed`.
 *
 * Names that a string mentions, that are exported, or that are bound in other ways, too, stay.
 */
export function withOtherAliases(tree: SyntaxTree): string {
  const bound = importedNames(tree);
  const isFree = (name: string) => !mayNotBeRenamed(tree, name);
  const names = new Set([...bound].filter(isFree));
  return replaceNodes(tree, (node) => {
    if (isFlyte1Import(node.parent) && node.fieldName === "name" && node.kind === "dotted_name") {
      return names.has(node.text) ? `${node.text} as ${node.text}${RENAMED}` : undefined;
    }
    if (node.kind !== "identifier" || !names.has(node.text) || !isReadOrAlias(node)) return undefined;
    return `${node.text}${RENAMED}`;
  });
}

/** The text in which {@link withOtherAliases} left its names, with the old ones. */
export function withoutOtherAliases(text: string): string {
  return text.replaceAll(new RegExp(`\\b(\\w+) as \\1${RENAMED}\\b`, "g"), "$1").replaceAll(RENAMED, "");
}

function isFlyte1Import(node: SyntaxNode | null): boolean {
  if (node?.kind === "import_statement") return !node.text.includes(".") && /^import\s+flytekit$/.test(node.text);
  return node?.kind === "import_from_statement" && /^from\s+flytekit[\w.]*\s/.test(node.text);
}

function importedNames(tree: SyntaxTree): Set<string> {
  const names = new Set<string>();
  for (const node of tree.root.walk()) {
    if (isFlyte1Import(node.parent) && node.fieldName === "name") names.add((node.field("alias") ?? node).text);
  }
  return names;
}

function mayNotBeRenamed(tree: SyntaxTree, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  let imports = 0;
  for (const node of tree.root.walk()) {
    if (node.kind === "string" && word.test(node.text)) return true;
    if (node.kind === "wildcard_import") return true;
    if (node.text !== name) continue;
    const isAlias = node.fieldName === "alias";
    if (isAlias || (node.fieldName === "name" && node.kind === "dotted_name" && node.parent?.kind.startsWith("import")))
      imports++;
    if (node.kind === "identifier" && isBinding(node)) return true;
  }
  return imports !== 1;
}

/** Parameters, targets, function and class names: everything but an import that gives a name its meaning. */
function isBinding(node: SyntaxNode): boolean {
  const { parent, fieldName } = node;
  if (fieldName === "left" || /parameter|lambda|as_pattern|except|global|nonlocal|for_in/.test(parent?.kind ?? "")) return true;
  return fieldName === "name" && /^(function|class)_definition$/.test(parent?.kind ?? "");
}

function isReadOrAlias(node: SyntaxNode): boolean {
  const { parent, fieldName } = node;
  if (fieldName === "alias") return isFlyte1Import(parent?.parent ?? null);
  if (parent?.kind === "dotted_name") return parent.parent?.kind === "decorator";
  return (
    !(parent?.kind === "attribute" && fieldName === "attribute") && !(parent?.kind === "keyword_argument" && fieldName === "name")
  );
}

/** Offsets of line starts where a comment or an empty line may stand. */
export function placesForLines(tree: SyntaxTree): number[] {
  return lineStarts(tree).filter((offset) => !isContinued(tree, offset));
}

/** Offsets of line ends where a comment may stand behind code. */
export function placesForTrailingComments(tree: SyntaxTree): number[] {
  const comments = [...tree.root.walk()].filter((node) => node.kind === "comment");
  return lineStarts(tree).flatMap((start) => {
    const end = start + (/^[^\r\n]*/.exec(tree.text.slice(start))?.[0].length ?? 0);
    const isTaken = comments.some((comment) => comment.end === end);
    return end === start || isTaken || tree.text.slice(start, end).trim() === "" || isContinued(tree, end + 1) ? [] : [end];
  });
}

/** Offsets of the top-level statements behind the imports; code of others can stand before each of them. */
export function placesForStatements({ root, text }: SyntaxTree): number[] {
  const { parts } = root;
  const last = parts.findLastIndex(({ kind }) => /^(import|future_import)/.test(kind));
  return parts.slice(last + 2).map((statement) => lineStart(text, statement.start));
}

/** The indentation of the line at an offset. */
export function indentationAt({ text }: SyntaxTree, offset: number): string {
  return /^[\t ]*/.exec(text.slice(offset))?.[0] ?? "";
}

/** The text with pieces put in. */
export function withInsertions({ text }: SyntaxTree, insertions: readonly Insertion[]): string {
  let result = text;
  for (const { offset, text: piece } of insertions.toSorted((a, b) => b.offset - a.offset)) {
    result = result.slice(0, offset) + piece + result.slice(offset);
  }
  return result;
}

function lineStarts({ text }: SyntaxTree): number[] {
  const starts = [...text.matchAll(/\n/g)].map((match) => match.index + 1);
  return [text.startsWith("\uFEFF") || text.startsWith("#!") ? -1 : 0, ...starts].filter(
    (start) => start >= 0 && start < text.length,
  );
}

/** Inside of a string, or behind a line that ends with a backslash. */
function isContinued(tree: SyntaxTree, offset: number): boolean {
  if (/\\\r?\n$/.test(tree.text.slice(0, offset))) return true;
  return stringRanges(tree).some(({ start, end }) => start < offset && offset < end);
}

function stringRanges(tree: SyntaxTree): SyntaxNode[] {
  return [...tree.root.walk()].filter((node) => node.kind === "string");
}

/** The text with some nodes written differently; what is inside of a changed node is not asked for. */
function replaceNodes(tree: SyntaxTree, change: (node: SyntaxNode) => string | undefined): string {
  let result = "";
  let done = 0;
  for (const node of tree.root.walk()) {
    const text = node.start < done ? undefined : change(node);
    if (text === undefined || text === node.text) continue;
    result += tree.text.slice(done, node.start) + text;
    done = node.end;
  }
  return result + tree.text.slice(done);
}
