/** Uses of tasks outside of runs: in tests, in scripts, under `if __name__ == "__main__":`. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { flyte1CallsAround } from "../../src/flyte1/surrounding-calls.ts";
import { ITS_FUNCTION, OF_ITS_FUNCTION } from "../../src/flyte1/task-attributes.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Use } from "../../src/project/uses.ts";
import { becomesAsync } from "./wait.ts";

/** Callees that look at what they get, or replace it, and never call it. */
const NEVER_CALLS =
  /(^|\.)(patch\.object|task_mock|raises|assertRaises|assertRaisesRegex|isinstance|callable|hasattr|getattr|setattr|print|id|type)$/;

/** Attributes that mean the same in both, or exist in Flyte 2 only: who reads them expects a Flyte 2 task. */
const UNDERSTOOD = new Set(["short_name", "func", "aio", "forward", "override", "parent_env", "parent_env_name"]);

/** Notes an async task that is handed on as a value: nobody sees how it will be called. */
export function notePassedOn(context: MigrationContext, use: Use, { module, note }: ModuleRewrite): void {
  const { node, meaning } = use;
  const task = context.repository.taskMeant(meaning);
  if (!task || !context.isMigrated(task) || !becomesAsync(context, task) || isCallee(node) || isNamedOnly(node)) return;
  if (context.repository.reach.tasksAt(module, node).size > 0) return;
  if (flyte1CallsAround(context.repository, module, node).length > 0) return;
  const list = node.parent?.kind === "keyword_argument" ? node.parent.parent : node.parent;
  const callee = list?.kind === "argument_list" ? list.parent?.field("function") : undefined;
  if (callee && (NEVER_CALLS.test(callee.text) || isFlyte2(context, module, callee))) return;
  const code = callee ? `${callee.text}(…)` : (node.parent?.text ?? node.text);
  note("task-calls/passed-on", node, { slots: { task: task.name, code: code.split(/\r?\n/)[0] ?? code } });
}

/** Gives attributes of a Flyte 1 task their Flyte 2 form: `task.task_function` is `task.func`. */
export function rewriteAttribute(context: MigrationContext, use: Use, { note, replaceBetween }: ModuleRewrite): void {
  const { meaning } = use;
  if (meaning.kind !== "definition") return;
  const [attribute] = meaning.attributes;
  const task = context.repository.taskOf(meaning.binding);
  const node = holderOf(use.node, meaning.attributes.length - 1);
  const object = node?.field("object");
  if (attribute === undefined || !task || !context.isMigrated(task) || !node || !object || UNDERSTOOD.has(attribute)) return;
  if (ITS_FUNCTION.has(attribute)) replaceBetween(object.end, node.end, ".func");
  else if (OF_ITS_FUNCTION.has(attribute)) replaceBetween(object.end, object.end, ".func");
  else note("task-calls/attribute", node, { slots: { attribute, task: object.text } });
}

/** `flyte.run`, `flyte.with_runcontext(mode="local").run`: they run async tasks as well. */
function isFlyte2({ repository }: MigrationContext, module: Module, callee: SyntaxNode): boolean {
  let root = callee;
  for (let node: SyntaxNode | undefined = callee; node; node = node.field(node.kind === "call" ? "function" : "object"))
    root = node;
  const meaning = repository.symbols.meaningOf(module, root);
  return meaning?.kind === "external" && /^flyte(\.|$)/.test(meaning.path);
}

function isCallee(node: SyntaxNode): boolean {
  return node.parent?.kind === "call" && node.fieldName === "function";
}

/** A decorator, an `__all__` or an annotation names a task without anybody calling it. */
function isNamedOnly({ parent }: SyntaxNode): boolean {
  return parent?.kind === "type" || parent?.kind === "expression_statement" || parent?.kind === "delete_statement";
}

/** The attribute `depth` levels inside a chain: of `task.func.name` the one that reads `func`, at depth 1. */
function holderOf(chain: SyntaxNode, depth: number): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = chain;
  for (let level = 0; level < depth; level++) node = node?.field("object");
  return node?.kind === "attribute" ? node : undefined;
}
