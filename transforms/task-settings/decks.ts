/** `enable_deck` and `disable_deck` become `report`. */
import type { Argument } from "../../src/python/arguments.ts";
import { source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { TaskTarget } from "../../src/migrate/transform.ts";

/** What binds weaker than `not`. */
const LOOSE: ReadonlySet<string> = new Set(["conditional_expression", "lambda", "named_expression", "boolean_operator"]);

export function translateDeck(task: TaskDeclaration, target: TaskTarget): void {
  const deck =
    reportFlag(target.take("enable_deck"), (text) => text, "true") ?? reportFlag(target.take("disable_deck"), negated, "false");
  const fields = target.take("deck_fields");
  if (!deck) return;
  target.decorator("report", source(deck.text), deck.argument);
  const isEmpty = fields && ["()", "[]", "tuple()"].includes(fields.value.text);
  if (!isEmpty) target.note("task-settings/deck-fields", deck.argument.node, { slots: { task: task.name } });
}

/** The text for `report=`; undefined where there is no report, which needs no word. `on` is the literal that asks for one. */
function reportFlag(argument: Argument | undefined, write: (text: string, node: SyntaxNode) => string, on: "true" | "false") {
  const kind = argument?.value.kind;
  if (!argument || kind === "none") return undefined;
  if (kind === "true" || kind === "false") return kind === on ? { text: "True", argument } : undefined;
  return { text: write(argument.value.text, argument.value), argument };
}

function negated(text: string, node: SyntaxNode): string {
  return `not ${LOOSE.has(node.kind) ? `(${text})` : text}`;
}
