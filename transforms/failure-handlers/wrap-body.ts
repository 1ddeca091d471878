/** Writes `try` and `except` around the body of a former workflow. */
import { type Expression, source } from "../../src/python/expression.ts";
import { firstFree } from "../../src/python/free-name.ts";
import { indentLines } from "../../src/python/indentation.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep, lineStart, nextLine, startOfBlankLines, startWithComments } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type LineStyle, writtenLine } from "../../src/python/written-lines.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import type { FailureHandler } from "../../src/flyte1/failure-handlers.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { handlerInputs } from "./inputs.ts";

/** Wraps the body's text as all others have left it, so this comes last. */
export function wrapBody(
  context: MigrationContext,
  task: TaskDeclaration,
  handler: FailureHandler,
  rewrite: ModuleRewrite,
): void {
  const statements = statementsToWrap(task);
  const [first, last] = [statements.at(0), statements.at(-1)];
  if (!first || !last) return;
  const { text, tree } = task.module;
  const [newline, step] = [dominantNewline(text), indentStep(tree.root)];
  const isOnOwnLine = text.slice(lineStart(text, first.start), first.start).trim() === "";
  const indent = isOnOwnLine ? indentAt(text, first.start) : indentAt(text, task.function.start) + step;
  const start = isOnOwnLine ? startOfBlankLines(text, startWithComments(first)) : text.slice(0, first.start).trimEnd().length;
  const end = endOfLines(text, last);
  const taken = rewrite.takeText(start, end);
  const [above = ""] = isOnOwnLine ? (/^(?:[\t ]*(?:\r\n|\n|\r))+/.exec(taken) ?? []) : [newline];
  const [below = ""] = /\s*$/.exec(taken) ?? [];
  const kept = isOnOwnLine ? taken.slice(above.length).trimEnd() : indent + taken.trim();
  const body = indentLines(kept, step);
  const error = firstFree(
    ["error", "failure"],
    (number) => `error_${number}`,
    (name) => isFree(task, name),
  );
  const inner = indent + step;
  const style = { indent: inner, newline, step, width: context.repository.settings.lineLength };
  const call = handlerCall(context, task, { handler, error, rewrite, style });
  const lines = [
    `${indent}try:`,
    body,
    `${indent}except Exception${call.includes(`str(${error})`) ? ` as ${error}` : ""}:`,
    inner + call,
    `${inner}raise`,
  ];
  rewrite.replaceBetween(start, end, above + lines.join(newline) + below);
}

/** The end of the last statement's line; with its line break, which goes with a statement that is removed, where nothing follows at once. */
function endOfLines(text: string, last: SyntaxNode): number {
  const behind = nextLine(text, last.end);
  const isLast = text.slice(behind, nextLine(text, behind)).trim() === "";
  return isLast ? behind : last.end + text.slice(last.end, behind).trimEnd().length;
}

/** The docstring stays above. */
function statementsToWrap(task: TaskDeclaration): readonly SyntaxNode[] {
  const statements = bodyOf(task)?.parts ?? [];
  const [first, ...others] = statements;
  const isDocstring = first?.kind === "expression_statement" && first.parts[0]?.kind === "string";
  return isDocstring ? others : statements;
}

/** The handler's call, awaited where it has to be; a synchronous task has no event loop, so that it can start one. */
function handlerCall(
  context: MigrationContext,
  task: TaskDeclaration,
  { handler, error, rewrite, style }: { handler: FailureHandler; error: string; rewrite: ModuleRewrite; style: LineStyle },
): string {
  const isAsync = handler.task ? context.isAsync(handler.task) : handler.isAsync;
  const items = handlerInputs(context.repository, task, handler, error).map(({ name, value = "None" }) => {
    return { prefix: `${name}=`, value: source(value) };
  });
  const call = (form: string): Expression => ({ kind: "call", callee: handler.node.text + form, arguments: items });
  if (context.isAsync(task)) return writtenLine("await ", call(isAsync ? "" : ".aio"), "", style);
  return isAsync
    ? writtenLine(`${rewrite.spell("asyncio.run", handler.node)}(`, call(""), ")", style)
    : writtenLine("", call(""), "", style);
}

function isFree(task: TaskDeclaration, name: string): boolean {
  const scope = task.module.scopes.scopeAt(bodyOf(task) ?? task.function);
  return !scope.bindsBelow(name) && scope.lookup(name) === undefined;
}
