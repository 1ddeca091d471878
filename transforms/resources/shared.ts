/** Every `Resources` object of the repository that a name holds, and every read of its fields. */
import { fieldRead, type FieldRead, findSharedResources, type SharedResources } from "../../src/flyte1/resources.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import { groupBy } from "../../src/project/group-by.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Use } from "../../src/project/uses.ts";
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** A read of a shared object's field. */
export interface SharedRead extends FieldRead {
  readonly use: Use;
  readonly shared: SharedResources;
}

export class SharedObjects {
  readonly all: readonly SharedResources[];
  private readonly byBinding: ReadonlyMap<Binding, readonly SharedResources[]>;
  private readonly byModule: ReadonlyMap<Module, readonly SharedRead[]>;
  private readonly byNode: ReadonlyMap<SyntaxNode, SharedRead>;

  constructor(repository: Repository) {
    this.all = findSharedResources(repository);
    this.byBinding = groupBy(this.all, (shared) => shared.binding);
    const reads = this.all.flatMap((shared) =>
      repository.usesOf(shared.binding).flatMap((use): SharedRead[] => {
        const isOther = shared.attribute !== null && attributesOf(use)[0] !== shared.attribute;
        const read = isOther ? undefined : fieldRead(repository, use, shared.attribute);
        return read ? [{ ...read, use, shared }] : [];
      }),
    );
    this.byModule = groupBy(reads, (read) => read.use.module);
    this.byNode = new Map(reads.map((read) => [read.use.node, read]));
  }

  /** Reads of fields in a module. */
  readsIn(module: Module): readonly SharedRead[] {
    return this.byModule.get(module) ?? [];
  }

  /** The read that an attribute chain is. */
  readAt(node: SyntaxNode): SharedRead | undefined {
    return this.byNode.get(node);
  }

  /** True for a use that reads a field, and for one of a class's attributes that holds no resources. */
  isRead(binding: Binding, use: Use): boolean {
    if (this.byNode.has(use.node)) return true;
    const [attribute] = attributesOf(use);
    const held = this.byBinding.get(binding)?.map((shared) => shared.attribute) ?? [];
    return attribute !== undefined && held.length > 0 && !held.includes(null) && !held.includes(attribute);
  }
}

function attributesOf({ meaning }: Use): readonly string[] {
  return meaning.kind === "definition" ? meaning.attributes : [];
}
