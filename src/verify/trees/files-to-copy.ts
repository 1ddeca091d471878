/** Which files of a repository its temporary copies hold. */
import { join } from "node:path";
import { ExpectedError } from "../../project/expected-error.ts";
import { isUnder, type Project } from "../../project/project-root.ts";
import type { LeftOut } from "./temporary-trees.ts";

/** More than this take too long to copy twice. */
const MANY_FILES = 50_000;

/**
 * All files; of a very large repository the Python files, and what lies below the paths that the user named, where data is that its
 * modules read while they are imported.
 *
 * @param files paths relative to the root, with `/`
 * @throws ExpectedError when those are too many as well
 */
export function filesToCopy(
  files: readonly string[],
  { root, targets }: Pick<Project, "root" | "targets">,
  limit = MANY_FILES,
): { readonly kept: readonly string[]; readonly leftOut: LeftOut | null } {
  if (files.length <= limit) return { kept: files, leftOut: null };
  const kept = files.filter((path) => path.endsWith(".py") || targets.some((target) => isUnder(target, join(root, path))));
  if (kept.length > limit) {
    throw new ExpectedError(`${root} holds more than ${limit} files to copy, which takes too long. Name a smaller folder.`);
  }
  const why = `there are ${files.length} files; Python files are copied, and what lies below the paths that were named`;
  return { kept, leftOut: { path: "data elsewhere", why } };
}
