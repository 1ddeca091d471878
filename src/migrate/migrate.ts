/** From paths to a plan: the whole pipeline, stage by stage. Nothing is written and no user code runs. */
import { loadPythonParser } from "../python/parser.ts";
import { discover } from "../project/discover.ts";
import { findProject, type Project } from "../project/project-root.ts";
import { readAll } from "../project/read-files.ts";
import { loadSettings, type Settings, type SettingsFlags } from "../project/settings.ts";
import type { Plan, SkippedFile } from "./plan.ts";
import { planRepository } from "./plan-repository.ts";
import type { RawFile } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { Transform } from "./transform.ts";

export interface MigrateOptions {
  /** Files and folders, relative to the current folder; none means the current folder. */
  readonly paths: readonly string[];
  /** Settings from the command line, as texts. */
  readonly settings: SettingsFlags;
  readonly transforms: readonly Transform[];
  /** Told what is being done; counts are of the stage. */
  readonly onProgress?: (done: number, total: number, stage: string) => void;
  readonly signal?: AbortSignal;
}

/** A repository as it was read from disk. */
export interface OpenedRepository {
  readonly project: Project;
  readonly settings: Settings;
  /** All Python files. */
  readonly files: readonly RawFile[];
  /** Paths of those that may change. */
  readonly selected: ReadonlySet<string>;
  /** Selected files that could not be read. */
  readonly unreadable: readonly SkippedFile[];
}

/**
 * Plans the migration of a repository.
 *
 * @throws ExpectedError for what the user can mend: a path that does not exist, a setting that is unknown
 */
export async function migrate(options: MigrateOptions): Promise<Plan> {
  const stopwatch = new Stopwatch();
  return planOpened(await openRepository(options, stopwatch), options, stopwatch);
}

/**
 * Finds and reads the repository that the paths belong to.
 *
 * @throws ExpectedError as {@link migrate} does
 */
export async function openRepository(options: MigrateOptions, stopwatch = new Stopwatch()): Promise<OpenedRepository> {
  const project = await findProject(options.paths, process.cwd());
  const settings = await loadSettings(project.root, options.settings);
  const discovery = await discover(project, settings);
  stopwatch.lap("discover");
  const files: RawFile[] = [];
  const unreadable: SkippedFile[] = [];
  const selected = new Set(discovery.selected);
  for await (const file of readAll(project.root, discovery.files)) {
    options.signal?.throwIfAborted();
    if (file.ok) files.push(file);
    else if (selected.has(file.skipped.path)) unreadable.push(file.skipped);
    options.onProgress?.(files.length, discovery.files.length, "reading files");
  }
  stopwatch.lap("read");
  return { project, settings, files, selected, unreadable };
}

/** Plans the migration of a repository that was read. */
export async function planOpened(
  { project, settings, files, selected, unreadable }: OpenedRepository,
  options: MigrateOptions,
  stopwatch = new Stopwatch(),
): Promise<Plan> {
  const parse = await loadPythonParser();
  stopwatch.lap("load the grammar");
  const plan = await planRepository({ ...options, root: project.root, files, selected, settings, parse, stopwatch });
  return { ...plan, skipped: [...unreadable, ...plan.skipped] };
}
