/** Writes a body in the order of its schedule. Statements that keep their place are not touched beyond their calls. */
import { COMPOUND_STATEMENTS, OPTIONAL_OR_REPEATED } from "../../src/python/node-kinds.ts";
import type { ItemComments } from "../../src/python/comments.ts";
import { bindsCloserThanAwait } from "../../src/python/coroutines.ts";
import { type Expression, type Item as Argument, layOut, source } from "../../src/python/expression.ts";
import { breakLongLine } from "../../src/python/long-calls.ts";
import { moveText, needsParentheses, onOneLine } from "../../src/python/moved-text.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { commentBehind, indentAt, indentStep, isPragma, lineStart } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type DataFlow, isDroppedStatement, type Step } from "../../src/flyte1/data-flow.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";
import { calleeName, type LocalNames, namesForNested } from "./names.ts";
import { stepsNamedForOrder } from "./order-names.ts";
import { hasValueFrom, type Item, type Unit } from "../../src/flyte1/schedule.ts";
import { chunkEnd, chunkStart, type Surroundings, surroundings } from "./statements.ts";

/** Lines at the indentation of their coroutine, without it. */
type Lines = readonly string[];

/** A step whose call is inside another step's text, and how it stands there. */
type Nesting = "in place" | "named";

export interface BodyWriterInput {
  readonly task: TaskDeclaration;
  readonly flow: DataFlow;
  readonly items: readonly Item[];
  /** The block's statements that stay statements. */
  readonly statements: readonly SyntaxNode[];
  /** Statements that were written anew, with the statement before that went into it. */
  readonly reshaped: ReadonlyMap<SyntaxNode, SyntaxNode | null>;
  /** Steps of which only an expression is left, which is returned. */
  readonly returned: ReadonlyMap<Step, SyntaxNode>;
  readonly rewrite: ModuleRewrite;
  /** Shared by all that is written in one function. */
  readonly names: LocalNames;
  /** The line length. */
  readonly width: number;
}

export class BodyWriter {
  private readonly rewrite: ModuleRewrite;
  private readonly text: string;
  private readonly newline: string;
  private readonly step: string;
  private readonly names: LocalNames;
  private readonly items: readonly Item[];
  private readonly nesting = new Map<Step, Nesting>();
  /** Names of results that had none. */
  private readonly resultNames = new Map<Step, string>();
  /** Names of tasks and local coroutines. */
  private readonly handles = new Map<Unit, string>();
  private readonly makers = new Map<Unit, string>();
  /** Where the result of a started unit is read, when that is one place: it is awaited there. */
  private readonly awaitedAt = new Map<Unit, SyntaxNode>();
  private readonly expressions = new Map<Step, string>();
  private readonly targets = new Map<Step, string>();
  /** Steps that lose the name of their result. */
  private readonly nameless: ReadonlySet<Step>;
  /** Statements that are written anew. */
  private changed: readonly SyntaxNode[] = [];
  /** Statements whose comments have been written. */
  private readonly told = new Set<SyntaxNode>();

  constructor(private readonly input: BodyWriterInput) {
    const { task, items, rewrite, names } = input;
    this.rewrite = rewrite;
    this.names = names;
    this.text = task.module.text;
    this.newline = dominantNewline(this.text);
    this.step = indentStep(task.module.tree.root);
    this.nameless = stepsNamedForOrder(task, input.flow);
    this.items = this.withNesting(this.withAwaitsInPlace(items));
    for (const [unit, node] of this.awaitedAt) this.awaitInPlace(unit, node);
    for (const step of input.flow.steps) if (this.nesting.has(step) || this.isAwaitedInPlace(step)) this.writeNested(step);
  }

  /** Edits the block so that it does what the items say. */
  write(): void {
    this.replaceChanged();
  }

  /** What the items are as lines; the last one gives back a result that was asked for. */
  lines(indent: string): string[] {
    return this.linesOf(this.items, indent);
  }

  // Where results are awaited.

  /** A started call whose result is read at one place only is awaited there, and not in a line of its own. */
  private withAwaitsInPlace(items: readonly Item[]): Item[] {
    const received = receivesIn(items);
    for (const { unit, for: reader } of received) {
      if (!reader || received.filter((other) => other.unit === unit).length > 1) continue;
      const read = this.onlyRead(unit.result, reader);
      if (read) this.awaitedAt.set(unit, read);
    }
    return withoutReceives(items, (unit) => this.awaitedAt.has(unit));
  }

  private onlyRead(step: Step, reader: Step): SyntaxNode | undefined {
    if (this.outerOf(step)) return this.outerOf(step) === reader ? step.node : undefined;
    const { target } = step;
    if (target?.kind !== "identifier" || target.parent?.field("type") || this.isEdited(target)) return undefined;
    const binding = this.input.task.module.scopes.scopeAt(target).bindings.get(target.text);
    const reads = this.input.flow.steps.flatMap((other) => other.reads.filter(({ text }) => text === target.text));
    const [read, ...others] = reads;
    if (
      !read ||
      !reader.reads.includes(read) ||
      others.length > 0 ||
      binding?.sites.length !== 1 ||
      !this.isReadOnce(read, reader)
    )
      return undefined;
    return this.isEdited(chainOf(read)) ? undefined : read;
  }

  private isReadOnce(read: SyntaxNode, reader: Step): boolean {
    if (reader.kind === "value" || (reader.kind === "statement" && reader.waits)) return false;
    for (let outer = read.parent; outer && outer !== reader.statement; outer = outer.parent)
      if (REPEATS.has(outer.kind)) return false;
    return !REPEATS.has(reader.statement.kind);
  }

  private awaitInPlace(unit: Unit, node: SyntaxNode): void {
    if (this.outerOf(unit.result)) return;
    const [opening, closing] = bindsCloserThanAwait(node) ? ["(await ", ")"] : ["await ", ""];
    this.rewrite.replaceBetween(node.start, node.start, opening);
    if (closing !== "") this.rewrite.replaceBetween(node.end, node.end, closing);
  }

  // Calls inside other expressions.

  /** A nested call stays where it is when it is awaited directly before what it stands in, and nothing is awaited in between. */
  private withNesting(items: readonly Item[]): Item[] {
    return items.flatMap((item, index) => {
      if (item.kind === "define") item.unit.body.splice(0, Infinity, ...this.withNesting(item.unit.body));
      const step = onlyStep(item);
      const outer = step && this.outerOf(step);
      for (const { result } of unitsIn(item)) if (this.outerOf(result)) this.nesting.set(result, "named");
      if (!step || !outer) return [item];
      const next = items[index + 1];
      const isNext = next !== undefined && onlyStep(next) === outer;
      this.nesting.set(step, isNext && this.isFirstAwait(step, outer) ? "in place" : "named");
      return this.nesting.get(step) === "in place" ? [] : [item];
    });
  }

  private isFirstAwait(step: Step, outer: Step): boolean {
    const others = [...this.awaitedAt].filter(([, read]) => outer.node.contains(read) && read.start < step.node.start);
    return others.every(([unit]) => unit.steps.every((other) => step.ancestors.has(other)));
  }

  /** The step in whose text a call stands. */
  private outerOf(step: Step): Step | undefined {
    if (step.kind === "statement" || isWholeStatement(step)) return undefined;
    const around = this.input.flow.steps.filter((other) => other !== step && other.node.contains(step.node));
    return around.reduce<Step | undefined>(
      (inner, other) => (inner && inner.node.end - inner.node.start <= other.node.end - other.node.start ? inner : other),
      undefined,
    );
  }

  private isAwaitedInPlace(step: Step): boolean {
    return this.outerOf(step) !== undefined && [...this.awaitedAt.keys()].some(({ result }) => result === step);
  }

  private writeNested(step: Step): void {
    const { node } = step;
    const expression = this.rewrite.takeText(node.start, node.end);
    this.expressions.set(step, expression);
    this.rewrite.replaceBetween(node.start, node.end, this.textInPlace(step, expression));
  }

  private textInPlace(step: Step, expression: string): string {
    const isStarted = this.isAwaitedInPlace(step);
    const isInPlace = this.nesting.get(step) === "in place";
    const isAwaited = isStarted || (isInPlace && step.kind === "call");
    const text = isInPlace ? expression : this.resultName(step);
    if (!isAwaited) return text;
    return bindsCloserThanAwait(step.node) ? `(await ${text})` : `await ${text}`;
  }

  // Names.

  /** The name of a result that had none. */
  resultName(step: Step): string {
    const known = this.resultNames.get(step);
    if (known !== undefined) return known;
    const name = this.names.choose(...namesForNested(step, this.outerOf(step)));
    this.resultNames.set(step, name);
    return name;
  }

  /** What a unit's result is assigned to; empty when nobody reads it. */
  private targetOf({ result, isLocal }: Unit): string {
    if (this.outerOf(result)) return this.resultName(result);
    if (result.kind === "statement") return isLocal ? this.givenBy(result).join(", ") : "";
    const { target } = result;
    if (!target || this.nameless.has(result)) return "";
    const known = this.targets.get(result) ?? this.rewrite.takeText(target.start, target.end);
    this.targets.set(result, known);
    return known;
  }

  /** The names that others read of what a statement binds. */
  private givenBy(step: Step): string[] {
    const readers = this.input.flow.steps.filter((other) => other.needs.has(step));
    return [...step.writes].filter((name) => readers.some((reader) => reader.reads.some(({ text }) => text === name)));
  }

  private isRead({ result }: Unit): boolean {
    return this.input.flow.steps.some((step) => step !== result && step.needs.has(result) && hasValueFrom(step, result));
  }

  /** The name of a started unit: that of its result where it is awaited in place, or where nobody else needs that. */
  private handleOf(unit: Unit): string {
    const known = this.handles.get(unit);
    if (known !== undefined) return known;
    const { result } = unit;
    const target = this.targetOf(unit);
    const original = result.target?.kind === "identifier" ? result.target.text : undefined;
    const isOriginalFree = original !== undefined && (original !== target || !this.isRead(unit));
    const called = result.made ? calleeName(result.made.callee) : firstCalled(result.node);
    const base = isWord(target) ? target : called;
    const isAwaitedInPlace = this.awaitedAt.has(unit);
    const name = isAwaitedInPlace ? target : isOriginalFree && original !== "_" ? original : this.names.choose(`${base}_task`);
    this.handles.set(unit, name);
    return name;
  }

  private makerOf(unit: Unit): string {
    const known = this.makers.get(unit);
    if (known !== undefined) return known;
    const { result } = unit;
    const own = result.target?.kind === "identifier" ? [result.target.text] : [];
    const given = [...own, this.targetOf(unit), ...result.writes].find(isWord)?.replace(/^_+/, "");
    const run = result.made ? calleeName(result.made.callee) : (given ?? firstCalled(result.node));
    const name = this.names.choose(this.isRead(unit) && given !== undefined ? `make_${given}` : `run_${run}`);
    this.makers.set(unit, name);
    return name;
  }

  // The page.

  /** Replaces the statements between the first and the last that do not simply keep their place. */
  private replaceChanged(): void {
    const { items } = this;
    const { statements, flow } = this.input;
    const simple = items.map((item) => this.statementInPlace(item));
    let first = 0;
    while (first < items.length && simple[first] !== undefined && simple[first] === statements[first]) first++;
    let kept = 0;
    const isKept = (back: number) => simple.at(-back) !== undefined && simple.at(-back) === statements.at(-back);
    while (kept < Math.min(items.length, statements.length) - first && isKept(kept + 1)) kept++;
    const changed = statements.slice(first, statements.length - kept);
    this.changed = changed;
    const [start, end] = [changed[0], changed.at(-1)];
    for (const ordering of flow.orderings) {
      const isInside = start && end && start.start <= ordering.start && ordering.end <= end.end;
      if (!isInside && isDroppedStatement(flow, ordering)) this.rewrite.removeStatement(ordering);
    }
    for (const item of [...items.slice(0, first), ...items.slice(items.length - kept)]) {
      this.awaitStatement(item);
      this.dropName(item);
      this.breakStatement(item);
    }
    if (!start || !end) return;
    const lines = this.linesOf(items.slice(first, items.length - kept), indentAt(this.text, start.start));
    const [from, to] = [chunkStart(this.input.reshaped.get(start) ?? start), chunkEnd(end)];
    this.rewrite.takeText(from, to);
    const isFirst = start === statements[0];
    const written = isFirst
      ? lines.slice(
          Math.max(
            lines.findIndex((line) => line !== ""),
            0,
          ),
        )
      : [...lines];
    if (!isFirst && isDefinition(written[0] ?? "")) written.unshift("");
    this.rewrite.replaceBetween(from, to, written.join(this.newline));
  }

  /** The statement that an item leaves in its place, with at most an `await`. */
  private statementInPlace(item: Item): SyntaxNode | undefined {
    const step = onlyStep(item);
    if (!step || (step.kind !== "statement" && !isWholeStatement(step)) || this.input.reshaped.has(step.statement))
      return undefined;
    const isAlone = this.input.flow.steps.every(
      (other) => other.statement !== step.statement || other === step || this.nesting.get(other) !== "named",
    );
    return isAlone ? step.statement : undefined;
  }

  private awaitStatement(item: Item): void {
    const step = item.kind === "await" ? onlyStep(item) : undefined;
    if (step) this.rewrite.replaceBetween(step.node.start, step.node.start, "await ");
  }

  private dropName(item: Item): void {
    const step = onlyStep(item);
    if (!step || !this.nameless.has(step)) return;
    const { start, end } = step.statement;
    this.rewrite.replaceBetween(start, end, this.statementText(step, indentAt(this.text, start)));
  }

  /** Breaks a line that has become too long; one that was too long before is the author's. */
  private breakStatement(item: Item): void {
    const statement = onlyStep(item)?.statement;
    if (!statement || /[\r\n]/.test(statement.text)) return;
    const text = this.rewrite.takeText(statement.start, statement.end);
    if (text === statement.text) return;
    const indent = indentAt(this.text, statement.start);
    const behind = commentBehind(statement)?.text ?? null;
    const wasLong = indent.length + statement.text.length > this.input.width;
    this.rewrite.replaceBetween(statement.start, statement.end, wasLong ? text : this.broken(text, indent, behind));
  }

  private linesOf(items: readonly Item[], indent: string): string[] {
    const lines: string[] = [];
    for (const item of items) {
      for (const line of this.itemLines(item, indent)) {
        if (isDefinition(line) && lines.length > 0 && lines.at(-1) !== "") lines.push("");
        if (line !== "" || lines.at(-1) !== "") lines.push(line);
      }
    }
    return lines;
  }

  private itemLines(item: Item, indent: string): Lines {
    switch (item.kind) {
      case "run":
        return this.withComments(item.step, indent, () => this.runText(item.step, indent));
      case "await":
        return this.awaitLines(item.units, indent);
      case "start": {
        const { unit } = item;
        return this.withComments(unit.result, indent, () => this.started(unit, indent));
      }
      case "receive": {
        const { unit } = item;
        const target = this.isRead(unit) ? `${this.targetWithType(unit)} = ` : "";
        return [`${indent}${target}await ${this.handleOf(unit)}`];
      }
      case "join":
        return this.joinLines(item.units, indent);
      case "define":
        return this.defineLines(item.unit, indent);
    }
  }

  private joinLines(units: readonly Unit[], indent: string): Lines {
    const [unit, ...others] = units;
    if (!unit) return [];
    if (others.length === 0) return [`${indent}await ${this.handleOf(unit)}`];
    const handles = units.map((one): Argument => ({ prefix: "", value: source(this.handleOf(one)) }));
    const call: Expression = { kind: "call", callee: "asyncio.gather", arguments: handles };
    return [`${indent}await ${this.layOut(call, unit.result.node, indent, "await ".length)}`];
  }

  /** A line with the comments of the step's statement, unless they were written. */
  private withComments({ statement }: Step, indent: string, text: () => string): Lines {
    const { above, behind } = this.commentsOf(statement);
    const written = text();
    // Who has written the statement anew has placed its comment, too.
    const comment = behind === null || written.includes(behind) ? "" : `  ${behind}`;
    return [
      ...above.map((line) => (line === "" ? "" : indent + line)),
      indent + this.broken(written, indent, comment.trim() || null) + comment,
    ];
  }

  /** A line that is not too long, as far as it can be broken. */
  private broken(text: string, indent: string, behind: string | null): string {
    const comment = behind === null || isPragma(behind) ? 0 : behind.length + 2;
    return breakLongLine({ text, indent, step: this.step, newline: this.newline, width: this.input.width - comment });
  }

  private commentsOf(statement: SyntaxNode): Surroundings {
    if (this.told.has(statement)) return { above: [], behind: null };
    this.told.add(statement);
    const own = this.withCommentsOfDropped(statement, surroundings(statement));
    const before = this.input.reshaped.get(statement);
    if (!before) return own;
    const { above, behind } = surroundings(before);
    return {
      above: [...above, ...(behind === null ? [] : [behind]), ...own.above.filter((line) => line !== "")],
      behind: own.behind,
    };
  }

  /** What was said about an order of nodes is said where the later one is, or above what followed it. */
  private withCommentsOfDropped(statement: SyntaxNode, own: Surroundings): Surroundings {
    const dropped = this.input.flow.orderings.filter((ordering) => this.heirOf(ordering) === statement);
    const lines = dropped.map(surroundings).flatMap(({ above, behind }) => [...above, ...(behind === null ? [] : [behind])]);
    if (lines.every((line) => line === "")) return own;
    return { ...own, above: [...lines, ...own.above.filter((line) => line !== "")] };
  }

  /** The statement that is written anew and takes over the comments of an order of nodes. */
  private heirOf(ordering: SyntaxNode): SyntaxNode | undefined {
    const { flow } = this.input;
    const [start, end] = [this.changed[0], this.changed.at(-1)];
    if (!start || !end || ordering.start < start.start || end.end < ordering.end || !isDroppedStatement(flow, ordering)) {
      return undefined;
    }
    const names = new Set(ordering.nodesOf("identifier").map(({ text }) => text));
    const ordered = flow.steps.filter(
      ({ target, statement }) => names.has(target?.text ?? "") && this.changed.includes(statement),
    );
    const last = ordered.toSorted((a, b) => a.ancestors.size - b.ancestors.size).at(-1);
    return last?.statement ?? this.changed.find((statement) => statement.start > ordering.end);
  }

  private runText(step: Step, indent: string): string {
    if (step.kind !== "statement" && this.outerOf(step)) {
      return `${this.resultName(step)} = ${this.moved(this.expressions.get(step) ?? "", step.node, indent, indent.length)}`;
    }
    if (step.kind === "statement" || isWholeStatement(step)) return this.statementText(step, indent);
    return this.moved(this.rewrite.takeText(step.node.start, step.node.end), step.node, indent, indent.length);
  }

  private statementText(step: Step, indent: string): string {
    const { statement } = step;
    const returned = this.input.returned.get(step);
    if (returned) {
      const text = this.rewrite.takeText(returned.start, returned.end);
      return `return ${this.moved(text, returned, indent, indent.length + "return ".length)}`;
    }
    const text = this.rewrite.takeText(statement.start, statement.end);
    const name = this.nameless.has(step) ? this.text.slice(statement.start, step.node.start) : "";
    // Who has written the statement anew may have dropped the name already.
    if (name === "" || !text.startsWith(name)) return this.moved(text, statement, indent, indent.length);
    const unnamed = text.slice(name.length);
    const awaited = unnamed.startsWith("await ") ? "await ".length : 0;
    return this.moved(unnamed, step.node, indent, indent.length + awaited);
  }

  /** `asyncio.create_task(…)`; its only argument has no comma behind it. */
  private started(unit: Unit, indent: string): string {
    const opening = `${this.handleOf(unit)} = ${this.rewrite.spell("asyncio.create_task", unit.result.node)}(`;
    const inner = indent + this.step;
    const call = this.callText(unit, inner, inner.length);
    const isShort = !/[\r\n]/.test(call) && (indent + opening + call).length + 1 <= this.input.width;
    return isShort ? `${opening}${call})` : [opening, inner + this.broken(call, inner, null), `${indent})`].join(this.newline);
  }

  private awaitLines(units: readonly Unit[], indent: string): Lines {
    const [unit, ...others] = units;
    if (!unit) return [];
    if (others.length === 0) return this.withComments(unit.result, indent, () => this.awaitedAlone(unit, indent));
    const comments = units.map(({ result }) => this.commentsOf(result.statement));
    const [head, ...tail] = comments;
    const isHeading = tail.every(({ above }) => above.every((line) => line === ""));
    const blank = (head?.above ?? []).findLastIndex((line) => line === "") + 1;
    const before = isHeading ? (head?.above ?? []) : (head?.above ?? []).slice(0, blank);
    // A local coroutine gives back only what somebody reads.
    const isGiven = (one: Unit) => this.isRead(one) || (!one.isLocal && this.targetOf(one) !== "");
    const targets = units.map((one) => (isGiven(one) ? bracketed(this.targetOf(one)) : "_"));
    const prefix = targets.every((target) => target === "_") ? "" : `${targets.join(", ")} = `;
    const argumentsOfCall = units.map((one, index): Argument => {
      const { above, behind } = comments[index] ?? { above: [], behind: null };
      const own = (index === 0 ? above.slice(before.length) : above).filter((line) => line !== "");
      const value = source(this.callText(one, indent + this.step, indent.length + this.step.length));
      const beside: ItemComments = { above: own, behind };
      return own.length > 0 || behind !== null ? { prefix: "", value, comments: beside } : { prefix: "", value };
    });
    const call: Expression = { kind: "call", callee: "asyncio.gather", arguments: argumentsOfCall };
    const text = `${prefix}await ${this.layOut(call, unit.result.node, indent, prefix.length + "await ".length)}`;
    return [...before.map((line) => (line === "" ? "" : indent + line)), indent + text];
  }

  private awaitedAlone(unit: Unit, indent: string): string {
    const { result } = unit;
    if (this.input.returned.has(result))
      return `return await ${this.callText(unit, indent, indent.length + "return await ".length)}`;
    if (!unit.isLocal && isWholeStatement(result)) {
      this.rewrite.replaceBetween(result.node.start, result.node.start, "await ");
      return this.statementText(result, indent);
    }
    const target = this.isRead(unit) ? `${this.targetOf(unit)} = ` : "";
    return `${target}await ${this.callText(unit, indent, indent.length + target.length + "await ".length)}`;
  }

  /** The expression that gives something to await, on one line where it fits. */
  private callText(unit: Unit, indent: string, column: number): string {
    if (unit.isLocal) return `${this.makerOf(unit)}()`;
    const { result } = unit;
    const { node } = result;
    const text = this.expressions.get(result) ?? this.rewrite.takeText(node.start, node.end);
    const joined = onOneLine(text);
    const isShort = joined !== undefined && column + joined.length < this.input.width;
    return isShort ? joined : this.moved(text, node, indent, column);
  }

  private defineLines(unit: Unit, indent: string): Lines {
    const inner = indent + this.step;
    const rest = unit.body.slice(0, -1);
    const last = unit.body.at(-1);
    const lines = [...this.linesOf(rest, inner), ...(last ? this.lastLines(unit, last, inner) : [])];
    const trimmed = lines.slice(
      Math.max(
        lines.findIndex((line) => line !== ""),
        0,
      ),
    );
    return ["", `${indent}async def ${this.makerOf(unit)}():`, ...trimmed, ""];
  }

  /** The last thing that a local coroutine does: it gives back its result. */
  private lastLines(unit: Unit, item: Item, indent: string): Lines {
    const { result } = unit;
    const isReturned = this.isRead(unit);
    if (!isReturned) return this.itemLines(item, indent);
    if (result.kind === "statement") {
      const given = this.givenBy(result).join(", ");
      const lines = this.itemLines(item, indent);
      const text = lines.at(-1) ?? "";
      const assigned = `${indent}${given} = `;
      const isAssignment = text.startsWith(assigned) && !needsParentheses(text);
      return isAssignment
        ? [...lines.slice(0, -1), `${indent}return ${text.slice(assigned.length)}`]
        : [...lines, `${indent}return ${given}`];
    }
    const awaited = result.kind === "call" ? "await " : "";
    const column = indent.length + "return ".length + awaited.length;
    return this.withComments(result, indent, () => {
      const own: Unit = { ...unit, isLocal: false };
      return `return ${awaited}${this.callText(own, indent, column)}`;
    });
  }

  private targetWithType(unit: Unit): string {
    const type = unit.result.target?.parent?.field("type");
    const target = this.targetOf(unit);
    return type && /^\w+$/.test(target) ? `${target}: ${type.text}` : target;
  }

  private moved(text: string, node: SyntaxNode, indent: string, column: number): string {
    const from = { indent: indentAt(this.text, node.start), column: node.start - lineStart(this.text, node.start) };
    return moveText(text, from, { indent, column });
  }

  private layOut(expression: Expression, node: SyntaxNode, indent: string, prefix: number): string {
    return layOut(expression, {
      naming: (path) => this.rewrite.spell(path, node),
      indent,
      column: indent.length + prefix,
      behind: 0,
      width: this.input.width,
      newline: this.newline,
      step: this.step,
    });
  }

  /** True when another transform has changed a node. */
  private isEdited({ start, end, text }: SyntaxNode): boolean {
    const edited = this.rewrite.takeText(start, end);
    if (edited === text) return false;
    this.rewrite.replaceBetween(start, end, edited);
    return true;
  }
}

/** The name of what a statement calls first. */
function firstCalled(statement: SyntaxNode): string {
  const name = calleeName(statement.nodesOf("call")[0]?.field("function"));
  return /^\w+$/.test(name) ? name : "step";
}

/** A single name that says something. */
function isWord(target: string): boolean {
  return /^\w+$/.test(target) && target !== "_";
}

function isDefinition(line: string): boolean {
  return /^\s*async def /.test(line);
}

/** What is read in here may be read more than once, or not at all, or where nothing can be awaited. */
const REPEATS: ReadonlySet<string> = new Set([...OPTIONAL_OR_REPEATED, ...COMPOUND_STATEMENTS]);

function chainOf(identifier: SyntaxNode): SyntaxNode {
  let node = identifier;
  while (node.parent?.kind === "attribute" || (node.parent?.kind === "subscript" && node.fieldName === "value"))
    node = node.parent;
  return node;
}

function isWholeStatement({ node, statement }: Step): boolean {
  if (node === statement || node.parent === statement) return statement.kind === "expression_statement";
  return node.parent?.kind === "assignment" && node.parent.parent === statement;
}

/** The step of an item that starts nothing else. */
function onlyStep(item: Item): Step | undefined {
  if (item.kind === "run") return item.step;
  const [unit, ...others] = item.kind === "await" ? item.units : [];
  return unit && others.length === 0 && !unit.isLocal ? unit.result : undefined;
}

/** What an item starts, or gives to its coroutine. */
function unitsIn(item: Item): readonly Unit[] {
  if (item.kind === "await" || item.kind === "join") return item.units;
  return item.kind === "start" || item.kind === "receive" ? [item.unit] : [];
}

function receivesIn(items: readonly Item[]): Extract<Item, { kind: "receive" }>[] {
  return items.flatMap((item) => (item.kind === "receive" ? [item] : item.kind === "define" ? receivesIn(item.unit.body) : []));
}

function withoutReceives(items: readonly Item[], isGone: (unit: Unit) => boolean): Item[] {
  return items.filter((item) => {
    if (item.kind === "define") item.unit.body.splice(0, Infinity, ...withoutReceives(item.unit.body, isGone));
    return item.kind !== "receive" || !isGone(item.unit);
  });
}

/** A tuple among other targets. */
function bracketed(target: string): string {
  return /^[([]/.test(target) || !target.includes(",") ? target : `(${target})`;
}
