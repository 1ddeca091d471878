/** A repository as Flyte 1 sees it: its modules, its references to Flyte 1, and what it declares. */
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { Constants } from "../project/constants.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module, Modules } from "../project/modules.ts";
import type { Settings } from "../project/settings.ts";
import { type Meaning, Symbols } from "../project/symbols.ts";
import { findUses, usesByBinding, type Use } from "../project/uses.ts";
import { TaskMaps } from "./maps.ts";
import { Reach } from "./reach.ts";
import { findReferences, type Reference } from "./references.ts";
import { isPublicName } from "./surface.ts";
import { transformedTypes } from "./type-transformers.ts";
import { findTasks, type TaskDeclaration } from "./tasks.ts";

/** What `from flytekit import *` brings in. */
function starProvides(module: string, name: string): boolean {
  return isPublicName(`${module}.${name}`);
}

export class Repository {
  readonly symbols: Symbols;
  readonly constants: Constants;
  /**
   * The modules that were loaded at first: those that have to do with Flyte 1. Others are only looked into where a name in these
   * comes from.
   */
  readonly concerned: readonly Module[];
  /** Uses of every name in the concerned modules, in order. */
  readonly uses: readonly Use[];
  readonly references: readonly Reference[];
  readonly tasks: readonly TaskDeclaration[];
  /** Follows calls through plain functions; what it found out serves everyone. */
  readonly reach = new Reach(this);
  readonly maps: TaskMaps;
  /** Types that have a `TypeTransformer` of the repository's own. */
  readonly transformedTypes: ReadonlyMap<Binding, Reference>;
  private readonly usesByModule: ReadonlyMap<Module, readonly Use[]>;
  private readonly byBinding: ReadonlyMap<Binding, readonly Use[]>;
  private readonly tasksByBinding: ReadonlyMap<Binding, TaskDeclaration>;
  private readonly tasksByModule: ReadonlyMap<Module, readonly TaskDeclaration[]>;
  private readonly referencesByModule: ReadonlyMap<Module, readonly Reference[]>;
  private readonly referencesByNode: ReadonlyMap<SyntaxNode, Reference>;

  constructor(
    readonly modules: Modules,
    readonly settings: Settings,
  ) {
    this.symbols = new Symbols(modules, starProvides);
    this.constants = new Constants(this.symbols);
    this.concerned = modules.all;
    // Only names of concerned modules are ever asked for by their uses; to look into every import would parse half of a repository.
    this.uses = findUses(this.concerned, new Symbols(modules.known, starProvides));
    this.byBinding = usesByBinding(this.uses);
    this.usesByModule = groupBy(this.uses, (use) => use.module);
    this.references = findReferences(this.uses);
    this.tasks = findTasks(this.references);
    this.tasksByBinding = new Map(this.tasks.map((task) => [task.binding, task]));
    this.tasksByModule = groupBy(this.tasks, (task) => task.module);
    this.referencesByModule = groupBy(this.references, (reference) => reference.module);
    this.referencesByNode = new Map(this.references.map((reference) => [reference.node, reference]));
    this.transformedTypes = transformedTypes(this);
    this.maps = new TaskMaps(this);
  }

  /** Every read and import of a binding, in every concerned module. */
  usesOf(binding: Binding): readonly Use[] {
    return this.byBinding.get(binding) ?? [];
  }

  /** Reads inside a node, in order. */
  usesWithin(module: Module, node: SyntaxNode): Use[] {
    return (this.usesByModule.get(module) ?? []).filter((use) => use.kind === "read" && node.contains(use.node));
  }

  referencesIn(module: Module): readonly Reference[] {
    return this.referencesByModule.get(module) ?? [];
  }

  /** References inside a node, imports included, in order. */
  referencesWithin(module: Module, node: SyntaxNode): Reference[] {
    return this.referencesIn(module).filter((reference) => node.contains(reference.node));
  }

  /** The task or workflow that an expression names, through imports and re-exports. */
  taskNamed(module: Module, node: SyntaxNode): TaskDeclaration | undefined {
    return this.taskMeant(this.symbols.meaningOf(module, node));
  }

  /** The task or workflow that a name means. */
  taskMeant(meaning: Meaning | undefined): TaskDeclaration | undefined {
    return meaning?.kind === "definition" && meaning.attributes.length === 0
      ? this.tasksByBinding.get(meaning.binding)
      : undefined;
  }

  /** The task or workflow that a binding holds. */
  taskOf(binding: Binding): TaskDeclaration | undefined {
    return this.tasksByBinding.get(binding);
  }

  /** The innermost task or workflow whose body, signature or decorator holds a node. */
  taskAround(module: Module, node: SyntaxNode): TaskDeclaration | undefined {
    return this.tasksByModule.get(module)?.findLast((task) => task.decorated.contains(node));
  }

  /** The canonical Flyte 1 name of an expression, if it is one. */
  flyte1Name(module: Module, node: SyntaxNode): string | undefined {
    const reference = this.referencesByNode.get(node);
    return reference?.module === module ? reference.name : undefined;
  }
}
