/**
 * Which former workflows and dynamics become `async def`: those with calls that Flyte 1 ran at the same time, those that call an
 * asynchronous task, and those that call one of these.
 */
import type { SyntaxNode } from "../python/syntax.ts";
import { bodyOf, type TaskCall } from "../flyte1/calls.ts";
import { arrange, type Arrangement, concurrencyIn, sequentialIn } from "../flyte1/arrangement.ts";
import { type Block, type Pair, readBlock } from "../flyte1/blocks.ts";
import type { DataFlow } from "../flyte1/data-flow.ts";
import { type NodeCall, nodeCallsIn } from "../flyte1/node-calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import { flyte1CallsAround } from "../flyte1/surrounding-calls.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { taskMeant } from "../flyte2/declared-tasks.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";

/** Why a driver cannot become async: a place that could not wait for it, or at which it could not wait. */
export interface AsyncObstacle {
  readonly module: Module;
  readonly node: SyntaxNode;
  /** The function, task or expression, in words. */
  readonly shown: string;
}

/** What is known of a driver whatever becomes of the others. */
export interface Driver {
  readonly task: TaskDeclaration;
  readonly body: Block;
  /** How its calls run at the time when Flyte 1 ran them. */
  readonly arrangement: Arrangement;
  /** The graph of its body. */
  readonly flow: DataFlow;
  /** Its calls that made nodes. */
  readonly made: readonly NodeCall[];
  /** What Flyte 1 ran at the same time and Flyte 2 can. */
  readonly concurrent: Pair | undefined;
  /** What Flyte 1 ran at the same time, in a way that has no form in Flyte 2. */
  readonly sequential: readonly Pair[];
  readonly obstacle: AsyncObstacle | undefined;
  /** Drivers that call it. */
  readonly callers: ReadonlySet<TaskDeclaration>;
}

/** Where a call in a driver's body cannot be awaited. */
const CANNOT_AWAIT = ["function_definition", "lambda", "class_definition", "generator_expression"];

/** Former workflows and dynamics: their calls are submitted, and in Flyte 2 they are plain tasks. */
export function isDriver({ kind }: TaskDeclaration): boolean {
  return kind === "workflow" || kind === "dynamic";
}

export class AsyncTasks {
  private readonly drivers = new Map<TaskDeclaration, Driver>();
  private readonly callsByCaller: ReadonlyMap<TaskDeclaration | undefined, readonly TaskCall[]>;
  /** What came out, by how many tasks stay Flyte 1: that number only grows. */
  private known: { readonly left: number; readonly async: ReadonlySet<TaskDeclaration> } | undefined;

  constructor(
    private readonly repository: Repository,
    calls: readonly TaskCall[],
    private readonly isMigrated: (task: TaskDeclaration) => boolean,
  ) {
    this.callsByCaller = groupBy(calls, (call) => call.caller);
  }

  /** True when the migrated task is an `async def`; final when it is decided what is migrated. */
  isAsync(task: TaskDeclaration): boolean {
    if (task.isAsync) return true;
    if (!isDriver(task)) return false;
    const left = this.repository.tasks.filter((other) => !this.isMigrated(other)).length;
    if (this.known?.left !== left) this.known = { left, async: this.settle() };
    return this.known.async.has(task);
  }

  /** The graph of a driver, its callers, and what keeps it synchronous. */
  driver(task: TaskDeclaration): Driver {
    const known = this.drivers.get(task);
    if (known) return known;
    const calls = this.callsByCaller.get(task) ?? [];
    const made = nodeCallsIn(this.repository, task, calls);
    const body = readBlock({ repository: this.repository, task, made }, bodyOf(task)?.parts ?? []);
    const arrangement = arrange(task, body);
    const driver: Driver = {
      task,
      body,
      arrangement,
      flow: body.flow,
      made,
      concurrent: concurrencyIn(arrangement),
      sequential: sequentialIn(arrangement),
      obstacle: this.obstacleInside(task, made, body) ?? this.obstacleAround(task),
      callers: this.callersOf(task),
    };
    this.drivers.set(task, driver);
    return driver;
  }

  /** The first thing that keeps a driver synchronous: its own, or that of a driver that calls it, and so on. */
  obstacleTo(task: TaskDeclaration, seen = new Set<TaskDeclaration>()): AsyncObstacle | undefined {
    seen.add(task);
    const { obstacle, callers } = this.driver(task);
    if (obstacle) return obstacle;
    for (const caller of callers) {
      if (seen.has(caller) || !this.isMigrated(caller)) continue;
      const further = this.obstacleTo(caller, seen);
      if (further) return further;
    }
    return undefined;
  }

  /** An asynchronous task that a driver calls, itself or through other drivers: then it has to wait for it. */
  asyncCallee(task: TaskDeclaration, seen = new Set<TaskDeclaration>()): NodeCall | undefined {
    seen.add(task);
    return this.driver(task).made.find((made) => {
      if (made.isAsync) return true;
      return made.task && isDriver(made.task) && !seen.has(made.task) && this.asyncCallee(made.task, seen) !== undefined;
    });
  }

  private settle(): Set<TaskDeclaration> {
    const { settings, tasks } = this.repository;
    const drivers = tasks.filter((task) => isDriver(task) && this.isMigrated(task));
    const async = new Set<TaskDeclaration>();
    const add = (task: TaskDeclaration): void => {
      if (async.has(task) || this.driver(task).obstacle) return;
      async.add(task);
      for (const caller of this.driver(task).callers) if (this.isMigrated(caller)) add(caller);
    };
    for (const task of drivers) {
      const { concurrent } = this.driver(task);
      const isConcurrent = !settings.sequential && concurrent !== undefined && !this.obstacleTo(task);
      if (isConcurrent || this.asyncCallee(task)) add(task);
    }
    return async;
  }

  /** Where an `await` could not stand, or a plain function that calls tasks for the driver. */
  private obstacleInside(task: TaskDeclaration, made: readonly NodeCall[], body: Block): AsyncObstacle | undefined {
    const { module } = task;
    const rewritten = comprehensionsIn(body);
    const inner = [...made.map(({ node }) => node), ...(this.callsByCaller.get(task) ?? []).map(({ call }) => call)];
    for (const node of inner) {
      const around = node.ancestor(...CANNOT_AWAIT);
      if (around && around !== task.function && !rewritten.includes(around) && !isAwaitedAlready(node))
        return { module, node, shown: inWords(around) };
    }
    const helper = this.helpers.find(({ reachedFrom }) => reachedFrom.has(task));
    return helper && { module: helper.module, node: helper.node, shown: inWords(helper.node.ancestor("function_definition")) };
  }

  private helperCalls: { module: Module; node: SyntaxNode; reachedFrom: ReadonlySet<TaskDeclaration> }[] | undefined;

  /** Calls of tasks in plain functions. */
  private get helpers(): { module: Module; node: SyntaxNode; reachedFrom: ReadonlySet<TaskDeclaration> }[] {
    if (this.helperCalls) return this.helperCalls;
    const { repository } = this;
    const maps = repository.maps.calls.filter(({ caller }) => !caller);
    const own = [...(this.callsByCaller.get(undefined) ?? []), ...maps].map(({ module, call, reachedFrom }) => ({
      module,
      node: call,
      reachedFrom,
    }));
    const declared = repository.uses
      .filter(({ node, kind, meaning }) => kind === "read" && isCallee(node) && taskMeant(repository.symbols, meaning))
      .filter(({ module, node }) => !repository.taskAround(module, node))
      .map(({ module, node }) => ({ module, node, reachedFrom: repository.reach.tasksAt(module, node) }));
    return (this.helperCalls = [...own, ...declared].filter(({ reachedFrom }) => reachedFrom.size > 0));
  }

  /** A use by something that runs in an execution and cannot wait. */
  private obstacleAround(task: TaskDeclaration): AsyncObstacle | undefined {
    const { repository } = this;
    for (const { module, node, kind, meaning } of repository.usesOf(task.binding)) {
      if (kind === "import" || repository.taskMeant(meaning) !== task) continue;
      const users = [...repository.reach.tasksAt(module, node)].filter((user) => user !== task);
      const caller = repository.taskAround(module, node);
      const isUnderstood = isCallee(node) || flyte1CallsAround(repository, module, node).length > 0 || isPartial(node);
      if (users.length === 0 || (caller && caller.kind !== "task" && isUnderstood && bodyOf(caller)?.contains(node))) continue;
      const shown = caller ? `\`${caller.name}\`` : inWords(node.ancestor("function_definition"));
      return { module, node, shown };
    }
    return undefined;
  }

  private callersOf(task: TaskDeclaration): Set<TaskDeclaration> {
    const users = this.repository.usesOf(task.binding).flatMap(({ module, node, kind, meaning }) => {
      const isCalled = kind === "read" && this.repository.taskMeant(meaning) === task && (isCallee(node) || isPartial(node));
      const caller = isCalled ? this.repository.taskAround(module, node) : undefined;
      return caller && isDriver(caller) && caller !== task ? [caller] : [];
    });
    return new Set(users);
  }
}

/** Comprehensions that become lists for `asyncio.gather`. */
function comprehensionsIn({ comprehensions, inner }: Block): SyntaxNode[] {
  return [...comprehensions.map(({ node }) => node), ...inner.flatMap(comprehensionsIn)];
}

function isCallee(node: SyntaxNode): boolean {
  return node.parent?.kind === "call" && node.fieldName === "function";
}

/** `functools.partial(train, …)` */
function isPartial(node: SyntaxNode): boolean {
  const call = node.parent?.kind === "argument_list" ? node.parent.parent : undefined;
  return /(^|\.)partial$/.test(call?.field("function")?.text ?? "") && node.parent?.parts[0] === node;
}

function isAwaitedAlready(node: SyntaxNode): boolean {
  return node.parent?.kind === "await";
}

function inWords(node: SyntaxNode | undefined): string {
  const name = node?.field("name")?.text;
  if (name !== undefined) return `\`${name}\``;
  return node?.kind === "lambda" ? "a lambda" : node?.kind === "generator_expression" ? "a generator" : "an expression";
}
