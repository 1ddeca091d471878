/** Puts the choices into the module: in place of a statement, or before it. */
import { moveText } from "../../src/python/moved-text.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { commentBehind, indentAt, indentStep, isPragma } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import { type Condition, conditionOf, conditionReferences } from "../../src/flyte1/conditions.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { isDropped, isInline, placeOf, type Place } from "./places.ts";
import { ConditionReader, placeOfText } from "./reading.ts";
import { choiceLines, type Layout, namedChoiceLines, type Target } from "./statements.ts";
import { flatTest, readTest, testsOutside } from "./boolean-expressions.ts";

/** Rewrites all conditions of a workflow or dynamic. */
export function writeConditions(context: MigrationContext, task: TaskDeclaration, rewrite: ModuleRewrite): void {
  const references = conditionReferences(context.repository, task);
  const conditions = references.flatMap((reference) => conditionOf(reference) ?? []);
  if (conditions.length > 0) new ConditionWriter(context, task, rewrite, conditions).write();
}

class ConditionWriter {
  private readonly placed = new Map<Condition, Place>();
  private readonly reader: ConditionReader;
  private readonly layout: Layout;

  constructor(
    private readonly context: MigrationContext,
    private readonly task: TaskDeclaration,
    private readonly rewrite: ModuleRewrite,
    private readonly conditions: readonly Condition[],
  ) {
    for (const condition of conditions) {
      const place = placeOf(condition, conditions, task);
      if (place) this.placed.set(condition, place);
    }
    this.reader = new ConditionReader(context, task, rewrite, this.placed);
    const { text, tree } = rewrite.module;
    this.layout = { step: indentStep(tree.root), newline: dominantNewline(text), width: context.repository.settings.lineLength };
  }

  write(): void {
    this.rewriteTestsOutside();
    const withOperands = new Set<SyntaxNode>();
    for (const [condition, place] of this.placed) {
      this.rewrite.settle(condition.reference, "migrated");
      if (place.kind === "statement") this.replaceStatement(condition, place.statement);
      else if (place.kind === "operand" && place.of === null) withOperands.add(place.within);
    }
    for (const statement of withOperands) this.writeBefore(statement);
  }

  /** Tests that have a name of their own: `passed = score.is_none() | skip.is_true()`. */
  private rewriteTestsOutside(): void {
    const body = bodyOf(this.task);
    const expressions = this.conditions.map(({ expression }) => expression);
    for (const test of body ? testsOutside(body, expressions) : []) {
      this.rewrite.replace(test, flatTest(readTest(this.context, this.task, this.rewrite, test)));
    }
  }

  private writeBefore(statement: SyntaxNode): void {
    const indent = indentAt(this.rewrite.module.text, statement.start);
    const lines = namedChoiceLines(this.reader.readOperands(statement), indent, this.layout);
    const text = [...lines, indent].join(this.layout.newline).slice(indent.length);
    this.rewrite.replaceBetween(statement.start, statement.start, text);
  }

  private replaceStatement(condition: Condition, statement: SyntaxNode): void {
    const { rewrite, layout } = this;
    const { start, end } = statement;
    const outer = indentAt(rewrite.module.text, start);
    const indent = isInline(statement) ? outer + layout.step : outer;
    const choice = this.reader.read(condition);
    const target = this.targetOf(condition, statement);
    const comment = readersComment(statement);
    if (comment) rewrite.replaceBetween(end, comment.end, "");
    const above = comment ? [...choice.above, comment.text] : choice.above;
    const lines = choiceLines({ ...choice, above }, target, indent, layout).join(layout.newline);
    rewrite.takeText(start, end);
    if (!isInline(statement)) return rewrite.replace(statement, lines.slice(indent.length));
    const head = rewrite.module.text.slice(0, start).trimEnd().length;
    rewrite.replaceBetween(head, start, "");
    rewrite.replace(statement, layout.newline + lines);
  }

  /** What the statement does with the value of the condition, for one arm after the other. */
  private targetOf({ expression }: Condition, statement: SyntaxNode): Target {
    if (isDropped(expression, this.task)) return { before: "", beforeOthers: "", behind: "", isDropped: true };
    const behind = this.movedInto(statement, expression.end, statement.end);
    const assignment = statement.children[0];
    const [left, type] = [assignment?.field("left"), assignment?.field("type")];
    const name = left && type ? this.movedInto(statement, statement.start, left.end) : "";
    const rest = this.movedInto(statement, left && type ? left.end : statement.start, expression.start);
    const before = name + (/\w$/.test(rest) ? `${rest} ` : rest);
    return { before, beforeOthers: name === "" ? before : `${name} = `, behind, isDropped: false };
  }

  /** A part of a statement as it is written in an arm, one level further in. */
  private movedInto(statement: SyntaxNode, start: number, end: number): string {
    const { step } = this.layout;
    const from = placeOfText(statement);
    const text = this.rewrite.takeText(start, end).replaceAll(/[\t ]*\\\r?\n\s*/g, " ");
    return moveText(text, from, { indent: from.indent + step, column: from.column + step.length });
  }
}

/** A comment behind a statement, which speaks of all arms. */
function readersComment(statement: SyntaxNode): SyntaxNode | undefined {
  const comment = commentBehind(statement);
  return comment && !isPragma(comment.text) ? comment : undefined;
}
