/** New code around pieces of the old one: they keep their place in the source where they can, so that others can still edit them. */
import { type Expression, flat, hasComments, layOut, type Place, source } from "../../src/python/expression.ts";
import { moveText } from "../../src/python/moved-text.ts";
import { indentAt, lineStart } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { holdsCalls } from "./calls.ts";

/** Characters that stand for a piece while the code around it is laid out: one that no source has, for each piece. */
const FIRST_STAND_IN = 0xe000;

/** By how much a map inside a piece grows: `map_task(t)(x=xs)` and `list(flyte.map(t, xs, return_exceptions=False))`. */
const MAP_GROWTH = 29;

/** A range of the module's text, UTF-16 offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export class Pieces {
  private readonly nodes: SyntaxNode[] = [];

  constructor(
    private readonly context: MigrationContext,
    private readonly rewrite: ModuleRewrite,
  ) {}

  /** A node of the source as a part of an expression. */
  keep(node: SyntaxNode): Expression {
    const standIn = String.fromCharCode(FIRST_STAND_IN + this.nodes.length);
    this.nodes.push(node);
    const maps = this.context.repository.maps.calls.filter(({ call }) => node.contains(call));
    return source(node.text.replaceAll(/[^\r\n]/g, standIn) + standIn.repeat(MAP_GROWTH * maps.length));
  }

  /**
   * Replaces a range by a text with pieces. Those that stand in the range, in this order, are not touched, unless their lines have
   * to move; the others are moved with all that was edited in them so far.
   */
  write({ start, end }: Range, text: string): void {
    const found = [...text.matchAll(/([\uE000-\uF8FF])(?:[\r\n\uE000-\uF8FF]*\1)?/g)].flatMap(({ 0: standIn, index }) => {
      const node = this.nodes[standIn.charCodeAt(0) - FIRST_STAND_IN];
      return node ? [{ node, from: index, to: index + standIn.length }] : [];
    });
    const inside = found.map(({ node }) => node).filter((node) => start <= node.start && node.end <= end);
    const isInOrder = inside.every((node, index) => node.end <= (inside[index + 1]?.start ?? end));
    let position = start;
    let written = 0;
    let gap = "";
    let line = this.rewrite.module.text.slice(lineStart(this.rewrite.module.text, start), start);
    const add = (code: string) => {
      gap += code;
      line = lastLineOf(line + code);
    };
    for (const { node, from, to } of found) {
      add(text.slice(written, from));
      written = to;
      if (
        isInOrder &&
        inside.includes(node) &&
        (!/[\r\n]/.test(node.text) || holdsCalls(this.context, this.rewrite.module, node))
      ) {
        this.rewrite.replaceBetween(position, node.start, gap);
        position = node.end;
        gap = "";
        line = lastLineOf(line + node.text);
      } else add(this.moved(node, line));
    }
    this.rewrite.replaceBetween(position, end, gap + text.slice(written));
  }

  /** A node's text, with the edits in it, behind `line`. */
  private moved(node: SyntaxNode, line: string): string {
    const { text } = this.rewrite.module;
    const from = { indent: indentAt(text, node.start), column: node.start - lineStart(text, node.start) };
    const to = { indent: /^[\t ]*/.exec(line)?.[0] ?? "", column: line.length };
    return moveText(this.rewrite.takeText(node.start, node.end), from, to);
  }
}

function lastLineOf(text: string): string {
  return text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
}

/** `list(…)` around an expression, which stands on a line of its own where not all fits on one. */
export function layOutList(items: Expression, place: Place): string {
  const oneLine = `list(${flat(items, place.naming)})`;
  if (fits(oneLine, [items], place)) return oneLine;
  const inner = innerLine(place);
  return ["list(", inner.indent + layOut(items, inner), `${place.indent})`].join(place.newline);
}

/** `[element clause iterable]`: on one line, or the brackets on lines of their own, or also the element and the loop. */
export function layOutComprehension(element: Expression, clause: string, iterable: Expression, place: Place): string {
  const oneLine = `[${flat(element, place.naming)} ${clause} ${flat(iterable, place.naming)}]`;
  if (fits(oneLine, [element, iterable], place)) return oneLine;
  const inner = innerLine(place);
  const body = oneLine.slice(1, -1);
  if (fits(body, [element, iterable], inner)) return ["[", inner.indent + body, `${place.indent}]`].join(place.newline);
  const loop = `${clause} ${layOut(iterable, { ...inner, column: inner.column + clause.length + 1 })}`;
  return ["[", inner.indent + layOut(element, inner), inner.indent + loop, `${place.indent}]`].join(place.newline);
}

function fits(oneLine: string, parts: readonly Expression[], { column, behind, width }: Place): boolean {
  return !/[\r\n]/.test(oneLine) && column + oneLine.length + behind <= width && !parts.some(hasComments);
}

function innerLine(place: Place): Place {
  const indent = place.indent + place.step;
  return { ...place, indent, column: indent.length, behind: 0 };
}
