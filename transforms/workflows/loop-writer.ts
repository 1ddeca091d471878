/** Writes a loop whose rounds do not need each other: all of them start, then their results are collected in order. */
import { moveText, onOneLine } from "../../src/python/moved-text.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep, lineStart } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { lastGiven } from "../../src/flyte1/arrangement.ts";
import type { Step } from "../../src/flyte1/data-flow.ts";
import type { ConcurrentLoop, FillingLoop } from "../../src/flyte1/loops.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";
import { BodyWriter } from "./body-writer.ts";
import { calleeName, type LocalNames, namesForNested } from "./names.ts";
import type { Item } from "../../src/flyte1/schedule.ts";

interface LoopWriterInput {
  readonly task: TaskDeclaration;
  readonly loop: ConcurrentLoop;
  /** What one round does, where that is more than one call. */
  readonly round: readonly Item[] | null;
  readonly rewrite: ModuleRewrite;
  readonly names: LocalNames;
  readonly width: number;
}

export class LoopWriter {
  private readonly indent: string;
  private readonly step: string;
  private readonly newline: string;

  constructor(private readonly input: LoopWriterInput) {
    const { statement } = input.loop;
    this.indent = indentAt(statement.tree.text, statement.start);
    this.step = indentStep(statement.tree.root);
    this.newline = dominantNewline(statement.tree.text);
  }

  write(): void {
    const { loop, rewrite } = this.input;
    const { statement } = loop;
    const lines = this.lines();
    const text = lines.join("\n");
    const lost = statement.nodesOf("comment").filter((comment) => !text.includes(comment.text));
    const all = [...lost.map((comment) => this.indent + comment.text), ...lines];
    rewrite.takeText(statement.start, statement.end);
    rewrite.replaceBetween(statement.start, statement.end, all.join(this.newline).slice(this.indent.length));
  }

  private lines(): string[] {
    const { loop } = this.input;
    const { list, collecting } = loop;
    const { defined, element, given } = this.round();
    const parts = [element, ...this.clauses()];
    if (list) {
      const type = list.empty?.parts[0]?.field("type");
      const prefix = `${list.name}${type ? `: ${type.text}` : ""} = `;
      return [...defined, ...(list.empty ? this.gather(prefix, parts, "") : this.extend(list.name, parts))];
    }
    if (collecting.length === 0) return [...defined, ...this.gather("", parts, "")];
    const zipped = this.zipped(given);
    const head = zipped
      ? this.gather(`for ${zipped.targets} in zip(${zipped.source}, `, parts, "):")
      : this.gather(`for ${given} in `, parts, ":");
    return [...defined, ...head, ...this.collecting(this.indent + this.step)];
  }

  /** What one round is: a call, or a local function, and what it gives to those who collect. */
  private round(): { defined: string[]; element: string; given: string } {
    const { loop, round, rewrite, names, task, width } = this.input;
    const { working, collecting, list, flow } = loop;
    const call = working.findLast((step) => step.kind === "call");
    const isZip = !round && this.zipSource() !== undefined;
    if (call && !round && (isZip || !this.readsTargets(collecting) || list)) {
      const given = this.givenBy(call);
      const element = rewrite.takeText(call.node.start, call.node.end);
      if (!list && given.isNested) rewrite.replaceBetween(call.node.start, call.node.end, given.name);
      return { defined: [], element: this.moved(element, call.node), given: given.name };
    }
    const given = round ? lastGiven(loop, round) : undefined;
    const collected = list && !given ? collecting.map((step) => [step, list.element] as const) : [];
    const returned = new Map(given ? [[given, given.node]] : collected);
    const inner = this.indent + this.step;
    const items: readonly Item[] = round ?? working.map((step) => ({ kind: "run", step }));
    const reshaped = new Map<SyntaxNode, SyntaxNode | null>();
    const nestedNames = collecting.flatMap((step) => working.filter((other) => !list && step.node.contains(other.node)));
    const writer = new BodyWriter({ task, flow, items, statements: [], reshaped, returned, rewrite, names, width });
    const lines = writer.lines(inner);
    const results = list ? [] : this.results(writer, nestedNames);
    const parameters = this.targetNames().filter((name) => this.readers([...working, ...collecting]).has(name));
    const local = names.choose(`run_${calleeName(call?.made?.callee)}`);
    const shown = results.join(", ");
    const end = results.length > 0 ? [`${inner}return ${shown}`] : [];
    const trimmed = lines.slice(
      Math.max(
        lines.findIndex((line) => line !== ""),
        0,
      ),
    );
    const defined = [`${this.indent}async def ${local}(${parameters.join(", ")}):`, ...trimmed, ...end, ""];
    return { defined, element: `${local}(${parameters.join(", ")})`, given: shown };
  }

  /** Names that those who collect read of a round: its results, and what the loop goes through. */
  private results(writer: BodyWriter, nested: readonly Step[]): string[] {
    const { working, collecting } = this.input.loop;
    const readers = this.readers(collecting);
    const written = working.flatMap((step) => [...step.writes]).filter((name) => readers.has(name));
    const targets = this.targetNames().filter((name) => readers.has(name));
    return [...targets, ...new Set(written), ...nested.map((step) => writer.resultName(step))];
  }

  private readers(steps: readonly Step[]): Set<string> {
    return new Set(steps.flatMap((step) => step.reads.map(({ text }) => text)));
  }

  private targetNames(): string[] {
    return this.input.loop.clauses.flatMap(({ target }) => target?.nodesOf("identifier").map(({ text }) => text) ?? []);
  }

  private readsTargets(steps: readonly Step[]): boolean {
    const readers = this.readers(steps);
    return this.targetNames().some((name) => readers.has(name));
  }

  private givenBy(call: Step): { name: string; isNested: boolean } {
    const { target, statement } = call;
    if (target) return { name: this.input.rewrite.takeText(target.start, target.end), isNested: false };
    const isNested = statement.parts[0] !== call.node;
    return { name: isNested ? this.input.names.choose("result", ...namesForNested(call, undefined)) : "_", isNested };
  }

  /** A single `for` over something that can be gone through twice. */
  private zipSource(): SyntaxNode | undefined {
    const [clause, ...others] = this.input.loop.clauses;
    const isSafe =
      clause?.source.kind === "identifier" || /^(range|sorted|list|tuple)\([\w\s,.()]*\)$/.test(clause?.source.text ?? "");
    return clause?.target && others.length === 0 && isSafe ? clause.source : undefined;
  }

  private zipped(given: string): { targets: string; source: string } | undefined {
    const { round, loop } = this.input;
    const source = this.zipSource();
    const target = loop.clauses[0]?.target;
    if (round || !source || !target || !this.readsTargets(loop.collecting)) return undefined;
    return { targets: `${bracketed(target.text)}, ${bracketed(given)}`, source: source.text };
  }

  private collecting(indent: string): string[] {
    const { collecting } = this.input.loop;
    return collecting.map(({ statement }) => {
      const text = this.input.rewrite.takeText(statement.start, statement.end);
      return indent + moveText(text, placeOf(statement), { indent, column: indent.length });
    });
  }

  private clauses(): string[] {
    const { rewrite, loop } = this.input;
    return loop.clauses.map(({ target, source }) => {
      const text = rewrite.takeText(source.start, source.end);
      return target ? `for ${target.text} in ${text}` : `if ${text}`;
    });
  }

  /** `results.extend(await asyncio.gather(*[…]))`: what does not fit on the line stands on lines of its own in the brackets. */
  private extend(list: string, parts: readonly string[]): string[] {
    const flat = this.gather(`${list}.extend(`, parts, ")");
    if (flat.length === 1) return flat;
    const { indent, step } = this;
    return [`${indent}${list}.extend(`, ...this.gather("", parts, "", indent + step), `${indent})`];
  }

  /** `await asyncio.gather(*[…])`, over as many lines as it takes. */
  private gather(prefix: string, parts: readonly string[], suffix: string, indent = this.indent): string[] {
    const { rewrite, loop, width } = this.input;
    const opening = `${prefix}await ${rewrite.spell("asyncio.gather", loop.statement)}(`;
    const [one, two] = [indent + this.step, indent + this.step + this.step];
    const flat = `*[${parts.join(" ")}]`;
    const isFlat = !flat.includes("\n");
    if (isFlat && (indent + opening + flat + suffix).length + 1 <= width) return [`${indent}${opening}${flat})${suffix}`];
    if (isFlat && (one + flat).length <= width) return [indent + opening, one + flat, `${indent})${suffix}`];
    return [indent + opening, `${one}*[`, ...parts.map((line) => two + line), `${one}]`, `${indent})${suffix}`];
  }

  private moved(text: string, node: SyntaxNode): string {
    const { list } = this.input.loop;
    const indent = this.indent + this.step.repeat(list && !list.empty ? 3 : 2);
    const joined = onOneLine(text);
    const isShort = joined !== undefined && indent.length + joined.length <= this.input.width;
    return isShort ? joined : moveText(text, placeOf(node), { indent, column: indent.length });
  }
}

/** A loop that starts calls on its way: its lists hold what has started, and behind it what that gave. */
export function keepStarted({ statement, calls, lists }: FillingLoop, { spell, replaceBetween }: ModuleRewrite): void {
  for (const { node } of calls) {
    replaceBetween(node.start, node.start, `${spell("asyncio.create_task", node)}(`);
    replaceBetween(node.end, node.end, ")");
  }
  const line = dominantNewline(statement.tree.text) + indentAt(statement.tree.text, statement.start);
  const gather = spell("asyncio.gather", statement);
  for (const list of lists) replaceBetween(statement.end, statement.end, `${line}${list} = await ${gather}(*${list})`);
}

function placeOf(node: SyntaxNode): { indent: string; column: number } {
  const { text } = node.tree;
  return { indent: indentAt(text, node.start), column: node.start - lineStart(text, node.start) };
}

/** A target of several names as one of several targets. */
function bracketed(text: string): string {
  return text.includes(",") ? `(${text})` : text;
}
