/** Maps of Flyte 1, which run one task for every element of its lists: `map_task(score, concurrency=4)(day=days)`. */
import { type Argument, callArguments } from "../python/arguments.ts";
import { type Binding, parameterName } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import { callersOf, type TaskCall } from "./calls.ts";
import { type NodeOverrides, overridesOf } from "./node-overrides.ts";
import { type Construction, constructionAt } from "./objects.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";
import { declaredTask } from "../flyte2/declared-tasks.ts";

/** Functions that make a map. */
export const MAP_FUNCTIONS: readonly string[] = [
  "flytekit.map_task",
  "flytekit.core.array_node_map_task.array_node_map_task",
  "flytekit.core.legacy_map_task.map_task",
  "flytekit.core.array_node.array_node",
];

/** Settings of a task as an object: `map_task(score, metadata=TaskMetadata(retries=2))`. */
export const TASK_METADATA = "flytekit.TaskMetadata";

/** A task with some of its parameters bound: `functools.partial(score, scale=2)`. */
export interface PartialTask {
  /** The call of `functools.partial`. */
  readonly call: SyntaxNode;
  /** What stands behind the task in it. */
  readonly bound: readonly Argument[];
  /** The variable that holds it; null when it is made in place. */
  readonly holder: Binding | null;
}

/** What is mapped. */
export interface MapTarget {
  /** Null for a task that was Flyte 2 before. */
  readonly task: TaskDeclaration | null;
  /** Its function. */
  readonly function: SyntaxNode;
  readonly isAsync: boolean;
  /** The task's name, here or in the `functools.partial`. */
  readonly name: SyntaxNode;
  readonly partial: PartialTask | null;
}

/** One parameter of the mapped task: every call of the task gets another element of a list, or all get the same value. */
export interface MapInput {
  readonly kind: "list" | "bound";
  readonly parameter: string;
  readonly argument: Argument;
}

/** A map where it is made. */
export interface TaskMap {
  readonly module: Module;
  readonly reference: Reference;
  /** `map_task(score, concurrency=4)`. */
  readonly construction: Construction;
  /** Undefined when it is no task of the repository. */
  readonly target: MapTarget | undefined;
  /** `metadata=TaskMetadata(…)`; null when something else is given. */
  readonly metadata: Construction | null | undefined;
  /** The variable that holds it; null when it is called on the spot. */
  readonly holder: Binding | null;
  /** The calls that could be read, and all that there are. */
  readonly calls: readonly MapCall[];
  readonly called: readonly SyntaxNode[];
  /** Why the map cannot be followed from here to its calls. */
  readonly problem: MapProblem | undefined;
}

/** One call of a map, with its lists. */
export interface MapCall extends Pick<TaskCall, "module" | "call" | "result" | "caller" | "reachedFrom" | "overrides"> {
  readonly map: TaskMap;
  /** The same as a call of the mapped task; null where that was Flyte 2 before. */
  readonly taskCall: TaskCall | null;
  readonly target: MapTarget;
  /** The task's parameters in their order; as far as they could be read, where there is a problem. */
  readonly inputs: readonly MapInput[];
  readonly problem: MapProblem | undefined;
}

export interface MapProblem {
  /** `target`: no task of the repository; `held`: handed on in a way that is not followed; `arguments`: which list is whose is not clear. */
  readonly kind: "target" | "held" | "arguments";
  readonly node: SyntaxNode;
  /** The end of a sentence that begins with the node's text. */
  readonly reason: string;
}

/** All maps of a repository. */
export class TaskMaps {
  readonly all: readonly TaskMap[];
  readonly calls: readonly MapCall[];
  private readonly byModule: ReadonlyMap<Module, readonly TaskMap[]>;
  private readonly byReference: ReadonlyMap<SyntaxNode, TaskMap>;
  private readonly parts: ReadonlySet<SyntaxNode>;

  constructor(repository: Repository) {
    this.all = repository.references.flatMap((reference) => mapAt(repository, reference) ?? []);
    this.calls = this.all.flatMap((map) => map.calls);
    this.byModule = groupBy(this.all, (map) => map.module);
    this.byReference = new Map(this.all.map((map) => [map.reference.node, map]));
    this.parts = new Set([
      ...this.all.flatMap(({ construction, called }) => [construction.call, ...called]),
      ...this.all.flatMap(({ metadata }) => metadata?.call.nodesOf("call") ?? []),
      ...this.all.flatMap(({ target }) => target?.partial?.call ?? []),
      ...this.calls.map(({ result }) => result),
    ]);
  }

  in(module: Module): readonly TaskMap[] {
    return this.byModule.get(module) ?? [];
  }

  /** The map that a name of flytekit makes, or goes with: in `metadata=`, and in arguments that flytekit does not read. */
  around({ module, node, name }: Reference): TaskMap | undefined {
    const made = this.byReference.get(node);
    if (made) return made;
    return this.in(module).find(
      (map) =>
        (name === TASK_METADATA && map.metadata?.call.contains(node)) ||
        ignoredArguments(map).some((argument) => argument.node.contains(node)),
    );
  }

  /** True when a map in a statement counts its failures, which takes statements of its own in Flyte 2. */
  takesStatements(statement: SyntaxNode): boolean {
    return this.calls.some(({ call, map }) => statement.contains(call) && thresholdOf(map) !== undefined);
  }

  /** True for a call that makes a map or calls one, and for what it maps and the settings that it gives. */
  isPart(call: SyntaxNode): boolean {
    return this.parts.has(call);
  }
}

/** What flytekit reads of a map's arguments. */
const READ: readonly string[] = [
  "target",
  "task_function",
  "concurrency",
  "min_successes",
  "min_success_ratio",
  "run_all_sub_nodes",
  "metadata",
  "security_ctx",
];

/** Arguments that flytekit takes and does nothing with. */
export function ignoredArguments({ construction }: TaskMap): Argument[] {
  return construction.arguments.filter(({ name }) => name !== null && !READ.includes(name));
}

/** An option of the map; undefined also where it is `None`. */
export function optionOf({ construction }: TaskMap, name: string): Argument | undefined {
  const option = construction.arguments.find((argument) => argument.name === name);
  return option?.value.kind === "none" ? undefined : option;
}

/** When a map fails: `all` when one call fails, but after the others have ended. */
export type Threshold = { readonly kind: "all" } | { readonly kind: "ratio" | "count"; readonly value: SyntaxNode };

/** How many calls must succeed, where not each failure ends the map at once (`ArrayNodeMapTask._raw_execute`). */
export function thresholdOf(map: TaskMap): Threshold | undefined {
  const count = optionOf(map, "min_successes");
  if (count) return { kind: "count", value: count.value };
  const ratio = optionOf(map, "min_success_ratio");
  if (ratio && Number(ratio.value.text) !== 1) return { kind: "ratio", value: ratio.value };
  const runsAll = optionOf(map, "run_all_sub_nodes");
  return runsAll && runsAll.value.kind !== "false" ? { kind: "all" } : undefined;
}

function mapAt(repository: Repository, reference: Reference): TaskMap | undefined {
  const { module, node } = reference;
  const made = node.parent;
  if (reference.guarded || reference.kind === "import" || !MAP_FUNCTIONS.includes(reference.name)) return undefined;
  if (made?.kind !== "call" || node.fieldName !== "function") return undefined;
  const construction = constructionAt(repository, module, made);
  const given = construction?.arguments.find(({ name }) => name === "target" || name === "task_function");
  if (!construction || !given) return undefined;
  const metadata = construction.arguments.find(({ name }) => name === "metadata")?.value;
  const target = targetOf(repository, module, given.value);
  const uses = usesOf(repository, module, made);
  const problem = targetProblem(target, given.value) ?? splatProblem(construction) ?? uses.problem;
  const calls: MapCall[] = [];
  const map: TaskMap = {
    module,
    reference,
    construction,
    target,
    metadata: metadata && metadataOf(repository, module, metadata),
    holder: uses.holder,
    calls,
    called: uses.calls,
    problem,
  };
  if (target && !problem) calls.push(...uses.calls.map((call) => mapCall(repository, map, target, call)));
  return map;
}

function metadataOf(repository: Repository, module: Module, node: SyntaxNode): Construction | null {
  const construction = constructionAt(repository, module, node);
  return construction?.name === TASK_METADATA ? construction : null;
}

function splatProblem({ arguments: given }: Construction): MapProblem | undefined {
  const splat = given.find((argument) => argument.splat !== null);
  return splat && { kind: "arguments", node: splat.node, reason: "hides what is given" };
}

/** What Flyte 1 could map, of what we can see (`flytekit/core/array_node_map_task.py`). */
function targetProblem(target: MapTarget | undefined, node: SyntaxNode): MapProblem | undefined {
  if (!target) return { kind: "target", node, reason: "is no task that flyteshift can see" };
  if (!target.task || target.task.kind === "task") return undefined;
  return { kind: "target", node: target.name, reason: `is a ${target.task.kind}, which flytekit refuses to map` };
}

function targetOf(repository: Repository, module: Module, node: SyntaxNode): MapTarget | undefined {
  const named = taskNamed(repository, module, node);
  if (named) return { ...named, name: node, partial: null };
  const inline = partialAt(repository, module, node);
  if (inline) return inline;
  const meaning = node.kind === "identifier" ? repository.symbols.meaningOf(module, node) : undefined;
  if (meaning?.kind !== "definition" || meaning.module !== module) return undefined;
  const [site, ...others] = meaning.binding.sites;
  const held = site?.value && others.length === 0 ? partialAt(repository, module, site.value) : undefined;
  return held?.partial ? { ...held, partial: { ...held.partial, holder: meaning.binding } } : undefined;
}

function partialAt(repository: Repository, module: Module, call: SyntaxNode): MapTarget | undefined {
  const callee = call.kind === "call" ? call.field("function") : undefined;
  const meaning = callee && repository.symbols.meaningOf(module, callee);
  if (meaning?.kind !== "external" || meaning.path !== "functools.partial") return undefined;
  const [first, ...bound] = callArguments(call);
  const named = first && taskNamed(repository, module, first.value);
  return named && { ...named, name: first.value, partial: { call, bound, holder: null } };
}

/** A task by its name, whichever Flyte it is of. */
function taskNamed(
  repository: Repository,
  module: Module,
  node: SyntaxNode,
): Pick<MapTarget, "task" | "function" | "isAsync"> | undefined {
  const task = repository.taskNamed(module, node);
  if (task) return { task, function: task.function, isAsync: task.isAsync };
  const declared = declaredTask(repository.symbols, module, node);
  return declared && { task: null, function: declared.function, isAsync: declared.isAsync };
}

interface MapUses {
  readonly holder: Binding | null;
  readonly calls: readonly SyntaxNode[];
  readonly problem?: MapProblem;
}

/** The calls of a map: the one that it is made for, or those of the variable that holds it. */
function usesOf(repository: Repository, module: Module, made: SyntaxNode): MapUses {
  const parent = made.parent;
  if (parent?.kind === "call" && made.fieldName === "function") return { holder: null, calls: [parent] };
  const left = parent?.kind === "assignment" && made.fieldName === "right" ? parent.field("left") : undefined;
  const binding = left?.kind === "identifier" ? module.scopes.scopeAt(left).lookup(left.text) : undefined;
  const held = (reason: string, node = made): MapUses => ({
    holder: binding ?? null,
    calls: [],
    problem: { kind: "held", node, reason },
  });
  if (!binding || !left) return held("is neither called on the spot nor held by a variable");
  if (binding.sites.length > 1) return held("is held by a variable that holds something else at other times");
  const calls: SyntaxNode[] = [];
  for (const use of repository.usesOf(binding)) {
    const call = use.node.parent;
    const isCall = use.module === module && use.node.kind === "identifier" && use.node.fieldName === "function";
    if (!isCall || call?.kind !== "call")
      return held(`is held by \`${binding.name}\`, which is used for more than calls in this file`);
    calls.push(call);
  }
  return calls.length > 0 ? { holder: binding, calls } : held(`is held by \`${binding.name}\`, which nothing calls`);
}

function mapCall(repository: Repository, map: TaskMap, target: MapTarget, call: SyntaxNode): MapCall {
  const { inputs, problem } = inputsOf(target, call);
  const { module } = map;
  const behind = overridesOf(repository, module, call);
  const shared = {
    module,
    call,
    result: behind && !behind.statement ? behind.call : call,
    ...callersOf(repository, module, call),
    overrides: withMetadata(map, call, behind),
  };
  const taskCall: TaskCall | null = target.task && { form: "map", ...shared, callee: target.name, task: target.task };
  return { ...shared, map, taskCall, target, inputs, problem };
}

/** Metadata is said of the task as a whole; what is said behind the call goes over it. */
function withMetadata({ metadata }: TaskMap, call: SyntaxNode, behind: NodeOverrides | null): NodeOverrides | null {
  if (!metadata) return behind;
  const { call: overriding, statement, arguments: given } = behind ?? { call, statement: null, arguments: [] };
  return { call: overriding, statement, arguments: [...metadata.arguments, ...given] };
}

/** Which parameter each list is for. Flyte 1 knows no defaults here: it wants every parameter, in a list or bound. */
function inputsOf({ function: mapped, name: task, partial }: MapTarget, call: SyntaxNode): Pick<MapCall, "inputs" | "problem"> {
  const parameters = mapped.field("parameters")?.parts.flatMap((part) => parameterName(part)?.text ?? []) ?? [];
  const bound = partial?.bound ?? [];
  const lists = callArguments(call, parameters);
  const inputs = parameters.flatMap((parameter): MapInput[] => [
    ...bound.filter(({ name }) => name === parameter).map((argument) => ({ kind: "bound" as const, parameter, argument })),
    ...lists.filter(({ name }) => name === parameter).map((argument) => ({ kind: "list" as const, parameter, argument })),
  ]);
  const unread = [...bound, ...lists].find(({ name }) => name === null || !parameters.includes(name));
  const twice = inputs.find(({ parameter }, index) => inputs[index + 1]?.parameter === parameter);
  const missing = parameters.find((parameter) => inputs.every((input) => input.parameter !== parameter));
  const problem = (node: SyntaxNode, reason: string): Pick<MapCall, "inputs" | "problem"> => ({
    inputs,
    problem: { kind: "arguments", node, reason },
  });
  if (unread) return problem(unread.node, `belongs to no parameter of \`${task.text}\` that flyteshift can tell`);
  if (twice) return problem(twice.argument.node, `gives \`${twice.parameter}\` a second time`);
  if (missing !== undefined)
    return problem(call, `leaves out \`${missing}\`, which flytekit refuses even where it has a default`);
  if (inputs.every(({ kind }) => kind === "bound")) return problem(call, "gives no list");
  return { inputs, problem: undefined };
}
