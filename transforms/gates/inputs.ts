/** `wait_for_input("rows", timeout=…, expected_type=int)` */
import { bindsCloserThanAwait } from "../../src/python/coroutines.ts";
import { source } from "../../src/python/expression.ts";
import { lineStart, nextLine, statementOf } from "../../src/python/statements.ts";
import type { Gate } from "../../src/flyte1/gates.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { freeName, item, namedCondition, styleAt, timeoutItem, waitText } from "./conditions.ts";

/** Types that a person can be asked for (`flyte/_condition.py`). */
const TYPES = new Set(["bool", "int", "float", "str"]);

/** The builtin type that is expected; undefined for any other. */
export function inputType({ module, arguments: given }: Gate): string | undefined {
  const value = given.get("expected_type")?.value;
  const isBuiltin = value?.kind === "identifier" && module.scopes.bindingOf(value) === undefined;
  return isBuiltin && TYPES.has(value.text) ? value.text : undefined;
}

/** The condition in place of the call; whoever is asked sees its name, as in Flyte 1. */
export function rewriteInput(context: MigrationContext, gate: Gate, rewrite: ModuleRewrite): void {
  const { module, call, caller } = gate;
  const name = gate.arguments.get("name");
  const items = [
    ...item(gate, "name", ""),
    ...(name ? [{ prefix: "prompt=", value: source(name.value.text) }] : []),
    ...item(gate, "expected_type", "data_type="),
    ...timeoutItem(gate),
  ];
  const style = styleAt(context, call, rewrite);
  if (context.isAsync(caller) && isStatement(gate)) {
    const target = call.parent?.field("left");
    const condition = freeName(gate, [target?.kind === "identifier" ? `${target.text}_condition` : "input_condition"]);
    const { start } = statementOf(call);
    rewrite.replaceBetween(start, start, namedCondition(condition, { items, style }));
    return rewrite.replaceBetween(call.start, call.end, `await ${condition}.wait.aio()`);
  }
  const line = module.text.slice(lineStart(module.text, call.start) + style.indent.length, call.start);
  const rest = module.text.slice(call.end, nextLine(module.text, call.end)).trimEnd();
  const [open, close] = context.isAsync(caller) && bindsCloserThanAwait(call) ? ["(", ")"] : ["", ""];
  const text = waitText(context, gate, { before: line + open, items, behind: close + rest, style });
  rewrite.replaceBetween(call.start, call.end, text.slice(line.length, text.length - rest.length));
}

/** `title = wait_for_input(…)` or the call alone, on lines of its own. */
function isStatement({ module, call }: Gate): boolean {
  const statement = statementOf(call);
  const isRight = call.parent?.kind === "assignment" && call.fieldName === "right";
  const whole = isRight ? call.parent : call;
  const isFirst = module.text.slice(lineStart(module.text, statement.start), statement.start).trim() === "";
  return isFirst && statement.kind === "expression_statement" && whole?.parent === statement;
}
