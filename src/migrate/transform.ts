/**
 * The contract between the pipeline and a transform.
 *
 * A transform is one topic of the migration guide: data on top, then short functions. It sees Flyte 1 facts and says Flyte 2 facts;
 * it never sees another transform's, reads no file and prints nothing. The pipeline decides which tasks are migrated at all,
 * places the environments, edits the files and keeps the ledger.
 */
import type { Argument } from "../python/arguments.ts";
import type { ItemComments } from "../python/comments.ts";
import type { Expression, Item } from "../python/expression.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { TaskCall } from "../flyte1/calls.ts";
import type { Reference } from "../flyte1/references.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import type { EnvironmentField, OverrideField, TaskField } from "../flyte2/fields.ts";
import type { Module } from "../project/modules.ts";
import type { Use } from "../project/uses.ts";
import type { AsyncTasks } from "./async-tasks.ts";
import type { Outcome, PlannedSecret } from "./plan.ts";

/** A kind of finding: what `explain` prints, and the sentences of every finding of this code. */
export interface FindingKind {
  /** Stable words, `topic/problem`. */
  readonly code: string;
  /** `review`: applied, look at it. `manual`: not applied, do it. */
  readonly confidence: "review" | "manual";
  readonly title: string;
  /** One sentence with `{slots}`: why this is not simply done. */
  readonly why: string;
  /** One sentence with `{slots}`: what to do. */
  readonly todo: string;
  /** Markdown for `explain`: what v1 did, what v2 does, how to decide. */
  readonly explanation: string;
}

/** What a transform answers for. Everything of Flyte 1 that nobody owns is reported as not migrated. */
export interface Ownership {
  /** Keywords of `@task`, `@dynamic` and `@eager`. */
  readonly taskArguments?: readonly string[];
  /** Keywords of `@workflow`. */
  readonly workflowArguments?: readonly string[];
  /** Keywords of `.with_overrides(…)`. */
  readonly overrideArguments?: readonly string[];
  /** Canonical names; a name owns what is below it (`flytekit.Secret` owns `flytekit.Secret.MountType.FILE`). */
  readonly names?: readonly string[];
}

export interface Transform {
  readonly id: string;
  /** One line, for `flyteshift transforms`. */
  readonly title: string;
  readonly owns: Ownership;
  readonly findings: readonly FindingKind[];
  /** A whole small module before and after, run through the pipeline as a test. */
  readonly example: { readonly before: string; readonly after: string };
  /** Called once per run, before anything is decided: the place for facts about the whole repository. */
  begin(context: MigrationContext): TransformRun;
}

/** Gives back its argument; for the type checker and the reader. */
export function defineTransform(transform: Transform): Transform {
  return transform;
}

export interface MigrationContext {
  readonly repository: Repository;
  /** Every call of every task. */
  readonly calls: readonly TaskCall[];
  /**
   * True when a shared object (`SMALL = Resources(…)`) has to stay Flyte 1, because a use of it stays:
   * all uses of a binding are rewritten, or none. Say what is needed in place then, or block the task.
   */
  isPinned(binding: Binding): boolean;
  /** True when the task is migrated; final only in {@link TransformRun.rewrite}. */
  isMigrated(task: TaskDeclaration): boolean;
  /**
   * True when the migrated task is an `async def`: it was one, or its body has calls that run at the same time, or it calls such a
   * task. In its body every call of the SDK that waits has to be awaited. Final only in {@link TransformRun.rewrite}.
   */
  isAsync(task: TaskDeclaration): boolean;
  /** Why that is so: the graphs of former workflows, and what keeps one synchronous. */
  readonly asyncTasks: AsyncTasks;
}

/** One transform at work on one repository. Everything is optional: a transform implements what its topic needs. */
export interface TransformRun {
  /**
   * True when this transform will rewrite a reference that stands in a task's signature or body, or outside of tasks.
   * A task that holds a reference which nobody supports stays Flyte 1 as a whole.
   */
  supports?(reference: Reference): boolean;
  /**
   * Turns the task's owned arguments into target facts. May be called several times for one task, as tasks get blocked and
   * bindings pinned; it must not keep state between calls.
   */
  translate?(task: TaskDeclaration, target: TaskTarget): void;
  /** The same for one call's `.with_overrides(…)`. */
  override?(call: TaskCall, target: OverrideTarget): void;
  /** True when `rewrite` will also handle this use of a shared object outside of decorators (`LIMITS.mem`). */
  acceptsUse?(binding: Binding, use: Use): boolean;
  /** Rewrites what stands outside of Flyte decorators: definitions and reads. Called once per module, when all is decided. */
  rewrite?(module: ModuleRewrite): void;
  /**
   * Moves and wraps whole statements, with all that everyone has rewritten in them. Called once per module after every transform's
   * `rewrite`, in the order of the transforms.
   */
  arrange?(module: ModuleRewrite): void;
  /** Secrets for the checklist, after everything was rewritten. */
  secrets?(): readonly PlannedSecret[];
}

/** Where a note stands and what fills its slots. */
export interface NoteDetails {
  readonly slots?: Readonly<Record<string, string>>;
  /** Other places of the same decision. */
  readonly related?: readonly { readonly module: Module; readonly node: SyntaxNode }[];
}

/** Reports a finding at a node. The code must be one of the transform's own. */
export type Note = (code: string, node: SyntaxNode, details?: NoteDetails) => void;

/** What several targets have in common: arguments to take, notes to give. */
export interface Target {
  /**
   * The owned argument `name`, which is then accounted for; undefined when it was not given.
   * References to Flyte 1 inside a taken argument count as migrated with it.
   */
  take(name: string): Argument | undefined;
  /** A `review` note, or with a `manual` code the reason why this cannot be migrated: the task then stays Flyte 1 as a whole. */
  readonly note: Note;
  /** Says that the new expressions use this shared object by name, so that it must be rewritten with them. */
  refer(binding: Binding): void;
}

/** A Flyte 2 task in the making. */
export interface TaskTarget extends Target {
  /** Sets a fact of the environment. Tasks with equal facts share an environment. Comments move along with the fact. */
  environment(field: EnvironmentField, value: Expression, ...from: readonly Argument[]): void;
  /** Sets a keyword of `@env.task(…)`. */
  decorator(field: TaskField, value: Expression, ...from: readonly Argument[]): void;
}

/** A `.override(…)` in the making. */
export interface OverrideTarget extends Target {
  readonly overridden: TaskCall;
  set(field: OverrideField, value: Expression, ...from: readonly Argument[]): void;
}

/** One module while it is rewritten. */
export interface ModuleRewrite {
  readonly module: Module;
  readonly note: Note;
  /** The module's references to Flyte 1 that this transform owns and nobody has settled. */
  readonly references: readonly Reference[];
  /** Replaces a node by text or by an expression, which is laid out for where the node stands. */
  replace(node: SyntaxNode, replacement: string | Expression): void;
  /** Replaces `[start, end)`, UTF-16 offsets in the module's text. */
  replaceBetween(start: number, end: number, text: string): void;
  /**
   * The text of `[start, end)` with everything in it that was replaced so far, insertions at both ends included. These replacements
   * are withdrawn: the caller writes the text where it belongs.
   */
  takeText(start: number, end: number): string;
  /** Removes a whole statement, with its line when it stands there alone. */
  removeStatement(statement: SyntaxNode): void;
  /** What `.override(…)` of a call that this transform writes (a map's) has to say, from everyone's {@link TransformRun.override}. */
  overrideOf(call: TaskCall): readonly Item[];
  /** How `path` is spelled at `node`, importing it when needed: `flyte.Secret`, `os.environ`, `pathlib.Path`. */
  spell(path: string, node: SyntaxNode): string;
  /** Says how a reference ended. Every owned reference that stays unsettled is reported as not migrated. */
  settle(reference: Reference, outcome: Outcome): void;
}

/** The comments of several arguments as those of one. */
export function mergeComments(parts: readonly ItemComments[]): ItemComments {
  const behind = parts.flatMap((part) => part.behind ?? []);
  const [last, ...others] = behind.toReversed();
  return { above: [...parts.flatMap((part) => part.above), ...others.toReversed()], behind: last ?? null };
}
