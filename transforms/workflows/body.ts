/** What the body of a workflow or dynamic holds besides calls of tasks. */
import { rootCallee } from "../../src/python/call-chains.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import { conditionCalls } from "../../src/flyte1/conditions.ts";
import { namedTupleFields } from "../../src/flyte1/outputs.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import { flyte1CallsAround } from "../../src/flyte1/surrounding-calls.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { isFlyte1 } from "../../src/flyte1/surface.ts";
import { isHiddenEntity } from "../../src/flyte1/wrappers.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { MigrationContext, Note } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { STANDARD_LIBRARY } from "../../src/project/standard-library.ts";
import { isPureCall } from "./pure-calls.ts";

/** What Python brings along and is no pure function. */
const BUILTIN_WITH_EFFECTS = /^(delattr|eval|exec|getattr|hasattr|id|input|open|print|setattr|[A-Z]\w*(Error|Exception))$/;
/** Statements that a workflow ran while it was compiled. (A loop over literals writes the same calls as ever.) */
const COMPILE_TIME = new Set(["if_statement", "while_statement", "with_statement", "assert_statement", "raise_statement"]);

/** Notes everything in the body that is more than calls, assignments and a return. */
export function inspectBody(context: MigrationContext, task: TaskDeclaration, note: Note): void {
  const body = bodyOf(task);
  if (!body) return;
  const calls = new Map(context.calls.filter((call) => call.caller === task).map((call) => [call.call, call]));
  const isOfCondition = conditionCalls(context.repository, task);
  for (const node of body.walk()) {
    const called = calls.get(node);
    if (called) {
      if (isInTry(node, body)) note("workflows/try-except", node);
    } else if (node.kind === "call" && !isOfCondition(node)) inspectCall(context, task, node, note);
    else if (task.kind === "workflow" && COMPILE_TIME.has(node.kind)) compileTime(task, node, note);
  }
}

/** Notes a driver that has to wait for an asynchronous task and cannot, and orders of nodes that are not understood. */
export function noteAsyncCallee({ asyncTasks }: MigrationContext, task: TaskDeclaration, note: Note): void {
  const callee = asyncTasks.asyncCallee(task);
  const { obstacle, flow } = asyncTasks.driver(task);
  if (callee && obstacle) {
    note("workflows/async-task", callee.node, {
      slots: { callee: callee.callee.text, task: task.name, caller: obstacle.shown },
      related: [obstacle],
    });
  }
  for (const node of flow.unclear) note("workflows/ordering", node, { slots: { code: node.text } });
}

function inspectCall(context: MigrationContext, task: TaskDeclaration, node: SyntaxNode, note: Note): void {
  const callee = node.field("function");
  if (!callee || context.repository.maps.isPart(node)) return;
  const method = callee.kind === "attribute" ? (callee.field("attribute")?.text ?? "") : "";
  if (method === "runs_before") return;
  if (method === "with_overrides") {
    const isOnCall = context.calls.some((call) => call.overrides?.call === node);
    if (!isOnCall) note("workflows/node-overrides", node, { slots: { code: callee.text } });
    return;
  }
  // A chain belongs to whoever migrates its root: `conditional` of `conditional("by size").if_(…).then(…)`.
  if (context.repository.flyte1Name(task.module, rootCallee(callee)) !== undefined) return;
  if (declaredTask(context.repository.symbols, task.module, callee)) return;
  if (isHiddenEntity(context.repository, task.module, callee)) {
    return note("workflows/hidden-task", node, { slots: { callee: callee.text, task: task.name } });
  }
  if (task.kind !== "workflow" || isSubmission(context, task, node, callee)) return;
  if (isPureCall(context.repository, task.module, callee)) return;
  const meaning = context.repository.symbols.meaningOf(task.module, callee);
  const root = meaning?.kind === "external" ? (meaning.path.split(".")[0] ?? "") : "";
  const isKnown = meaning?.kind !== "external" || STANDARD_LIBRARY.has(root) || root === "flyte";
  if (!isKnown || mayComeWithStar(context.repository, task.module, callee))
    note("workflows/unknown-call", node, { slots: { callee: callee.text } });
  // What is computed for a gate or a condition is said with it.
  else if (flyte1CallsAround(context.repository, task.module, node).length === 0) compileTime(task, node, note);
}

/** A name that nothing here binds, below an `import *` from outside of the repository, which may bring a task. */
function mayComeWithStar({ modules }: Repository, module: Module, callee: SyntaxNode): boolean {
  if (callee.kind !== "identifier" || module.scopes.bindingOf(callee) !== undefined || BUILTIN_WITH_EFFECTS.test(callee.text)) {
    return false;
  }
  return module.imports.some(({ name, module: from }) => {
    const isOutside = !from.startsWith(".") && modules.layout.find(from, module.path) === undefined;
    return name === "*" && isOutside && !isFlyte1(from) && !STANDARD_LIBRARY.has(from.split(".")[0] ?? "");
  });
}

/** Calls that only put values together, or call a task in a roundabout way: no Python of its own runs. */
function isSubmission(
  { repository }: MigrationContext,
  { module }: TaskDeclaration,
  call: SyntaxNode,
  callee: SyntaxNode,
): boolean {
  if (namedTupleFields(repository, module, callee) || isPartialOfTask(repository, module, call)) return true;
  const meaning = repository.symbols.meaningOf(module, callee);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return false;
  return meaning.binding.sites.every(({ value }) => value !== null && isPartialOfTask(repository, meaning.module, value));
}

/** `functools.partial(train, day=day)`. */
function isPartialOfTask(repository: Repository, module: Module, call: SyntaxNode): boolean {
  const callee = call.kind === "call" ? call.field("function") : undefined;
  const meaning = callee && repository.symbols.meaningOf(module, callee);
  const [first] = call.field("arguments")?.parts ?? [];
  return (
    meaning?.kind === "external" &&
    meaning.path === "functools.partial" &&
    first !== undefined &&
    repository.taskNamed(module, first) !== undefined
  );
}

function compileTime(task: TaskDeclaration, node: SyntaxNode, note: Note): void {
  const [firstLine = ""] = node.text.split(/\r?\n/);
  note("workflows/compile-time", node, { slots: { task: task.name, code: firstLine } });
}

function isInTry(node: SyntaxNode, body: SyntaxNode): boolean {
  const statement = node.ancestor("try_statement");
  return statement !== undefined && body.contains(statement) && (statement.field("body")?.contains(node) ?? false);
}
