/**
 * Decides what is migrated at all.
 *
 * Two things feed each other: a task that cannot be migrated keeps the shared objects that it uses in Flyte 1 (they are pinned),
 * and a task that needs a pinned object cannot be migrated unless its transform writes the value in place. Callers wait for what
 * they call. Both sets only grow, so repeating until nothing changes ends.
 */
import type { Argument } from "../python/arguments.ts";
import type { Expression } from "../python/expression.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { findTaskUses, type TaskCall, type TaskUse } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import { resolveArguments } from "../flyte1/splats.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import type { EnvironmentField, OverrideField, TaskField } from "../flyte2/fields.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { Use } from "../project/uses.ts";
import { type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";
import { nameOf, Obstacles } from "./obstacles.ts";
import type { Note, NoteDetails, OverrideTarget, TaskTarget, Transform, TransformRun } from "./transform.ts";

/** A Flyte 2 fact with the arguments whose comments travel with it. */
export interface Fact {
  readonly value: Expression;
  readonly from: readonly Argument[];
  /** A name that the value uses and the module may have to import. */
  readonly imports?: { readonly module: Module; readonly name: string };
}

/** What becomes of one task. */
export interface TaskPlan {
  readonly task: TaskDeclaration;
  readonly environment: ReadonlyMap<EnvironmentField, Fact>;
  readonly decorator: ReadonlyMap<TaskField, Fact>;
  /** Nodes of the arguments that transforms took, by the transform's id. */
  readonly taken: ReadonlyMap<SyntaxNode, string>;
  readonly notes: readonly NoteRecord[];
  /** Mappings of splats that were resolved. */
  readonly mappings: readonly Binding[];
}

/** What becomes of one `.with_overrides(…)`. */
export interface OverridePlan {
  readonly call: TaskCall;
  readonly fields: ReadonlyMap<OverrideField, Fact>;
  readonly taken: ReadonlyMap<SyntaxNode, string>;
  readonly notes: readonly NoteRecord[];
}

export interface Decision {
  readonly plans: ReadonlyMap<TaskDeclaration, TaskPlan>;
  readonly overrides: ReadonlyMap<TaskCall, OverridePlan>;
  /** Tasks that stay Flyte 1, with the notes that say why. */
  readonly blocked: ReadonlyMap<TaskDeclaration, readonly NoteRecord[]>;
}

/** A transform at work. */
export interface RunningTransform {
  readonly transform: Transform;
  readonly run: TransformRun;
}

export class Decider {
  private plans = new Map<TaskDeclaration, TaskPlan>();
  private overrides = new Map<TaskCall, OverridePlan>();
  private readonly blocked = new Map<TaskDeclaration, NoteRecord[]>();
  private readonly pinned = new Set<Binding>();
  private readonly free = new Set<Binding>();
  private running: readonly RunningTransform[] = [];
  private round = 0;
  /** Bindings that each task's translation asked about, and those of the one that is going on. */
  private readonly askedBy = new Map<TaskDeclaration, ReadonlySet<Binding>>();
  private asked: Set<Binding> | undefined;
  /** What tasks call or hold: they wait for all of it. */
  private readonly taskUses: readonly TaskUse[];

  constructor(
    private readonly repository: Repository,
    private readonly calls: readonly TaskCall[],
    private readonly kinds: FindingKinds,
    private readonly isEditable: (module: Module) => boolean,
  ) {
    this.taskUses = findTaskUses(repository);
  }

  /** All uses of a binding are rewritten, or none: see {@link MigrationContext.isPinned}. */
  isPinned(binding: Binding): boolean {
    this.asked?.add(binding);
    if (this.pinned.has(binding)) return true;
    if (this.round === 0 || this.free.has(binding)) return false;
    // Guards against definitions that use each other.
    this.free.add(binding);
    const isFree =
      this.isEditableBinding(binding) && this.repository.usesOf(binding).every((use) => this.acceptsUse(binding, use));
    if (isFree) return false;
    this.free.delete(binding);
    this.pinned.add(binding);
    return true;
  }

  private isEditableBinding(binding: Binding): boolean {
    const module = this.repository.modules.ofTree(binding.scope.node.tree);
    return module !== undefined && this.isEditable(module);
  }

  isMigrated(task: TaskDeclaration): boolean {
    return !this.blocked.has(task);
  }

  decide(running: readonly RunningTransform[]): Decision {
    this.running = running;
    new Obstacles({
      repository: this.repository,
      calls: this.calls,
      isEditable: this.isEditable,
      isSupported: (reference) => running.some(({ run }) => run.supports?.(reference)),
      block: (task, code, node, details) => this.block(task, code, node, details),
    }).find();
    // The first round knows of no plans yet and so pins nothing: there are always two.
    for (let before = -1; this.round < 2 || before !== this.progress(); this.round++) {
      before = this.progress();
      this.free.clear();
      this.plans = this.translateAll();
      this.overrides = this.overrideAll();
      this.blockCallers();
      this.blockUsedAtImport();
    }
    this.warnOfMixedCalls();
    return { plans: this.plans, overrides: this.overrides, blocked: this.blocked };
  }

  private progress(): number {
    return this.blocked.size + this.pinned.size;
  }

  private translateAll(): Map<TaskDeclaration, TaskPlan> {
    const plans = new Map<TaskDeclaration, TaskPlan>();
    for (const task of this.repository.tasks) {
      if (this.blocked.has(task)) continue;
      const plan = this.isStillTrue(task) ? this.plans.get(task) : this.translateNoting(task);
      if (plan) plans.set(task, plan);
    }
    return plans;
  }

  /** Between rounds nothing changes for a task but which of the bindings that it asked about are pinned. */
  private isStillTrue(task: TaskDeclaration): boolean {
    const asked = this.askedBy.get(task);
    return asked !== undefined && ![...asked].some((binding) => this.isPinned(binding));
  }

  private translateNoting(task: TaskDeclaration): TaskPlan | undefined {
    this.asked = new Set();
    const plan = this.translate(task);
    this.askedBy.set(task, this.asked);
    this.asked = undefined;
    return plan;
  }

  private translate(task: TaskDeclaration): TaskPlan | undefined {
    const resolved = resolveArguments(this.repository, task);
    const splats = [
      ...resolved.unknown,
      ...resolved.mappings.filter((binding) => this.isPinned(binding)).map(() => task.decorator),
    ];
    for (const splat of splats) this.block(task, "tasks/splat", splat, { slots: { task: task.name, splat: splat.text } });
    const environment = new Map<EnvironmentField, Fact>();
    const decorator = new Map<TaskField, Fact>();
    const collected = this.collector(task.module, resolved.arguments);
    for (const { transform, run } of this.running) {
      const target: TaskTarget = {
        ...collected.targetFor(transform),
        environment: (field, value, ...from) => void environment.set(field, { value, from }),
        decorator: (field, value, ...from) => void decorator.set(field, { value, from }),
      };
      run.translate?.(task, target);
    }
    for (const argument of collected.left()) {
      const name = `${task.reference.name}(${argument.name ?? "…"}=)`;
      this.block(task, "flyte1/argument-not-migrated", argument.node, { slots: { name, task: task.name } });
    }
    this.blockByNotes(task, collected.notes);
    if (this.blocked.has(task)) return undefined;
    return { task, environment, decorator, taken: collected.taken, notes: collected.notes, mappings: resolved.mappings };
  }

  private overrideAll(): Map<TaskCall, OverridePlan> {
    const plans = new Map<TaskCall, OverridePlan>();
    for (const call of this.calls) {
      const { caller, overrides } = call;
      if (!caller || !overrides || this.blocked.has(caller)) continue;
      const fields = new Map<OverrideField, Fact>();
      const collected = this.collector(call.module, overrides.arguments);
      for (const { transform, run } of this.running) {
        const target: OverrideTarget = {
          ...collected.targetFor(transform),
          overridden: call,
          set: (field, value, ...from) => void fields.set(field, { value, from }),
        };
        run.override?.(call, target);
      }
      for (const argument of collected.left()) {
        const name = `with_overrides(${argument.name ?? "…"}=)`;
        this.block(caller, "flyte1/argument-not-migrated", argument.node, { slots: { name, task: caller.name } });
      }
      this.blockByNotes(caller, collected.notes);
      plans.set(call, { call, fields, taken: collected.taken, notes: collected.notes });
    }
    return plans;
  }

  /** The parts that targets of tasks and of overrides share. */
  private collector(module: Module, given: readonly Argument[]) {
    const notes: NoteRecord[] = [];
    const taken = new Map<SyntaxNode, string>();
    const targetFor = (transform: Transform) => ({
      take: (name: string): Argument | undefined => {
        const argument = given.findLast((candidate) => candidate.name === name);
        if (argument) taken.set(argument.node, transform.id);
        return argument;
      },
      note: ((code, node, details = {}) => {
        const place = this.placeOf(node, { module, node: given[0]?.node ?? module.tree.root });
        notes.push({ kind: kindOf(this.kinds, code), ...place, details, by: transform.id });
      }) satisfies Note,
      // Being asked by name is enough: what is referred to stands in a taken argument.
      refer: (binding: Binding): void => void this.isPinned(binding),
    });
    return { notes, taken, targetFor, left: () => given.filter((argument) => !taken.has(argument.node)) };
  }

  /** The cause may lie in another module; where that one is not touched, the note stays with the task. */
  private placeOf(node: SyntaxNode, task: { readonly module: Module; readonly node: SyntaxNode }) {
    const module = this.repository.modules.ofTree(node.tree) ?? task.module;
    return module === task.module || this.isEditable(module) ? { module, node } : task;
  }

  private blockByNotes(task: TaskDeclaration, notes: readonly NoteRecord[]): void {
    for (const note of notes) if (note.kind.confidence === "manual") this.addBlocker(task, note);
  }

  private blockCallers(): void {
    const waiting = this.taskUses.filter(({ task }) => this.blocked.has(task));
    for (const [caller, uses] of groupBy(waiting, ({ user }) => user)) {
      // It keeps what it calls, not the other way round.
      if (this.isCompiledAtImport(caller)) continue;
      const names = [...new Set(uses.map(({ task }) => task.name))];
      const name = nameOf(caller);
      const known = this.blocked.get(caller)?.findIndex((note) => note.kind.code === "tasks/calls-flyte1") ?? -1;
      // Callees that got blocked in a later round belong to the same note.
      if (known >= 0) this.blocked.get(caller)?.splice(known, 1);
      this.block(caller, "tasks/calls-flyte1", name, {
        slots: { task: caller.name, callees: names.map((callee) => `\`${callee}\``).join(", "), name: names.join(", ") },
        related: uses,
      });
    }
  }

  /** What compiles a workflow when its module is imported would run Flyte 2 tasks in it, so it keeps the tasks that it uses. */
  private blockUsedAtImport(): void {
    const kept = this.taskUses.filter(({ task, user }) => this.isCompiledAtImport(user) && !this.blocked.has(task));
    for (const [task, uses] of groupBy(kept, (use) => use.task)) {
      const users = [...new Set(uses.map(({ user }) => `\`${user.name}\``))].join(", ");
      this.block(task, "tasks/used-by-flyte1", nameOf(task), { slots: { task: task.name, users }, related: uses });
    }
  }

  private isCompiledAtImport(task: TaskDeclaration): boolean {
    const codes = this.blocked.get(task)?.map(({ kind }) => kind.code) ?? [];
    return codes.includes("flyte1/used-at-import") || codes.includes("tasks/used-by-flyte1");
  }

  /** Former workflows that stay while what they call is Flyte 2 now: they must not be registered as they are. */
  private warnOfMixedCalls(): void {
    const mixed = this.taskUses.filter(
      ({ task, user }) => user.kind !== "task" && this.blocked.has(user) && !this.blocked.has(task),
    );
    for (const [user, uses] of groupBy(mixed, (use) => use.user)) {
      const callees = [...new Set(uses.map(({ task }) => `\`${task.name}\``))].join(", ");
      this.block(user, "tasks/calls-flyte2", nameOf(user), { slots: { task: user.name, callees }, related: uses });
    }
  }

  private block(task: TaskDeclaration, code: string, node: SyntaxNode, details: NoteDetails): void {
    this.addBlocker(task, { kind: kindOf(this.kinds, code), module: task.module, node, details, by: "pipeline" });
  }

  private addBlocker(task: TaskDeclaration, note: NoteRecord): void {
    const notes = this.blocked.get(task) ?? [];
    this.blocked.set(task, notes);
    const isKnown = notes.some((known) => known.node === note.node && known.kind === note.kind);
    if (!isKnown) notes.push(note);
  }

  /** A use that goes with the rewrite: in an argument that was taken, in an import, or promised by a transform. */
  private acceptsUse(binding: Binding, use: Use): boolean {
    if (use.kind === "import") return true;
    const task = this.repository.taskAround(use.module, use.node);
    const plan = task && this.plans.get(task);
    if (plan && isInside(plan.taken.keys(), use.node)) return true;
    if (task && plan && task.decorator.contains(use.node) && plan.mappings.includes(binding)) return true;
    // What a splatted mapping holds was taken where the mapping is defined.
    for (const other of this.plans.values()) {
      if (other.mappings.length > 0 && other.task.module === use.module && isInside(other.taken.keys(), use.node)) return true;
    }
    for (const [call, override] of this.overrides) {
      if (call.module === use.module && call.caller && this.isMigrated(call.caller) && isInside(override.taken.keys(), use.node))
        return true;
    }
    return this.running.some(({ run }) => run.acceptsUse?.(binding, use));
  }
}

function isInside(nodes: Iterable<SyntaxNode>, inner: SyntaxNode): boolean {
  for (const node of nodes) if (node.contains(inner)) return true;
  return false;
}
