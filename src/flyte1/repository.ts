/** A repository as Flyte 1 sees it: its modules, its references to Flyte 1, and what it declares. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { Constants } from "../project/constants.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module, Modules } from "../project/modules.ts";
import type { Settings } from "../project/settings.ts";
import { Symbols } from "../project/symbols.ts";
import { findUses, usesByBinding, type Use } from "../project/uses.ts";
import { findReferences, type Reference } from "./references.ts";
import { isFlyte1 } from "./surface.ts";
import { findTasks, type TaskDeclaration } from "./tasks.ts";

export class Repository {
  readonly symbols: Symbols;
  readonly constants: Constants;
  /** Uses of every name in every module, in order. */
  readonly uses: readonly Use[];
  readonly references: readonly Reference[];
  readonly tasks: readonly TaskDeclaration[];
  private readonly byBinding: ReadonlyMap<Binding, readonly Use[]>;
  private readonly tasksByBinding: ReadonlyMap<Binding, TaskDeclaration>;
  private readonly referencesByModule: ReadonlyMap<Module, readonly Reference[]>;

  constructor(
    readonly modules: Modules,
    readonly settings: Settings,
  ) {
    this.symbols = new Symbols(modules, (module) => isFlyte1(module));
    this.constants = new Constants(this.symbols);
    // Resolving names loads modules that nobody listed; their uses count too.
    let known = 0;
    let uses: Use[] = [];
    while (known < modules.all.length) {
      known = modules.all.length;
      uses = findUses(modules.all, this.symbols);
    }
    this.uses = uses;
    this.byBinding = usesByBinding(uses);
    this.references = findReferences(uses);
    this.tasks = findTasks(this.references);
    this.tasksByBinding = new Map(this.tasks.map((task) => [task.binding, task]));
    this.referencesByModule = groupBy(this.references, (reference) => reference.module);
  }

  /** Every read and import of a binding, in every module. */
  usesOf(binding: Binding): readonly Use[] {
    return this.byBinding.get(binding) ?? [];
  }

  referencesIn(module: Module): readonly Reference[] {
    return this.referencesByModule.get(module) ?? [];
  }

  /** The task or workflow that an expression names, through imports and re-exports. */
  taskNamed(module: Module, node: SyntaxNode): TaskDeclaration | undefined {
    const meaning = this.symbols.meaningOf(module, node);
    return meaning?.kind === "definition" && meaning.attributes.length === 0
      ? this.tasksByBinding.get(meaning.binding)
      : undefined;
  }

  /** The innermost task or workflow whose body, signature or decorator holds a node. */
  taskAround(module: Module, node: SyntaxNode): TaskDeclaration | undefined {
    return this.tasks.findLast((task) => task.module === module && task.decorated.contains(node));
  }

  /** The canonical Flyte 1 name of an expression, if it is one. */
  flyte1Name(module: Module, node: SyntaxNode): string | undefined {
    return this.referencesIn(module).find((reference) => reference.node === node)?.name;
  }
}
