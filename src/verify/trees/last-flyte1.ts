/** Where the Flyte 1 code was before a migration that is written already. */
import { FLYTE1_PACKAGES } from "../../flyte1/surface.ts";
import type { OpenedRepository } from "../../migrate/migrate.ts";
import { selectFiles } from "../../project/discover.ts";
import { findCommit, findMergeBase, listRevision } from "../../project/git-revision.ts";
import { scanImports } from "../../project/import-scan.ts";
import { pythonFiles, textsOf } from "./revision-texts.ts";

/** A revision to compare with. */
export interface Base {
  /** As a person names it: a commit, a branch, a tag. */
  readonly base: string;
  /** Its full hash. */
  readonly commit: string;
}

/** A base that nobody named; `why` says in one sentence why it is this one. */
export type LikelyBase = Base & { readonly why: string };

/** The first of the likely revisions that has Flyte 1 code which is not on disk any more; null where there is none, or no git. */
export async function lastFlyte1(repository: OpenedRepository): Promise<LikelyBase | null> {
  const { project } = repository;
  if (!project.insideGit) return null;
  const onDisk = textsOf(repository.files);
  for (const { base, why, commit } of await likelyBases(project.root)) {
    const revision = await listRevision(project.root, commit);
    const paths = revision.map(({ path }) => path);
    const selected = new Set(selectFiles(project, repository.settings, paths));
    const wanted = revision.filter(({ path }) => selected.has(path));
    const texts = textsOf(await pythonFiles(project.root, wanted));
    if ([...texts].some(([path, text]) => text !== onDisk.get(path) && isFlyte1(text))) return { base, commit, why };
  }
  return null;
}

/** Names under which the main line of a repository is known, the likeliest first. */
const MAIN_LINES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** HEAD, and where this branch began; none when nothing is committed. */
async function likelyBases(root: string): Promise<LikelyBase[]> {
  const head = await findCommit(root, "HEAD");
  if (head === null) return [];
  const bases = [{ base: "HEAD", commit: head, why: "the plan changes nothing any more" }];
  for (const line of MAIN_LINES) {
    const commit = await findCommit(root, line);
    const began = commit && (await findMergeBase(root, head, commit));
    if (!began || bases.some((known) => known.commit === began)) continue;
    const why = `the migration is committed, and this branch began there (${line})`;
    bases.push({ base: began.slice(0, 12), commit: began, why });
  }
  return bases;
}

function isFlyte1(text: string): boolean {
  return scanImports(text).some((name) => FLYTE1_PACKAGES.some((one) => name === one || name.startsWith(`${one}.`)));
}
