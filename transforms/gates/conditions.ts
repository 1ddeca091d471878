/** `flyte.new_condition(…)`, and the text that waits for it. */
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { firstFree } from "../../src/python/free-name.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type LineStyle, writtenLine } from "../../src/python/written-lines.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
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

/** How a condition is made and waited for. */
export interface Waiting {
  /** What stands in the line before and behind the answer. */
  readonly before: string;
  readonly behind: string;
  readonly items: readonly Item[];
  readonly style: LineStyle;
}

/** Makes a condition and waits for it, in one expression. An async task waits for both. */
export function waitText(context: MigrationContext, { caller }: Gate, { before, items, behind, style }: Waiting): string {
  if (context.isAsync(caller)) return writtenLine(`${before}await (await `, asyncCreation(items), `).wait.aio()${behind}`, style);
  const start: Expression = { kind: "call", callee: "flyte.new_condition", arguments: items };
  return writtenLine(before, { kind: "chain", start, links: [{ method: "wait", arguments: [] }] }, behind, style);
}

/** The statement of an async task that makes a condition and gives it a name, with what leads to the next one. */
export function namedCondition(name: string, { items, style }: Pick<Waiting, "items" | "style">): string {
  return writtenLine(`${name} = await `, asyncCreation(items), "", style) + style.newline + style.indent;
}

/** The first of the names that means nothing where the gate stands; numbers follow when all do. */
export function freeName({ caller }: Gate, names: readonly [string, ...string[]]): string {
  const scope = caller.module.scopes.scopeAt(bodyOf(caller) ?? caller.function);
  const isFree = (name: string): boolean => !scope.bindsBelow(name) && scope.lookup(name) === undefined;
  return firstFree(names, (number) => `${names[0]}_${number}`, isFree);
}

function asyncCreation(items: readonly Item[]): Expression {
  return { kind: "call", callee: "flyte.new_condition.aio", arguments: items };
}
