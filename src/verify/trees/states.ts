/** Which two states of a repository are compared: disk and plan, or a revision and disk. */
import { planOpened } from "../../migrate/migrate.ts";
import type { MigrateOptions, OpenedRepository } from "../../migrate/migrate.ts";
import type { Plan } from "../../migrate/plan.ts";
import { selectFiles } from "../../project/discover.ts";
import { ExpectedError } from "../../project/expected-error.ts";
import { findCommit, findLastChange, listRevision } from "../../project/git-revision.ts";
import type { RevisionFile } from "../../project/git-revision.ts";
import type { Compared } from "../verification.ts";
import { lastFlyte1 } from "./last-flyte1.ts";
import type { Base } from "./last-flyte1.ts";
import { pythonFiles, textsOf } from "./revision-texts.ts";

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
