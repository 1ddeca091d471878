/** The last look before a file is offered: what does not parse is withdrawn, with everything that was said about it. */
import { applyEdits, type Edit } from "../python/edits.ts";
import type { ParsePython } from "../python/parser.ts";
import type { Position, SyntaxTree } from "../python/syntax.ts";
import { untouchedBlocks } from "../python/untouched-blocks.ts";
import type { FilePlan, SkippedFile } from "./plan.ts";

/** A file's plan, and how its new text came to be. */
export interface DraftedFile {
  readonly plan: FilePlan;
  /** The original; null for a file that was never parsed and is not changed. */
  readonly tree: SyntaxTree | null;
  readonly edits: readonly Edit[];
}

export interface CheckedFiles {
  readonly files: readonly FilePlan[];
  readonly withdrawn: readonly SkippedFile[];
}

export function checkFiles(files: readonly DraftedFile[], parse: ParsePython): CheckedFiles {
  const kept: FilePlan[] = [];
  const withdrawn: SkippedFile[] = [];
  for (const file of files) {
    const error = errorIn(file, parse);
    if (!error) kept.push(file.plan);
    else {
      const detail = `line ${error.line} of the migrated text would not parse; this is a defect of flyteshift, and the file was left as it is`;
      withdrawn.push({ path: file.plan.path, reason: "withdrawn", detail });
    }
  }
  return { files: kept, withdrawn };
}

/** The first error in the migrated text. The whole of it is parsed only to find the line. */
function errorIn({ plan, tree, edits }: DraftedFile, parse: ParsePython): Position | null {
  if (plan.migrated === plan.original || !tree) return null;
  const error = parse(applyEdits(tree.text, [...edits, ...untouchedBlocks(tree.root, edits)])).firstError;
  return error && (parse(plan.migrated).firstError ?? error);
}
