/** Python expressions that we write: built as data, laid out once it is known where they stand. */
import type { ItemComments } from "./comments.ts";
import { isPragma } from "./statements.ts";

/** Text taken over as it stands; its names mean what they mean in the module it came from. */
export interface SourceExpression {
  readonly kind: "source";
  readonly text: string;
}

/** A call of something imported: `datetime.timedelta(hours=…)`. The callee is a dotted path; {@link Naming} decides how it is spelled. */
export interface CallExpression {
  readonly kind: "call";
  readonly callee: string;
  readonly arguments: readonly Item[];
}

/** A list, a tuple or a dictionary display. */
export interface DisplayExpression {
  readonly kind: "display";
  readonly brackets: "[]" | "()" | "{}";
  readonly items: readonly Item[];
}

/** Methods called one behind the other: `logging.getLogger().getChild("load")`. */
export interface ChainExpression {
  readonly kind: "chain";
  readonly start: Expression;
  readonly links: readonly { readonly method: string; readonly arguments: readonly Item[] }[];
}

export type Expression = SourceExpression | CallExpression | DisplayExpression | ChainExpression;

/** One item between brackets: an argument, an element, or a dictionary's `key: value`. */
export interface Item {
  /** Text before the value: `name=`, `"key": `, or nothing. */
  readonly prefix: string;
  readonly value: Expression;
  readonly comments?: ItemComments;
}

export function source(text: string): SourceExpression {
  return { kind: "source", text };
}

/** A call with keyword arguments; entries without a value are left out. */
export function call(callee: string, keywords: Readonly<Record<string, Expression | undefined>>): CallExpression {
  const items = Object.entries(keywords).flatMap(([name, value]) => (value ? [{ prefix: `${name}=`, value }] : []));
  return { kind: "call", callee, arguments: items };
}

export function list(items: readonly Expression[]): DisplayExpression {
  return { kind: "display", brackets: "[]", items: items.map((value) => ({ prefix: "", value })) };
}

export function tuple(items: readonly Expression[]): DisplayExpression {
  return { kind: "display", brackets: "()", items: items.map((value) => ({ prefix: "", value })) };
}

/** How a module spells something that it imports: `datetime.timedelta` may have to be `dt.timedelta`. */
export type Naming = (dottedPath: string) => string;

/** Where an expression is laid out. Columns and widths count UTF-16 units. */
export interface Place {
  readonly naming: Naming;
  /** Blanks or tabs before the line on which the expression starts. */
  readonly indent: string;
  /** What stands before the expression on its line, indent included. */
  readonly column: number;
  /** What stands behind it on its last line. */
  readonly behind: number;
  readonly width: number;
  readonly newline: string;
  /** One level of indentation in this file. */
  readonly step: string;
}

/** Everything on one line, comments left out: also the key by which equal expressions are told. */
export function flat(expression: Expression, naming: Naming = (path) => path): string {
  switch (expression.kind) {
    case "source":
      return expression.text;
    case "call":
      return `${naming(expression.callee)}(${flatItems(expression.arguments, naming)})`;
    case "display": {
      const [open, close] = expression.brackets;
      const isSingleTuple = expression.brackets === "()" && expression.items.length === 1;
      return `${open}${flatItems(expression.items, naming)}${isSingleTuple ? "," : ""}${close}`;
    }
    case "chain": {
      const links = expression.links.map((link) => `.${link.method}(${flatItems(link.arguments, naming)})`);
      return flat(expression.start, naming) + links.join("");
    }
  }
}

function flatItems(items: readonly Item[], naming: Naming): string {
  return items.map((item) => item.prefix + flat(item.value, naming)).join(", ");
}

/** True when a comment hangs on one of the items, at any depth. */
export function hasComments(expression: Expression): boolean {
  return itemsOf(expression).some((item) => hasOwnComments(item) || hasComments(item.value));
}

function hasOwnComments({ comments }: Item): boolean {
  return comments !== undefined && (comments.above.length > 0 || comments.behind !== null);
}

/** What stands between an expression's brackets; of a chain, between all of them. */
export function itemsOf(expression: Expression): readonly Item[] {
  switch (expression.kind) {
    case "source":
      return [];
    case "call":
      return expression.arguments;
    case "display":
      return expression.items;
    case "chain":
      return [...itemsOf(expression.start), ...expression.links.flatMap((link) => link.arguments)];
  }
}

/** The expression as text: on one line when it fits, else one item a line with a trailing comma. */
export function layOut(expression: Expression, place: Place): string {
  const oneLine = flat(expression, place.naming);
  const items = itemsOf(expression);
  const fits = !oneLine.includes("\n") && place.column + oneLine.length + place.behind <= place.width;
  if (items.length === 0 || (fits && !hasComments(expression))) return oneLine;
  if (expression.kind === "chain") return layOutChain(expression, place);
  return layOutItems(bracketsOf(expression, place.naming), items, place);
}

/**
 * As formatters do it: a call on the result of one other call stays with it, and so does the first call on a name; longer chains
 * stand in parentheses, one call a line.
 */
function layOutChain({ start, links }: ChainExpression, outer: Place): string {
  const place: Place = { ...outer, naming: (path) => (path.startsWith(".") ? path : outer.naming(path)) };
  const name = start.kind === "source" ? start.text : "";
  const [head, ...rest] = [...(start.kind === "source" ? [] : [start]), ...links.map(linkAsCall)];
  const [only, ...others] = rest;
  if (!head || !only) return name + (head ? layOut(head, { ...place, column: place.column + name.length }) : "");
  if (others.length === 0) return layOutPair(name, head, only, place);
  const indent = place.indent + place.step;
  const line = { ...place, indent, column: indent.length, behind: 0 };
  const first = name + layOut(head, { ...line, column: indent.length + name.length });
  const calls = [first, ...rest.map((part) => layOut(part, line))].map((text) => indent + text);
  return ["(", ...calls, `${place.indent})`].join(place.newline);
}

/** `name.head(…).tail(…)`: the first call is broken over lines where the second then fits, else the second. */
function layOutPair(name: string, head: Expression, tail: Expression, place: Place): string {
  const [headText, tailText] = [name + flat(head, place.naming), flat(tail, place.naming)];
  const column = place.indent.length + 1;
  const isTailShort = !hasComments(tail) && column + tailText.length + place.behind <= place.width;
  const isHeadShort = !hasComments(head) && place.column + headText.length + tailText.indexOf("(") + 1 <= place.width;
  const hasItems = itemsOf(head).length > 0;
  if (!hasItems || (isHeadShort && !isTailShort)) {
    return headText + layOut(tail, { ...place, column: place.column + headText.length });
  }
  const broken = layOutItems(bracketsOf(head, place.naming), itemsOf(head), place);
  return name + broken + layOut(tail, { ...place, column });
}

function linkAsCall({ method, arguments: items }: ChainExpression["links"][number]): CallExpression {
  return { kind: "call", callee: `.${method}`, arguments: items };
}

function layOutItems([open, close]: readonly [string, string], items: readonly Item[], place: Place): string {
  const indent = place.indent + place.step;
  const lines = items.flatMap((item) => itemLines(item, { ...place, indent }));
  return [open, ...lines, place.indent + close].join(place.newline);
}

function bracketsOf(expression: Expression, naming: Naming): [string, string] {
  if (expression.kind === "call") return [`${naming(expression.callee)}(`, ")"];
  return expression.kind === "display" ? [expression.brackets.charAt(0), expression.brackets.charAt(1)] : ["", ""];
}

function itemLines(item: Item, place: Place): string[] {
  const start = place.indent + item.prefix;
  const comment = item.comments?.behind ?? "";
  const behind = comment === "" ? "" : `  ${comment}`;
  // Formatters count a comment as part of its line, and let a pragma stand beyond it.
  const counted = isPragma(comment) ? 0 : behind.length;
  const value = layOut(item.value, { ...place, column: start.length, behind: 1 + counted });
  return [...(item.comments?.above ?? []).map((above) => place.indent + above), `${start}${value},${behind}`];
}
