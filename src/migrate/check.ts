/** The last look before a file is offered: what does not parse is withdrawn, with everything that was said about it. */
import type { ParsePython } from "../python/parser.ts";
import type { FilePlan, SkippedFile } from "./plan.ts";

export interface CheckedFiles {
  readonly files: readonly FilePlan[];
  readonly withdrawn: readonly SkippedFile[];
}

export function checkFiles(files: readonly FilePlan[], parse: ParsePython): CheckedFiles {
  const kept: FilePlan[] = [];
  const withdrawn: SkippedFile[] = [];
  for (const file of files) {
    const error = file.migrated === file.original ? null : parse(file.migrated).firstError;
    if (!error) kept.push(file);
    else {
      const detail = `line ${error.line} of the migrated text would not parse; this is a defect of flyteshift, and the file was left as it is`;
      withdrawn.push({ path: file.path, reason: "withdrawn", detail });
    }
  }
  return { files: kept, withdrawn };
}
