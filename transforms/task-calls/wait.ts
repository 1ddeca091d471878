/** Waits for a call of what has become async, where Flyte 1 just called it. */
import { awaitInPlace, isInCoroutine } from "../../src/python/await-forms.ts";
import { isCoroutine, waitingAt } from "../../src/python/coroutines.ts";
import { outermostDefinition } from "../../src/python/definitions.ts";
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";

/** True when the migrated task is async and was not: whoever calls it has to wait for it. */
export function becomesAsync(context: MigrationContext, task: TaskDeclaration): boolean {
  return context.isAsync(task) && !task.isAsync;
}

/** `await call` in an async function, else `asyncio.run(call)`; a note where neither can be. */
export function waitFor(repository: Repository, call: SyntaxNode, { module, note, spell, replaceBetween }: ModuleRewrite): void {
  if (isInCoroutine(call)) {
    for (const { start, end, text } of awaitInPlace(call)) replaceBetween(start, end, text);
  } else if (waitingAt(call) === "neither" || isCalledByCoroutine(repository, module, call)) {
    note("task-calls/event-loop", call, { slots: { callee: call.field("function")?.text ?? call.text } });
  } else {
    replaceBetween(call.start, call.start, `${spell("asyncio.run", call)}(`);
    replaceBetween(call.end, call.end, ")");
  }
}

/** True when an async function calls the plain one that holds a node, itself or through others. */
function isCalledByCoroutine(repository: Repository, module: Module, node: SyntaxNode, seen = new Set<Binding>()): boolean {
  const name = outermostDefinition(node)?.field("name")?.text;
  const holder = name === undefined ? undefined : module.scopes.module.bindings.get(name);
  if (!holder || seen.has(holder)) return false;
  seen.add(holder);
  return repository.usesOf(holder).some((use) => {
    if (use.kind === "import") return false;
    const outer = use.node.ancestor("function_definition");
    return (outer && isCoroutine(outer)) || isCalledByCoroutine(repository, use.module, use.node, seen);
  });
}
