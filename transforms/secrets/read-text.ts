/** The Python text that takes a Flyte 1 read's place. */
import type { SecretRead } from "../../src/flyte1/secrets-reads.ts";
import type { OpenValue } from "../../src/flyte1/secrets-values.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { attributeChain, type Symbols } from "../../src/project/symbols.ts";
import { quote } from "../../src/python/literals.ts";
import { commentsWithin } from "../../src/python/comments.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** What the surroundings of a replacement decide. */
export interface ReadPrinter {
  readonly rewrite: ModuleRewrite;
  readonly symbols: Symbols;
  /** Longest line, in UTF-16 units. */
  readonly width: number;
}

/** One name that a read can have: the value of each open expression, and what stands for the secret then. */
export interface ReadCase {
  readonly open: readonly OpenValue[];
  /** Name of a variable, or path of a file. */
  readonly target: string;
}

/** `os.environ["DB_PASSWORD"]` and its kin. */
export function readText(printer: ReadPrinter, read: SecretRead, cases: readonly ReadCase[], isFile: boolean): string {
  const { rewrite } = printer;
  if (read.form !== "value") return targetText(printer, read, cases, "", "");
  if (!isFile) return targetText(printer, read, cases, `${rewrite.spell("os.environ", read.node)}[`, "]");
  const method = read.isBinary ? "read_bytes" : "read_text";
  return targetText(printer, read, cases, `${rewrite.spell("pathlib.Path", read.node)}(`, `).${method}().strip()`);
}

/** A string in quotes that may stand where the node stands: before Python 3.12 an f-string cannot hold its own quotes. */
export function quoteAt(value: string, node: SyntaxNode): string {
  const opening = node.ancestor("interpolation")?.parent?.children[0]?.text ?? "";
  const text = quote(value);
  return opening.includes('"') && text.startsWith('"') && !value.includes("'") ? `'${value}'` : text;
}

/** The one target, or a dictionary from what the callers pass to the targets. */
function targetText(printer: ReadPrinter, read: SecretRead, cases: readonly ReadCase[], before: string, behind: string): string {
  const { node } = read;
  const comments = commentsWithin(node);
  const [first] = cases;
  if (!first || read.open.length === 0) {
    const target = quoteAt(first?.target ?? "", node);
    return comments.length === 0 ? before + target + behind : broken(node, before || "(", [...comments, target], behind || ")");
  }
  const entries = new Map(cases.map(({ open, target }) => [keyText(printer, read, open), quoteAt(target, node)]));
  const pairs = Array.from(entries, ([key, target]) => `${key}: ${target}`);
  const index = `[${read.open.map(({ text }) => text).join(", ")}]`;
  const oneLine = `${before}{${pairs.join(", ")}}${index}${behind}`;
  const isInString = node.ancestor("interpolation") !== undefined;
  if (isInString || (comments.length === 0 && fits(printer, node, oneLine))) return oneLine;
  const dictionary = ["{", ...pairs.map((pair) => `${indentStep(node.tree.root)}${pair},`), `}${index}`];
  return broken(node, before || "(", [...comments, ...dictionary], behind || ")");
}

/** The key under which a case stands: a name where the helper's module has one for it, as its callers do. */
function keyText(printer: ReadPrinter, read: SecretRead, open: readonly OpenValue[]): string {
  const keys = open.map((value, index) => nameOf(printer, read.module, value, read.open[index]) ?? literal(value, read.node));
  return keys.length === 1 ? (keys[0] ?? "") : `(${keys.join(", ")})`;
}

function literal({ alternatives }: OpenValue, node: SyntaxNode): string {
  const value = alternatives[0]?.value;
  if (value === null || value === undefined) return "None";
  return typeof value === "string" ? quoteAt(value, node) : String(value);
}

/** `Names.TOKEN`, as the module of the read can say it; undefined for a value that was written as a literal or has no name here. */
function nameOf(
  { symbols }: ReadPrinter,
  module: Module,
  { written }: OpenValue,
  expression: SyntaxNode | undefined,
): string | undefined {
  const meaning = written && symbols.meaningOf(written.module, written.node);
  const chain = written && attributeChain(written.node);
  if (!written || !chain || meaning?.kind !== "definition") return undefined;
  const suffix = expression?.kind === "attribute" && chain.attributes.at(-1) !== "value" ? [".value"] : [];
  for (const [name, binding] of module.scopes.module.bindings) {
    const here = symbols.exported(module, name);
    const isSame = here?.kind === "definition" && here.binding === meaning.binding && here.attributes.length === 0;
    const isVisible = expression !== undefined && module.scopes.scopeAt(expression).lookup(name) === binding;
    if (isSame && isVisible) return [[name, ...meaning.attributes].join("."), ...suffix].join("");
  }
  return undefined;
}

function fits({ width }: ReadPrinter, node: SyntaxNode, text: string): boolean {
  const { text: source } = node.tree;
  const end = /[^\r\n]*/.exec(source.slice(node.end))?.[0].length ?? 0;
  return node.tree.position(node.start).column - 1 + text.length + end <= width;
}

/** Lines between brackets, one level in, as formatters break them. */
function broken(node: SyntaxNode, open: string, lines: readonly string[], close: string): string {
  const { text, root } = node.tree;
  const indent = indentAt(text, node.start);
  const inner = indent + indentStep(root);
  return [open, ...lines.map((line) => inner + line), indent + close].join(dominantNewline(text));
}
