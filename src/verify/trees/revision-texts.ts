/** Texts of the Python files of a revision of git. */
import type { RawFile } from "../../migrate/sources.ts";
import { readRevision } from "../../project/git-revision.ts";
import type { RevisionFile } from "../../project/git-revision.ts";

/**
 * Reads the Python files of a revision; links are not followed.
 *
 * @param root absolute path of the repository's root
 */
export async function pythonFiles(root: string, revision: readonly RevisionFile[]): Promise<RawFile[]> {
  const python = revision.filter(({ path, kind }) => path.endsWith(".py") && (kind === "file" || kind === "executable"));
  const files: RawFile[] = [];
  for await (const [{ path }, bytes] of readRevision(root, python)) files.push({ path, absolutePath: `${root}/${path}`, bytes });
  return files;
}

/** Texts by path, as UTF-8. */
export function textsOf(files: readonly RawFile[]): Map<string, string> {
  return new Map(files.map(({ path, bytes }) => [path, bytes.toString("utf8")]));
}
