/** `flyte.new_condition(…)`, and the text that waits for it. */
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type LineStyle, writtenLine } from "../../src/python/written-lines.ts";
import type { Gate } from "../../src/flyte1/gates.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";

/** An argument of the gate under another name; nothing when it is not given. */
export function item(gate: Gate, parameter: string, prefix: string): Item[] {
  const argument = gate.arguments.get(parameter);
  return argument ? [{ prefix, value: source(argument.value.text), comments: argument.comments }] : [];
}

/** The timeout; Flyte 1 takes an hour for None (`flytekit/core/gate.py`). */
export function timeoutItem(gate: Gate): Item[] {
  const argument = gate.arguments.get("timeout");
  if (argument?.value.kind !== "none") return item(gate, "timeout", "timeout=");
  const hour: Expression = { kind: "call", callee: "datetime.timedelta", arguments: [{ prefix: "hours=", value: source("1") }] };
  return [{ prefix: "timeout=", value: hour }];
}

/** How lines are written where a node stands: the gate itself, or its statement. */
export function styleAt(context: MigrationContext, node: SyntaxNode, { module, spell }: ModuleRewrite): LineStyle {
  return {
    indent: indentAt(module.text, node.start),
    newline: dominantNewline(module.text),
    step: indentStep(module.tree.root),
    width: context.repository.settings.lineLength,
    naming: (path) => (path.startsWith(".") ? path : spell(path, node)),
  };
}

/** Makes a condition and waits for it. An async task waits for both. */
export function waitText(
  context: MigrationContext,
  { caller }: Gate,
  { before, items, behind, style }: { before: string; items: readonly Item[]; behind: string; style: LineStyle },
): string {
  const creation = (callee: string): Expression => ({ kind: "call", callee, arguments: items });
  if (context.isAsync(caller)) {
    return writtenLine(`${before}await (await `, creation("flyte.new_condition.aio"), `).wait.aio()${behind}`, style);
  }
  const chain: Expression = { kind: "chain", start: creation("flyte.new_condition"), links: [{ method: "wait", arguments: [] }] };
  return writtenLine(before, chain, behind, style);
}
