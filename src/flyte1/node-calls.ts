/** The calls in a workflow's body that made nodes of its graph, and make actions in Flyte 2: whoever needs their result waits. */
import { rootCallee } from "../python/call-chains.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { declaredTask } from "../flyte2/declared-tasks.ts";
import { bodyOf, type TaskCall } from "./calls.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";
import { isHiddenEntity } from "./wrappers.ts";

/** An expression that made a node. */
export interface NodeCall {
  /** The whole expression, with `.with_overrides(…)` where there is one. */
  readonly node: SyntaxNode;
  /**
   * - `task`: a plain call of a task or workflow that is declared in the repository.
   * - `declared`: one of a task that was Flyte 2 before.
   * - `partial`: a call of what `functools.partial` made of a task in the same body.
   * - `map`: the call of a map.
   * - `other`: what another transform may write as several statements (a condition, a gate).
   */
  readonly kind: "task" | "declared" | "partial" | "map" | "other";
  /** What is called; of `create_node(train, …)` it is `train`. */
  readonly callee: SyntaxNode;
  /** The statement `node.with_overrides(…)` further down, which goes with the call. */
  readonly overrides: SyntaxNode | null;
  /** The task of a plain call. */
  readonly task: TaskDeclaration | null;
  /** The function that the call runs, where it is known. */
  readonly function: SyntaxNode | null;
  /** True when the function was asynchronous before. */
  readonly isAsync: boolean;
}

/** Flyte 1 callables that make nodes, besides maps. */
const NODE_MAKERS = new Set(["flytekit.conditional", "flytekit.approve", "flytekit.sleep", "flytekit.wait_for_input"]);

/**
 * Every call in a task's body that made a node, in source order, outer ones first. What stands inside a condition's chain belongs to it.
 *
 * @param calls the calls of declared tasks in this body
 */
export function nodeCallsIn(repository: Repository, task: TaskDeclaration, calls: readonly TaskCall[]): NodeCall[] {
  const plain = new Map(calls.flatMap((call) => (call.form === "call" ? [[call.call, call] as const] : [])));
  // `.with_overrides(…)` behind a call belongs to it.
  const overriding = new Set(calls.flatMap(({ call, result }) => (call === result ? [] : [result])));
  const maps = new Set(repository.maps.calls.flatMap(({ caller, result }) => (caller === task ? [result] : [])));
  const found: NodeCall[] = [];
  for (const node of bodyOf(task)?.nodesOf("call") ?? []) {
    const callee = node.field("function");
    if (
      !callee ||
      overriding.has(node) ||
      found.some((outer) => isWrittenByOthers(outer) && outer.node !== node && isPartOfChain(outer.node, node))
    )
      continue;
    const call = plain.get(node);
    const made = call ? plainCall(call) : otherCall(repository, task, node, callee);
    if (maps.has(node)) found.push({ ...unknownCall(node, callee), kind: "map" });
    else if (made && !repository.maps.isPart(node)) found.push(made);
  }
  return found;
}

function plainCall({ result, callee, task, overrides }: TaskCall): NodeCall {
  const statement = overrides?.statement ?? null;
  return { node: result, kind: "task", callee, overrides: statement, task, function: task.function, isAsync: task.isAsync };
}

function isWrittenByOthers({ kind }: NodeCall): boolean {
  return kind === "map" || kind === "other";
}

function unknownCall(node: SyntaxNode, callee: SyntaxNode): Omit<NodeCall, "kind"> {
  return { node, callee, overrides: null, task: null, function: null, isAsync: false };
}

function otherCall(repository: Repository, task: TaskDeclaration, node: SyntaxNode, callee: SyntaxNode): NodeCall | undefined {
  const made = unknownCall(node, callee);
  const root = rootCallee(callee);
  const name = repository.flyte1Name(task.module, root);
  if (name !== undefined) return NODE_MAKERS.has(name) && isWholeChain(node) ? { ...made, kind: "other" } : undefined;
  const declared = declaredTask(repository.symbols, task.module, callee);
  if (declared) return { ...made, kind: "declared", function: declared.function, isAsync: declared.isAsync };
  const partial = partialTask(repository, task, callee);
  if (partial) return { ...made, kind: "partial", task: partial, function: partial.function, isAsync: partial.isAsync };
  return isWholeChain(node) && isHiddenEntity(repository, task.module, root) ? { ...made, kind: "other" } : undefined;
}

/** False for `conditional("by size")` in `conditional("by size").if_(…)`. */
function isWholeChain({ parent, fieldName }: SyntaxNode): boolean {
  if (parent?.kind === "call") return fieldName !== "function";
  return !(parent?.kind === "attribute" && parent.parent?.kind === "call" && parent.fieldName === "function");
}

/** Inside a chain's callee (`conditional("by size").if_(…)`), or in an arm of a condition, which runs only when it is chosen. */
function isPartOfChain(chain: SyntaxNode, node: SyntaxNode): boolean {
  const isCondition = /\.(then|fail|else_|if_|elif_)$/.test(chain.field("function")?.text ?? "");
  return isCondition ? chain.contains(node) : (chain.field("function")?.contains(node) ?? false);
}

/** The task behind `train_on` where the body says `train_on = functools.partial(train, day=day)` and only calls it. */
function partialTask(repository: Repository, task: TaskDeclaration, callee: SyntaxNode): TaskDeclaration | undefined {
  const meaning = callee.kind === "identifier" ? repository.symbols.meaningOf(task.module, callee) : undefined;
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0 || meaning.binding.scope.node !== task.function)
    return undefined;
  const [site, ...others] = meaning.binding.sites;
  if (!site?.value || others.length > 0) return undefined;
  const isOnlyCalled = repository
    .usesOf(meaning.binding)
    .every(({ node }) => node.parent?.kind === "call" && node.fieldName === "function");
  const bound = isOnlyCalled ? partialOf(repository, task, site.value) : undefined;
  return bound && repository.taskNamed(task.module, bound);
}

/** What `functools.partial(train, …)` binds. */
export function partialOf(repository: Repository, task: TaskDeclaration, value: SyntaxNode): SyntaxNode | undefined {
  const callee = value.kind === "call" ? value.field("function") : undefined;
  const meaning = callee && repository.symbols.meaningOf(task.module, callee);
  if (meaning?.kind !== "external" || meaning.path !== "functools.partial") return undefined;
  return value.field("arguments")?.parts[0];
}
