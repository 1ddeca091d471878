/** Takes a condition out of its module: its texts, with everything that others have rewritten in them. */
import { firstFree } from "../../src/python/free-name.ts";
import { stringValue } from "../../src/python/literals.ts";
import type { TextPlace } from "../../src/python/moved-text.ts";
import { indentAt, isPragma, lineStart, nextLine } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Arm, Condition } from "../../src/flyte1/conditions.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { asExpression, type Choice, type ChoiceArm, type ChoiceOutcome, type NamedChoice } from "./choices.ts";
import type { Place } from "./places.ts";
import { flatTest, readTest } from "./boolean-expressions.ts";

/** The conditions of one workflow, with where they stand. */
type PlacedConditions = ReadonlyMap<Condition, Place>;

/** Around a conditional expression that stands here no parentheses are needed. */
const SEPARATES = new Set(["argument_list", "keyword_argument", "pair", "list"]);
/** What only names or spells a value. */
const IDLE = new Set(["identifier", "attribute", "integer", "float", "string", "true", "false", "none"]);

/** What `.field` and `[0]` can follow. */
const PRIMARY = new Set(["identifier", "attribute", "call", "subscript", "string", "tuple", "list"]);

export class ConditionReader {
  private readonly given = new Set<string>();

  constructor(
    private readonly context: MigrationContext,
    private readonly task: TaskDeclaration,
    private readonly rewrite: ModuleRewrite,
    private readonly conditions: PlacedConditions,
  ) {}

  read({ arms, above, below }: Condition): Choice {
    // A comment to a tool speaks of its line, and the line is gone.
    const kept = texts(above).filter((comment) => !isPragma(comment));
    return { arms: elseIfs(arms.map((arm) => this.readArm(arm))), above: kept, below: texts(below) };
  }

  /**
   * Takes the conditions out of a statement or an outcome that uses their values among others: what fits in its place stays there,
   * the others are decided before and leave a name.
   */
  readOperands(within: SyntaxNode): NamedChoice[] {
    const operands = [...this.conditions].filter(([, place]) => place.kind === "operand" && place.within === within);
    return operands.flatMap(([condition]) => {
      const choice = this.read(condition);
      const { expression } = condition;
      const inPlace = this.inPlace(expression, choice);
      const name = inPlace === undefined ? this.nameFor(condition) : "";
      this.rewrite.takeText(expression.start, expression.end);
      this.rewrite.replaceBetween(expression.start, expression.end, inPlace ?? name);
      return inPlace === undefined ? [{ name, choice }] : [];
    });
  }

  private readArm(arm: Arm): ChoiceArm {
    const test = arm.test && readTest(this.context, this.task, this.rewrite, arm.test);
    const written = test ? flatTest(test) : "";
    const inTest = (arm.test?.nodesOf("comment") ?? []).filter((comment) => !written.includes(comment.text));
    const above = [...arm.above, ...inTest].sort((a, b) => a.start - b.start);
    return {
      test,
      outcome: this.readOutcome(arm),
      above: texts(above),
      behindTest: arm.behindTest?.text ?? null,
      behindOutcome: arm.behindOutcome?.text ?? null,
    };
  }

  private readOutcome({ outcome }: Arm): ChoiceOutcome {
    if (outcome.kind === "failure") {
      return { kind: "failure", message: this.rewrite.takeText(outcome.message.start, outcome.message.end) };
    }
    const nested = [...this.conditions.keys()].find(({ expression }) => expression === outcome.value);
    if (nested) return { kind: "choice", choice: this.read(nested) };
    const before = this.readOperands(outcome.value);
    const value = withoutParentheses(outcome.value);
    const text = this.rewrite.takeText(value.start, value.end);
    const isPrimary = PRIMARY.has(value.kind) && !text.startsWith("await ");
    return { kind: "value", text, from: placeOfText(value), isIdle: IDLE.has(value.kind), isPrimary, before };
  }

  /** `a if test else b`, where it stays on its line. */
  private inPlace({ start, end, parent, tree: { text } }: SyntaxNode, choice: Choice): string | undefined {
    const expression = asExpression(choice, flatTest);
    if (expression === undefined) return undefined;
    const written = parent && SEPARATES.has(parent.kind) ? expression : `(${expression})`;
    const line = text.slice(lineStart(text, start), start) + written + text.slice(end, nextLine(text, end)).trimEnd();
    return line.length <= this.context.repository.settings.lineLength ? written : undefined;
  }

  /** The name of the argument that the value is given to, else what the condition was called. */
  private nameFor({ expression, name }: Condition): string {
    const argument = expression.parent?.kind === "keyword_argument" ? expression.parent.field("name")?.text : undefined;
    const label =
      name &&
      stringValue(name)
        ?.toLowerCase()
        .replaceAll(/\W+/g, "_")
        .replaceAll(/^_+|_+$/g, "");
    const candidates = [argument, label].filter((text): text is string => /^[a-z_]\w*$/i.test(text ?? ""));
    const scope = this.task.module.scopes.scopeAt(expression);
    const isFree = (text: string) => !this.given.has(text) && !scope.lookup(text) && !scope.bindsBelow(text);
    const chosen = firstFree(candidates, (number) => `${candidates[0] ?? "chosen"}${number}`, isFree);
    this.given.add(chosen);
    return chosen;
  }
}

/** `else:` with nothing but another choice in it is `elif`; what was said of that choice stands in its first arm. */
function elseIfs(arms: readonly ChoiceArm[]): readonly ChoiceArm[] {
  const last = arms.at(-1);
  if (last?.outcome.kind !== "choice") return arms;
  const { choice } = last.outcome;
  const [first, ...others] = choice.arms;
  if (!first) return arms;
  const behind = [last.behindTest, last.behindOutcome].filter((comment) => comment !== null);
  const above = [...last.above, ...behind, ...choice.above, ...choice.below, ...first.above];
  return [...arms.slice(0, -1), { ...first, above }, ...others];
}

function withoutParentheses(node: SyntaxNode): SyntaxNode {
  const [only, ...others] = node.kind === "parenthesized_expression" ? node.children : [];
  return only && others.length === 0 ? withoutParentheses(only) : node;
}

function texts(comments: readonly SyntaxNode[]): string[] {
  return comments.map(({ text }) => text);
}

/** Where a node stands in its module. */
export function placeOfText({ start, tree: { text } }: SyntaxNode): TextPlace {
  return { indent: indentAt(text, start), column: start - lineStart(text, start) };
}
