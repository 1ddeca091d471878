/** Modules and folders of the user's that are called `flyte`, like the SDK. */
import type { Repository } from "../flyte1/repository.ts";
import type { Environment } from "./environments.ts";
import { type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";
import type { Sources } from "./sources.ts";

/** The module that `import flyte` would find in one of the selected files that need the SDK, as a note; undefined when the SDK is found. */
export function hidingModule(
  sources: Sources,
  selected: ReadonlySet<string>,
  repository: Repository,
  kinds: FindingKinds,
): NoteRecord | undefined {
  for (const path of sources.mentioning.filter((candidate) => selected.has(candidate))) {
    const hiding = repository.modules.layout.findNear("flyte", path);
    const module = hiding === undefined ? undefined : repository.modules.at(hiding);
    if (!module) continue;
    const details = { slots: { path: module.path } };
    return { kind: kindOf(kinds, "project/flyte-package"), module, node: module.tree.root, details, by: "pipeline" };
  }
  return undefined;
}

/** A note for every module below a folder called `flyte` that declares environments. */
export function notesOnFolders(environments: readonly Environment[], kinds: FindingKinds): NoteRecord[] {
  const modules = new Set(environments.map((environment) => environment.module));
  return [...modules].flatMap((module) => {
    const folder = /^(?:.*\/)?flyte(?=\/)/.exec(module.path)?.[0];
    if (folder === undefined) return [];
    const details = { slots: { path: folder } };
    return [{ kind: kindOf(kinds, "project/flyte-folder"), module, node: module.tree.root, details, by: "pipeline" }];
  });
}
