/** Calls of tasks in an `async def`: each gives something to await, and is awaited where it stands. */
import { bindsCloserThanAwait } from "../../src/python/coroutines.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Driver } from "../../src/migrate/async-tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { partialOf } from "../../src/flyte1/node-calls.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";

/** A plain call of a task, wherever it stands in the body. */
interface PlainCall {
  /** The expression to await. */
  readonly node: SyntaxNode;
  /** Where `.aio` goes: behind the name of a synchronous task, whose plain call raises in a coroutine (`flyte/_task.py:393`). */
  readonly synchronous: SyntaxNode | null;
}

/** Makes every call awaitable, and awaits those that are not in `later`. */
export function awaitCalls(
  context: MigrationContext,
  driver: Driver,
  later: ReadonlySet<SyntaxNode>,
  rewrite: ModuleRewrite,
): void {
  const { replaceBetween } = rewrite;
  for (const { node, synchronous } of plainCalls(context, driver)) {
    if (synchronous) insertAio(synchronous.end, rewrite);
    if (later.has(node) || node.parent?.kind === "await") continue;
    const [opening, closing] = bindsCloserThanAwait(node) ? ["(await ", ")"] : ["await ", ""];
    replaceBetween(node.start, node.start, opening);
    if (closing !== "") replaceBetween(node.end, node.end, closing);
  }
}

/** Behind the name and its overrides, before the bracket that `create_node(train)` gets there. */
function insertAio(offset: number, { takeText, replaceBetween }: ModuleRewrite): void {
  const inserted = takeText(offset, offset);
  const bracket = inserted.endsWith("(") ? "(" : "";
  replaceBetween(offset, offset, `${inserted.slice(0, inserted.length - bracket.length)}.aio${bracket}`);
}

function plainCalls(context: MigrationContext, { task, made }: Driver): PlainCall[] {
  const { repository, calls, isAsync } = context;
  const own = calls.filter((call) => call.caller === task && call.form === "call");
  const partials = made.filter((call) => call.kind === "partial");
  for (const node of task.function.nodesOf("call")) {
    // Inside a condition's arms, too, where no node of the graph is.
    const callee = node.field("function");
    const declared = callee && declaredTask(repository.symbols, task.module, callee);
    if (declared)
      partials.push({ node, kind: "declared", callee, overrides: null, task: null, function: null, isAsync: declared.isAsync });
  }
  return [
    ...own.map(({ result, callee, task: called }) => ({ node: result, synchronous: isAsync(called) ? null : callee })),
    ...partials.map(({ node, kind, callee, isAsync: wasAsync }) => ({
      node,
      synchronous: kind === "declared" && !wasAsync ? callee : null,
    })),
  ];
}

/** `functools.partial(train, …)` in an async body binds what can be awaited. */
export function awaitPartials(context: MigrationContext, { task, made }: Driver, { replaceBetween }: ModuleRewrite): void {
  const { repository, isAsync } = context;
  const bindings = new Set(
    made.filter(({ kind }) => kind === "partial").map(({ callee }) => task.module.scopes.bindingOf(callee)),
  );
  for (const binding of bindings) {
    const value = binding?.sites[0]?.value;
    const bound = value && partialOf(repository, task, value);
    const called = bound && repository.taskNamed(task.module, bound);
    if (bound && called && !isAsync(called)) replaceBetween(bound.end, bound.end, ".aio");
  }
}
