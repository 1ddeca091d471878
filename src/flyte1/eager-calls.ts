/**
 * What an eager function does with the call of a task.
 *
 * flytekit 1.14 and later run a synchronous task at the call, so that the call gives the value; before that, the call gave a
 * coroutine (`await train(…)`, `asyncio.gather(train(…), …)`). Both spellings are found in real code, also side by side.
 */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

/** `awaited`: by the code itself. `scheduled`: handed on as a coroutine. `value`: read at once. */
export type EagerUse = "awaited" | "scheduled" | "value";

/** Functions and methods that take coroutines. */
const TAKES_COROUTINES = /(^|\.)(gather|create_task|ensure_future|wait|wait_for|shield|as_completed|run_until_complete)$/;
/** Methods of a collection that keep what they are given. */
const COLLECTS = new Set(["append", "extend", "insert", "add"]);
/** What a value passes through unchanged on its way out. */
const PASSES_ON = new Set([
  "list",
  "tuple",
  "set",
  "dictionary",
  "pair",
  "expression_list",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
  "list_splat",
  "parenthesized_expression",
  "conditional_expression",
  "argument_list",
  "keyword_argument",
]);

/** How the body uses what a task's call gives. */
export function eagerUseOf(repository: Repository, module: Module, call: SyntaxNode): EagerUse {
  if (isAwaited(call)) return "awaited";
  const outlet = outletOf(call);
  if (!outlet) return "value";
  if (takesCoroutines(outlet)) return "scheduled";
  const holder = outlet.kind === "assignment" ? outlet.field("left") : collectionOf(outlet);
  return holder && isScheduledLater(repository, module, holder) ? "scheduled" : "value";
}

function takesCoroutines(outlet: SyntaxNode): boolean {
  return outlet.kind === "call" && TAKES_COROUTINES.test(outlet.field("function")?.text ?? "");
}

/** `results` of `results.append(…)`. */
function collectionOf(call: SyntaxNode): SyntaxNode | undefined {
  const callee = call.field("function");
  const isCollecting = callee?.kind === "attribute" && COLLECTS.has(callee.field("attribute")?.text ?? "");
  return isCollecting ? callee.field("object") : undefined;
}

/** True when what a name holds is awaited somewhere, or given to something that takes coroutines. */
function isScheduledLater(repository: Repository, module: Module, name: SyntaxNode): boolean {
  const binding = name.kind === "identifier" ? module.scopes.scopeAt(name).lookup(name.text) : undefined;
  return binding !== undefined && readsOf(repository, binding).some((read) => isAwaited(read) || isGivenOn(read));
}

function isGivenOn(read: SyntaxNode): boolean {
  const outlet = outletOf(read);
  return outlet !== undefined && takesCoroutines(outlet);
}

function isAwaited(node: SyntaxNode): boolean {
  const outer = node.parent?.kind === "parenthesized_expression" ? node.parent.parent : node.parent;
  return outer?.kind === "await";
}

/** The call or assignment that an expression ends in, as it is or as part of a collection. */
function outletOf(node: SyntaxNode): SyntaxNode | undefined {
  let outer = node.parent;
  while (outer && PASSES_ON.has(outer.kind)) outer = outer.parent;
  return outer?.kind === "call" || outer?.kind === "assignment" ? outer : undefined;
}

function readsOf(repository: Repository, binding: Binding): SyntaxNode[] {
  return repository
    .usesOf(binding)
    .filter((use) => use.kind === "read")
    .map((use) => use.node);
}
