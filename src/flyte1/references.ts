/** Every place where a repository refers to Flyte 1, by canonical name. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Use } from "../project/uses.ts";
import { canonicalName, isFlyte1 } from "./surface.ts";

/** One reference: a read of a name or attribute chain, or one item of an import. */
export interface Reference {
  readonly module: Module;
  /** The whole attribute chain (`fl.Secret.MountType.FILE`), or the import item. */
  readonly node: SyntaxNode;
  readonly kind: "read" | "import";
  /** Canonical: `flytekit.Secret.MountType.FILE`, however it was imported. */
  readonly name: string;
  /** The name has a second binding, so its meaning is decided at run time. */
  readonly guarded: boolean;
}

/** The references among all uses, in the same order. */
export function findReferences(uses: readonly Use[]): Reference[] {
  return uses.flatMap(({ module, node, kind, meaning }) => {
    if (meaning.kind !== "external" || !isFlyte1(meaning.path)) return [];
    const item = kind === "import" ? module.importAt(node) : undefined;
    // `import flytekit.core.task` binds `flytekit`, but it is the whole module that is imported.
    const path = item?.name === null ? item.module : meaning.path;
    return [{ module, node, kind, name: canonicalName(path), guarded: meaning.guarded }];
  });
}
