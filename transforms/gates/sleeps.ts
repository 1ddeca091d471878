/** `sleep(timedelta(minutes=5))` */
import { awaitInPlace } from "../../src/python/await-forms.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Gate } from "../../src/flyte1/gates.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";

/** Expressions behind which a method can be called as they stand. */
const CAN_BE_ASKED = new Set(["call", "identifier", "attribute", "subscript", "parenthesized_expression"]);

/** Durable sleep takes seconds. The argument's text stays where it is, for whoever else has to change something in it. */
export function rewriteSleep(context: MigrationContext, gate: Gate, rewrite: ModuleRewrite): void {
  const { call, caller, arguments: given } = gate;
  const callee = call.field("function");
  const argument = given.get("duration");
  if (!callee || !argument) return;
  const { value, node } = argument;
  const isAsync = context.isAsync(caller);
  const statement = isAsync ? undefined : onlyOrdered(context, gate);
  if (statement) rewrite.replaceBetween(statement.start, call.start, "");
  if (isAsync) for (const { start, end, text } of awaitInPlace(call)) rewrite.replaceBetween(start, end, text);
  rewrite.replaceBetween(callee.start, callee.end, rewrite.spell("flyte.durable.sleep", call) + (isAsync ? ".aio" : ""));
  const seconds = literalSeconds(value);
  const [open, close] = CAN_BE_ASKED.has(value.kind) ? ["", ""] : ["(", ")"];
  rewrite.replaceBetween(node.start, (seconds ?? value).start, open);
  rewrite.replaceBetween((seconds ?? value).end, node.end, seconds ? "" : `${close}.total_seconds()`);
}

/** The assignment of a sleep to a name that only says what waits for it: `sleeping >> rows` goes, and so does the name. */
function onlyOrdered(context: MigrationContext, { call, caller, module }: Gate): SyntaxNode | undefined {
  const assignment = call.parent?.kind === "assignment" ? call.parent : undefined;
  const target = assignment?.field("left");
  const binding = target?.kind === "identifier" ? module.scopes.scopeAt(target).bindings.get(target.text) : undefined;
  const { orderings } = context.asyncTasks.driver(caller).flow;
  const uses = binding ? context.repository.usesOf(binding) : [];
  const isOnlyOrdered = uses.length > 0 && uses.every(({ node }) => orderings.some((ordering) => ordering.contains(node)));
  return isOnlyOrdered ? assignment : undefined;
}

/** `10` of `timedelta(seconds=10)`. */
function literalSeconds(value: SyntaxNode): SyntaxNode | undefined {
  const [only, ...others] = value.kind === "call" ? (value.field("arguments")?.parts ?? []) : [];
  const isTimedelta = /(^|\.)timedelta$/.test(value.field("function")?.text ?? "");
  const seconds = isTimedelta && others.length === 0 && only?.field("name")?.text === "seconds" ? only.field("value") : undefined;
  return seconds?.kind === "integer" || seconds?.kind === "float" ? seconds : undefined;
}
