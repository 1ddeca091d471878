/** Which two states of a repository are compared: disk and plan, or a revision and disk. */
import type { OpenedRepository } from "../migrate/migrate.ts";
import { planOpened } from "../migrate/migrate.ts";
import type { MigrateOptions } from "../migrate/migrate.ts";
import type { Plan } from "../migrate/plan.ts";
import type { RawFile } from "../migrate/sources.ts";
import { FLYTE1_PACKAGES } from "../flyte1/surface.ts";
import { selectFiles } from "../project/discover.ts";
import { ExpectedError } from "../project/expected-error.ts";
import { findCommit, findLastChange, findMergeBase, listRevision, readRevision } from "../project/git-revision.ts";
import type { RevisionFile } from "../project/git-revision.ts";
import { scanImports } from "../project/import-scan.ts";
import type { Compared } from "./verification.ts";

/** Two states, and what the tool said about the way from one to the other. */
export interface States {
  readonly compared: Compared;
  /** Why these two, where nobody asked for them; one sentence. */
  readonly why: string | null;
  /** The plan that leads away from the original: its findings announce differences. */
  readonly plan: Plan;
  /** Texts of the Python files by path. */
  readonly original: ReadonlyMap<string, string>;
  readonly migrated: ReadonlyMap<string, string>;
  /** Paths of which the user wants to know. */
  readonly selected: ReadonlySet<string>;
  /** Files of the original's revision; null when the original is on disk. */
  readonly revision: readonly RevisionFile[] | null;
}

/**
 * Chooses the states: a revision that the user named and the disk; else, when there is something to migrate, the disk and the plan;
 * else the last commit with Flyte 1 code, and the disk.
 *
 * @param base revision that the user named
 * @throws ExpectedError when there is nothing to compare
 */
export async function chooseStates(
  repository: OpenedRepository,
  base: string | undefined,
  options: MigrateOptions,
): Promise<States> {
  if (base !== undefined) {
    const commit = await commitNamed(repository, base);
    return fromRevision(repository, { base, commit }, null, options);
  }
  const plan = await planOpened(repository, options);
  if (plan.summary.filesChanged > 0) return fromPlan(repository, plan);
  const found = await lastFlyte1(repository);
  if (found) return fromRevision(repository, found, found.why, options);
  throw new ExpectedError(`There is nothing to compare: the plan changes nothing, ${await whereElse(repository)}`);
}

/** What a person may name who knows that there was a migration. */
async function whereElse({ project }: OpenedRepository): Promise<string> {
  if (!project.insideGit) return "and there is no git history to compare with.";
  const last = await findLastChange(project.root, "flytekit");
  const example =
    last === null ? "" : `, for example --base ${last.slice(0, 10)}~1: the commit after it was the last to change flytekit`;
  return (
    "and neither HEAD nor the commit where this branch began has other Flyte 1 code here. " +
    `Name the revision before the migration with --base${example}.`
  );
}

function fromPlan({ files, selected }: OpenedRepository, plan: Plan): States {
  const original = textsOf(files);
  const changed = plan.files.filter((file) => file.migrated !== file.original).map((file) => [file.path, file.migrated] as const);
  return {
    compared: { kind: "plan" },
    why: null,
    plan,
    original,
    migrated: new Map([...original, ...changed]),
    selected,
    revision: null,
  };
}

async function commitNamed({ project }: OpenedRepository, base: string): Promise<string> {
  if (!project.insideGit) throw new ExpectedError(`--base ${base} needs a git repository, and ${project.root} is in none.`);
  const commit = await findCommit(project.root, base);
  if (commit === null) throw new ExpectedError(`--base ${base}: git knows no such revision. Name a commit, a branch or a tag.`);
  return commit;
}

interface Base {
  readonly base: string;
  readonly commit: string;
}

async function fromRevision(
  repository: OpenedRepository,
  { base, commit }: Base,
  why: string | null,
  options: MigrateOptions,
): Promise<States> {
  const { project, settings } = repository;
  const revision = await listRevision(project.root, commit);
  const files = await pythonFiles(project.root, revision);
  const paths = files.map(({ path }) => path);
  const selected = new Set([...selectFiles(project, settings, paths), ...repository.selected]);
  const plan = await planOpened({ ...repository, files, selected, unreadable: [] }, options);
  return {
    compared: { kind: "revision", base, commit },
    why,
    plan,
    original: textsOf(files),
    migrated: textsOf(repository.files),
    selected,
    revision,
  };
}

/** The first of the likely revisions that has Flyte 1 code which is not on disk any more. */
async function lastFlyte1(repository: OpenedRepository): Promise<(Base & { why: string }) | null> {
  const { project } = repository;
  if (!project.insideGit) return null;
  const onDisk = textsOf(repository.files);
  for (const { base, why, commit } of await likelyBases(project.root)) {
    const revision = await listRevision(project.root, commit);
    const python = new Set(
      selectFiles(
        project,
        repository.settings,
        revision.map(({ path }) => path),
      ),
    );
    const files = await pythonFiles(
      project.root,
      revision.filter(({ path }) => python.has(path)),
    );
    const texts = textsOf(files);
    if ([...texts].some(([path, text]) => text !== onDisk.get(path) && isFlyte1(text))) return { base, commit, why };
  }
  return null;
}

/** Names under which the main line of a repository is known, the likeliest first. */
const MAIN_LINES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

async function likelyBases(root: string): Promise<(Base & { why: string })[]> {
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

async function pythonFiles(root: string, revision: readonly RevisionFile[]): Promise<RawFile[]> {
  const python = revision.filter(({ path, kind }) => path.endsWith(".py") && (kind === "file" || kind === "executable"));
  const files: RawFile[] = [];
  for await (const [{ path }, bytes] of readRevision(root, python)) files.push({ path, absolutePath: `${root}/${path}`, bytes });
  return files;
}

function textsOf(files: readonly RawFile[]): Map<string, string> {
  return new Map(files.map(({ path, bytes }) => [path, bytes.toString("utf8")]));
}
