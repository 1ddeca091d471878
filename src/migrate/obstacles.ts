/** What keeps a task in Flyte 1 whatever its arguments become: where it stands, what it holds, and what is made of it. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { TaskCall } from "../flyte1/calls.ts";
import { imperativeMethod } from "../flyte1/imperative-workflows.ts";
import type { Reference } from "../flyte1/references.ts";
import type { Repository } from "../flyte1/repository.ts";
import { referencesInTypes } from "../flyte1/signature-types.ts";
import { decoratorKind, type TaskDeclaration } from "../flyte1/tasks.ts";
import { decoratesSomething, holderOf, usesElsewhere } from "../flyte1/wrappers.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { NoteDetails } from "./transform.ts";

export interface ObstacleInput {
  readonly repository: Repository;
  readonly calls: readonly TaskCall[];
  readonly isEditable: (module: Module) => boolean;
  /** True when a transform will rewrite the reference. */
  readonly isSupported: (reference: Reference) => boolean;
  /** Told of each obstacle. */
  readonly block: (task: TaskDeclaration, code: string, node: SyntaxNode, details: NoteDetails) => void;
}

export class Obstacles {
  private readonly callsByCaller: ReadonlyMap<TaskDeclaration | undefined, readonly TaskCall[]>;

  constructor(private readonly given: ObstacleInput) {
    this.callsByCaller = groupBy(given.calls, (call) => call.caller);
  }

  /** Tells of every obstacle of every task. */
  find(): void {
    for (const task of this.given.repository.tasks) this.findInItself(task);
    this.findHelpers();
    this.findUsesAtImport();
  }

  /** Reasons that need no transform: where the task stands, and what it holds that nobody rewrites. */
  private findInItself(task: TaskDeclaration): void {
    const slots = { task: task.name };
    if (!this.given.isEditable(task.module)) this.given.block(task, "project/outside-paths", task.decorator, { slots });
    const holder = task.place === "function" ? holderOf(task.reference) : undefined;
    if (holder && decoratesSomething(this.given.repository, holder)) {
      const related = usesElsewhere(this.given.repository, holder);
      this.given.block(task, "tasks/wrapper", task.reference.node, { slots: { name: task.reference.name }, related });
    } else if (task.place !== "module")
      this.given.block(task, "tasks/not-at-module-level", task.decorated, { slots: { ...slots, place: task.place } });
    const above = task.above[0];
    if (above) this.given.block(task, "tasks/decorator-above", above, { slots: { ...slots, decorator: above.text } });
    this.findReferences(task);
    this.findTypes(task);
  }

  /** Names of Flyte 1 in the signature, the body and the decorators below that nobody rewrites, one note for each name. */
  private findReferences(task: TaskDeclaration): void {
    const inner = this.given.repository.tasks.filter((other) => isDeclaredIn(task, other));
    // What a task declared in here says of itself holds for this one, too.
    for (const other of inner)
      this.given.block(task, "tasks/not-at-module-level", other.decorated, { slots: { task: other.name, place: other.place } });
    const inFunction = this.given.repository
      .referencesIn(task.module)
      .filter(({ kind, node }) => kind === "read" && isWithin(task, node) && !this.isInOverrides(task, node))
      .filter(({ node }) => !inner.some((other) => other.decorated.contains(node)));
    const unsupported = inFunction.filter((reference) => reference.guarded || !this.given.isSupported(reference));
    for (const [name, references] of groupBy(unsupported, (reference) => reference.name)) {
      const [first, ...others] = references;
      const code = first.guarded ? "flyte1/guarded-import" : "flyte1/not-migrated";
      const consequence = `, so \`${task.name}\` stays Flyte 1`;
      this.given.block(task, code, first.node, { slots: { name, consequence }, related: others });
    }
  }

  /** A dataclass with a Flyte 1 field is Flyte 1, too, and Flyte 2 would take it for something that it can pickle. */
  private findTypes(task: TaskDeclaration): void {
    const references = referencesInTypes(this.given.repository, task).filter((reference) => !this.given.isSupported(reference));
    const [first] = references;
    if (!first) return;
    const name = nameOf(task);
    this.given.block(task, "flyte1/type-not-migrated", name, {
      slots: { name: first.name, task: task.name },
      related: references,
    });
  }

  /** What a task comes to through plain functions is as good as in its own body. */
  private findHelpers(): void {
    for (const reference of this.given.repository.references) {
      const { module, node, kind, name } = reference;
      const isInFunction = node.ancestor("function_definition", "lambda") !== undefined;
      if (
        kind === "import" ||
        !isInFunction ||
        decoratorKind(name) !== undefined ||
        this.given.repository.taskAround(module, node)
      )
        continue;
      if (this.given.isSupported(reference)) continue;
      for (const task of this.given.repository.reach.tasksAt(module, node)) {
        const place = nameOf(task);
        this.given.block(task, "flyte1/helper-not-migrated", place, { slots: { name, task: task.name }, related: [reference] });
      }
    }
  }

  /** A launch plan, and whatever else is made of a task when its module is imported, would fail to import with a Flyte 2 task. */
  private findUsesAtImport(): void {
    for (const task of this.given.repository.tasks) {
      for (const use of this.given.repository.usesOf(task.binding)) {
        const call = use.kind === "read" ? use.node.ancestor("argument_list")?.parent : undefined;
        const callee = call?.kind === "call" ? call.field("function") : undefined;
        const built = callee && imperativeMethod(this.given.repository, use.module, callee);
        const name = built ?? (callee && this.given.repository.flyte1Name(use.module, callee));
        const isDecorator = name !== undefined && decoratorKind(name) !== undefined;
        const isInFunction = built === undefined && callee?.ancestor("function_definition", "lambda") !== undefined;
        if (!callee || name === undefined || isDecorator || isInFunction || this.isWritten(use.module, callee)) continue;
        const place = nameOf(task);
        this.given.block(task, "flyte1/used-at-import", place, { slots: { name, task: task.name }, related: [use] });
      }
    }
  }

  /** True when a transform writes what a name of Flyte 1 makes. */
  private isWritten(module: Module, node: SyntaxNode): boolean {
    return this.given.repository.referencesWithin(module, node).some((reference) => this.given.isSupported(reference));
  }

  /** Arguments of `.with_overrides(…)` are translated one by one, like those of the decorator. */
  private isInOverrides(task: TaskDeclaration, node: SyntaxNode): boolean {
    const calls = this.callsByCaller.get(task) ?? [];
    return calls.some(({ overrides }) => overrides?.arguments.some((argument) => argument.node.contains(node)));
  }
}

/** Where a finding about a whole task stands. */
export function nameOf(task: TaskDeclaration): SyntaxNode {
  return task.function.field("name") ?? task.function;
}

function isDeclaredIn(outer: TaskDeclaration, { module, place, decorated }: TaskDeclaration): boolean {
  return place === "function" && module === outer.module && outer.function.contains(decorated);
}

/** True for what runs as the task: the function, and the decorators that wrap it before it becomes a task. */
function isWithin({ function: outer, below }: TaskDeclaration, node: SyntaxNode): boolean {
  return [outer, ...below].some((part) => part.contains(node));
}
