/** References that nobody settled, as findings: nothing of Flyte 1 is passed over in silence. */
import { statementOf } from "../python/statements.ts";
import type { Reference } from "../flyte1/references.ts";
import type { Repository } from "../flyte1/repository.ts";
import { flyte1CallsAround } from "../flyte1/surrounding-calls.ts";
import { decoratorKind } from "../flyte1/tasks.ts";
import { holderOf, usesElsewhere } from "../flyte1/wrappers.ts";
import { isReadThrough, REGISTERS_ON_IMPORT } from "./import-cleanup.ts";
import type { Ledger } from "./ledger.ts";
import { type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";

/** One note for each statement and name that is left, and one for each wrapper with all its uses. */
export function leftoverNotes(
  repository: Repository,
  ledger: Ledger,
  kinds: FindingKinds,
  blockers: readonly NoteRecord[],
): NoteRecord[] {
  const notes: NoteRecord[] = [];
  const known = new Set(blockers.map((note) => note.node));
  const seen = new Set<string>();
  const add = (
    code: string,
    reference: Reference,
    slots: Record<string, string>,
    related: NoteRecord["details"]["related"] = [],
  ) => {
    const { module, node } = reference;
    const key = `${module.path}:${statementOf(node).start}:${reference.name}:${code}`;
    if (seen.has(key) || known.has(node)) return;
    seen.add(key);
    notes.push({ kind: kindOf(kinds, code), module, node, details: { slots, related }, by: "pipeline" });
  };
  const left = ledger.unsettled.filter((reference) => reference.kind === "read");
  for (const reference of left) {
    if (isPartOfAnother(repository, ledger, reference)) continue;
    if (reference.guarded) add("flyte1/guarded-import", reference, { name: reference.name });
    else if (decoratorKind(reference.name))
      add("tasks/wrapper", reference, { name: reference.name }, wrapperUses(repository, reference));
    else add("flyte1/not-migrated", reference, { name: reference.name, consequence: "" });
  }
  for (const reference of lonelyImports(repository, ledger))
    add("flyte1/not-migrated", reference, { name: reference.name, consequence: "" });
  return notes;
}

/** An argument of something that is left is left with it, and needs no word of its own. */
function isPartOfAnother(repository: Repository, ledger: Ledger, { module, node }: Reference): boolean {
  return flyte1CallsAround(repository, module, node).some((callee) => (ledger.outcomeOf(callee) ?? "manual") === "manual");
}

/** Where the function, or the name, that holds a decorator as a value is used. */
function wrapperUses(repository: Repository, reference: Reference): NonNullable<NoteRecord["details"]["related"]> {
  const holder = holderOf(reference);
  return holder ? usesElsewhere(repository, holder) : [];
}

/** Imports that stay although no read of them is left to say why: plugins that register themselves, names in quoted annotations. */
function lonelyImports(repository: Repository, ledger: Ledger): Reference[] {
  return ledger.unsettled.filter((reference) => {
    if (reference.kind !== "import") return false;
    const item = reference.module.importAt(reference.node);
    const all = repository.referencesIn(reference.module).filter((read) => read.kind === "read");
    const reads = item ? all.filter((read) => isReadThrough(read, item)) : [];
    // A name that was never read is not worth a word, unless importing it does something.
    if (reads.length === 0 && !REGISTERS_ON_IMPORT.test(item?.module ?? "")) return false;
    return reads.every((read) => ledger.isGone(read));
  });
}
