/** From paths to a plan: the whole pipeline, stage by stage. Nothing is written and no user code runs. */
import { loadPythonParser } from "../python/parser.ts";
import { discover } from "../project/discover.ts";
import { findProject } from "../project/project-root.ts";
import { readAll } from "../project/read-files.ts";
import { loadSettings, type SettingsFlags } from "../project/settings.ts";
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

/**
 * Plans the migration of a repository.
 *
 * @throws ExpectedError for what the user can mend: a path that does not exist, a setting that is unknown
 */
export async function migrate(options: MigrateOptions): Promise<Plan> {
  const stopwatch = new Stopwatch();
  const project = await findProject(options.paths, process.cwd());
  const settings = await loadSettings(project.root, options.settings);
  const { root, files, selected } = await discover(project, settings);
  stopwatch.lap("discover");
  const raw: RawFile[] = [];
  const unreadable: SkippedFile[] = [];
  const isSelected = new Set(selected);
  for await (const file of readAll(root, files)) {
    options.signal?.throwIfAborted();
    if (file.ok) raw.push(file);
    else if (isSelected.has(file.skipped.path)) unreadable.push(file.skipped);
    options.onProgress?.(raw.length, files.length, "reading files");
  }
  stopwatch.lap("read");
  const parse = await loadPythonParser();
  stopwatch.lap("load the grammar");
  const plan = await planRepository({ ...options, root, files: raw, selected: isSelected, settings, parse, stopwatch });
  return { ...plan, skipped: [...unreadable, ...plan.skipped] };
}
