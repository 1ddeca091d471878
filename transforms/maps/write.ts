/** Writes one map in its Flyte 2 form, with its variables and its findings. */
import { waitingAt } from "../../src/python/coroutines.ts";
import { type Expression, type Item, layOut, type Naming, type Place } from "../../src/python/expression.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep, isPragma, lineStart, nextLine, statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { ignoredArguments, type MapCall, type TaskMap, type Threshold, thresholdOf } from "../../src/flyte1/maps.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { bindingOf, isInlined, isPartialRewritten, isWholeStatement, listsOf, runningOf, standsInArm } from "./form.ts";
import { layOutLoop } from "./inline.ts";
import { haveSameLength } from "./lengths.ts";
import { freeName } from "./names.ts";
import { isPrefixMovable } from "./obstacles.ts";
import { Pieces } from "./pieces.ts";
import { layOutResults, mappedExpression, partialExpression, type Writing } from "./submission.ts";
import { layOutCheck, layOutValue, type ThresholdNames } from "./threshold.ts";

/** A map that has no obstacle, of a migrated task. */
export function writeMap(context: MigrationContext, map: TaskMap, rewrite: ModuleRewrite): void {
  const inReview = noteMap(map, rewrite);
  for (const call of map.calls) new CallWriter(context, call, rewrite).write();
  writeVariables(context, map, rewrite);
  for (const reference of context.repository.referencesIn(map.module)) {
    if (context.repository.maps.around(reference) === map) rewrite.settle(reference, inReview ? "review" : "migrated");
  }
}

/** Names that the new code brings along; everything else is written as the source has it. */
const NEEDED = /^(flyte|itertools|datetime|kubernetes)\./;

/** Where the range `[start, end)` of a module's text is written anew. */
function placeAt(context: MigrationContext, rewrite: ModuleRewrite, start: number, end: number): Place {
  const { text, tree } = rewrite.module;
  const rest = text.slice(end, nextLine(text, end)).trimEnd();
  const comment = /#[^"']*$/.exec(rest);
  const behind = comment && isPragma(comment[0]) ? rest.slice(0, comment.index).trimEnd() : rest;
  const node = nodeAt(tree.root, start);
  const naming: Naming = (path) => (NEEDED.test(path) ? rewrite.spell(path, node) : path);
  return {
    naming,
    indent: indentAt(text, start),
    column: start - lineStart(text, start),
    behind: behind.length,
    width: context.repository.settings.lineLength,
    newline: dominantNewline(text),
    step: indentStep(tree.root),
  };
}

class CallWriter {
  private readonly pieces: Pieces;
  private readonly writing: Writing;

  constructor(
    private readonly context: MigrationContext,
    private readonly call: MapCall,
    private readonly rewrite: ModuleRewrite,
  ) {
    this.pieces = new Pieces(context, rewrite);
    const { caller } = call;
    const isOwnBody = caller !== undefined && call.call.ancestor("function_definition", "lambda") === caller.function;
    this.writing = {
      call,
      overrides: overridesOf(call, rewrite),
      keep: (node) => this.pieces.keep(node),
      isAsync: isOwnBody ? context.isAsync(caller) : waitingAt(call.call) === "await",
    };
  }

  write(): void {
    const { call } = this;
    const threshold = thresholdOf(call.map);
    const range = { start: call.call.start, end: call.result.end };
    const there = this.placeAt(range.start, range.end);
    const own = there.indent.length + there.step.length + "return ".length;
    const place = standsInArm(call) ? { ...there, column: own, behind: 0 } : there;
    if (runningOf(call) === "inline") this.pieces.write(range, layOutLoop(call, this.writing.keep, place));
    else if (threshold) this.writeThreshold(threshold, place);
    else this.pieces.write(range, layOutResults(this.writing, false, this.free(["result", "item"]), place));
  }

  private writeThreshold(threshold: Threshold, place: Place): void {
    const { call, pieces, rewrite } = this;
    const statement = statementOf(call.call);
    const names: ThresholdNames = {
      results: this.free(["results", "outcomes"]),
      failures: this.free(["failures", "errors"]),
      result: this.free(["result", "item"]),
    };
    const prefix = `${names.results} = `;
    const line = { ...place, indent: indentAt(rewrite.module.text, statement.start), behind: 0 };
    const mapped =
      prefix + layOutResults(this.writing, true, names.result, { ...line, column: line.indent.length + prefix.length });
    const check = layOutCheck(threshold, names, line);
    const before = [mapped, check].join(line.newline + line.indent);
    const next = line.newline + line.indent;
    const isWhole = isWholeStatement(call);
    const value = prefix + layOutValue(threshold, names, { ...line, column: line.indent.length + prefix.length });
    const results = isWhole || threshold.kind === "all" ? before : before + next + value;
    if (!isPrefixMovable(this.context, call)) {
      pieces.write({ start: statement.start, end: statement.start }, results + next);
      return rewrite.replaceBetween(call.call.start, call.result.end, names.results);
    }
    const target = rewrite.takeText(statement.start, call.call.start);
    const end = isWhole ? layOutValue(threshold, names, place) : names.results;
    pieces.write({ start: statement.start, end: call.result.end }, target === "" ? results : results + next + target + end);
  }

  private placeAt(start: number, end: number): Place {
    return placeAt(this.context, this.rewrite, start, end);
  }

  private free(candidates: readonly string[]): string {
    return freeName(this.call.module, this.call.call, candidates);
  }
}

function overridesOf({ taskCall }: MapCall, rewrite: ModuleRewrite): readonly Item[] {
  return taskCall ? rewrite.overrideOf(taskCall) : [];
}

/** The variables with the map and with its partial: gone, or written as the calls need them. */
function writeVariables(context: MigrationContext, map: TaskMap, rewrite: ModuleRewrite): void {
  const [call] = map.calls;
  if (!call) return;
  const overrides = overridesOf(call, rewrite);
  const replace = (node: SyntaxNode, write: (keep: (piece: SyntaxNode) => Expression) => Expression) => {
    const pieces = new Pieces(context, rewrite);
    const expression = write((piece) => pieces.keep(piece));
    pieces.write(node, layOut(expression, placeAt(context, rewrite, node.start, node.end)));
  };
  const { partial, name } = call.target;
  if (partial?.holder && runningOf(call) === "inline") rewrite.replaceBetween(name.end, name.end, ".func");
  else if (partial?.holder && isPartialRewritten(call)) {
    if (bindingOf(call) === "repeat") rewrite.removeStatement(statementOf(partial.call));
    else
      replace(partial.call, (keep) => {
        const task: Expression =
          overrides.length > 0 ? { kind: "call", callee: `${name.text}.override`, arguments: overrides } : keep(name);
        return partialExpression(call, task, keep);
      });
  }
  if (!map.holder) return;
  if (isInlined(call)) rewrite.removeStatement(statementOf(map.construction.call));
  else replace(map.construction.call, (keep) => mappedExpression({ call, overrides, keep, isAsync: false }));
}

/** Says what to look at. @returns true when there is something */
function noteMap(map: TaskMap, { note, module }: ModuleRewrite): boolean {
  let inReview = false;
  const review = (code: string, node: SyntaxNode, slots: Record<string, string>) => {
    inReview = true;
    note(code, node, { slots });
  };
  const task = map.target?.name.text ?? "";
  for (const { name, node } of ignoredArguments(map))
    review("maps/ignored-argument", node, { function: map.reference.node.text, argument: `${name ?? ""}=`, task });
  const threshold = thresholdOf(map);
  if (threshold?.kind === "count") review("maps/min-successes", threshold.value, { count: threshold.value.text });
  for (const call of map.calls) {
    const running = runningOf(call);
    const [caller] = call.reachedFrom;
    if (running === "inline") review("maps/inline", call.call, { task, caller: caller?.name ?? "" });
    if (running === "both") review("maps/inline-or-submitted", call.call, { task });
    const lists = listsOf(call).map(({ argument }) => argument.value);
    if (lists.length > 1 && running !== "inline" && !haveSameLength(module, lists))
      review("maps/lengths", call.call, { lists: lists.map(({ text }) => `\`${text}\``).join(", ") });
  }
  return inReview;
}

function nodeAt(root: SyntaxNode, offset: number): SyntaxNode {
  const inner = root.children.find((child) => child.start <= offset && offset < child.end);
  return inner ? nodeAt(inner, offset) : root;
}
