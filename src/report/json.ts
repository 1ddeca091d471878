/** The plan as one JSON document; `docs/json.md` describes it. */
import type { FilePlan, Plan } from "../migrate/plan.ts";
import { patchOf } from "./diff.ts";

/** What became of the files, when the run wrote them. Paths relative to the plan's root. */
export interface WriteOutcome {
  readonly written: readonly string[];
  /** Changed on disk between plan and write, and so left alone. */
  readonly changedOnDisk: readonly string[];
  readonly failed: readonly { readonly path: string; readonly message: string }[];
}

/** The document: the plan's version first, every file with its change as a patch, and `applied` as null when nothing was written. */
export function formatJson(plan: Plan, applied: WriteOutcome | null): string {
  const { version, root, summary, files, ...rest } = plan;
  const document = { version, root, summary, applied, files: files.map(fileEntry), ...rest };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The original is on disk, and the patch has what differs: only the new text is repeated. */
function fileEntry(file: FilePlan) {
  const { path, original, migrated, changes } = file;
  const changed = original !== migrated;
  return { path, changed, diff: patchOf(file), migrated: changed ? migrated : null, changes };
}
