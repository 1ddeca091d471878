/** The pipeline on texts in memory: parse, index, recognise, decide, place, rewrite, check. */
import { setImmediate } from "node:timers/promises";
import { applyEdits, OverlappingEditsError } from "../python/edits.ts";
import type { ParsePython } from "../python/parser.ts";
import { findTaskCalls } from "../flyte1/calls.ts";
import { Repository } from "../flyte1/repository.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { Settings } from "../project/settings.ts";
import { AsyncTasks } from "./async-tasks.ts";
import { checkFiles, type DraftedFile } from "./check.ts";
import { Decider, type Decision, type RunningTransform } from "./decide.ts";
import { type Environments, placeEnvironments } from "./environments.ts";
import { hidingModule, notesOnFolders } from "./flyte-names.ts";
import { leftoverNotes } from "./leftovers.ts";
import { Ledger } from "./ledger.ts";
import { insertMarkers } from "./markers.ts";
import { ModuleEdits } from "./module-edits.ts";
import { findingsOf, type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";
import { PIPELINE_FINDINGS } from "./pipeline-findings.ts";
import {
  type FilePlan,
  type Finding,
  type LedgerEntry,
  type Plan,
  PLAN_VERSION,
  type SkippedFile,
  type Summary,
} from "./plan.ts";
import { rewriteRepository, type Rewritten } from "./rewrite.ts";
import { notesOnTypes } from "./type-notes.ts";
import { openSources, type RawFile, type Sources } from "./sources.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { FindingKind, Transform } from "./transform.ts";

export interface RepositoryInput {
  /** Absolute path, only passed on. */
  readonly root: string;
  /** All Python files of the repository. */
  readonly files: readonly RawFile[];
  /** Paths that may change; the others are only read. */
  readonly selected: ReadonlySet<string>;
  readonly settings: Settings;
  readonly transforms: readonly Transform[];
  readonly parse: ParsePython;
  readonly stopwatch?: Stopwatch;
  readonly onProgress?: (done: number, total: number, stage: string) => void;
  readonly signal?: AbortSignal;
}

/** All finding kinds by code: the pipeline's own and the transforms'. */
function findingKinds(transforms: readonly Transform[]): FindingKinds {
  const kinds: FindingKind[] = [...PIPELINE_FINDINGS, ...transforms.flatMap((transform) => transform.findings)];
  return new Map(kinds.map((kind) => [kind.code, kind]));
}

export async function planRepository(input: RepositoryInput): Promise<Plan> {
  const { settings, transforms, parse, selected } = input;
  const stopwatch = input.stopwatch ?? new Stopwatch();
  const kinds = findingKinds(transforms);
  // A turn of the event loop between stages lets Ctrl-C and the progress line through.
  const stage = async (name: string) => {
    stopwatch.lap(name);
    input.onProgress?.(0, 0, name);
    await setImmediate();
    input.signal?.throwIfAborted();
  };

  const sources = openSources(input.files, settings.importRoots, parse);
  await stage("parse");
  const repository = new Repository(sources.modules, settings);
  const calls = findTaskCalls(repository);
  await stage("index");

  const isEditable = (module: Module) => selected.has(module.path);
  const decider = new Decider(
    repository,
    [...calls, ...repository.maps.calls.flatMap(({ taskCall }) => taskCall ?? [])],
    kinds,
    isEditable,
  );
  const asyncTasks = new AsyncTasks(repository, calls, decider.isMigrated.bind(decider));
  const context = {
    repository,
    calls,
    isPinned: decider.isPinned.bind(decider),
    isMigrated: decider.isMigrated.bind(decider),
    isAsync: asyncTasks.isAsync.bind(asyncTasks),
    asyncTasks,
  };
  const running: RunningTransform[] = transforms.map((transform) => ({ transform, run: transform.begin(context) }));
  const hidden = hidingModule(sources, selected, repository, kinds);
  if (hidden) return nothingDone(input, sources, repository, hidden, stopwatch);
  const decision = decider.decide(running);
  await stage("decide");

  const environments = placeEnvironments(repository, decision, calls, (code, module, node, slots) => ({
    kind: kindOf(kinds, code),
    module,
    node,
    details: { slots },
    by: "environments",
  }));
  await stage("place environments");

  const ledger = new Ledger(repository.references);
  const rewritten = rewriteRepository({ repository, decision, environments, running, ledger, kinds });
  const blockers = [...decision.blocked.values()].flat();
  const manual = [...blockers, ...rewritten.notes, ...leftoverNotes(repository, ledger, kinds, blockers)];
  const onTypes = notesOnTypes(repository, decision.plans.keys(), kinds);
  const notes = [...manual, ...environments.notes, ...notesOnFolders(environments.all, kinds), ...onTypes].filter(({ module }) =>
    isEditable(module),
  );
  const { drafts, overlapping } = draftFiles({ repository, sources, rewritten, notes, isEditable, settings });
  await stage("rewrite");

  const checked = checkFiles(drafts, parse);
  await stage("check");
  const allWithdrawn = [...overlapping, ...checked.withdrawn];
  const withdrawn = new Set(allWithdrawn.map((file) => file.path));
  const ledgerEntries = ledger.entries().filter((entry) => selected.has(entry.path));
  const findings = findingsOf(notes).filter((finding) => !withdrawn.has(finding.path));
  return {
    version: PLAN_VERSION,
    root: input.root,
    files: checked.files,
    skipped: [...sources.skipped.filter((file) => selected.has(file.path)), ...allWithdrawn],
    findings,
    ledger: ledgerEntries,
    environments: environments.all
      .filter(({ module }) => !withdrawn.has(module.path))
      .map(({ module, name, variable, tasks }) => ({
        ...module.locate(tasks[0]?.decorated ?? module.tree.root),
        name,
        variable,
        tasks: tasks.map((task) => task.name),
      })),
    secrets: running.flatMap(({ run }) => run.secrets?.() ?? []),
    summary: summarise({ sources, decision, environments, ledgerEntries, files: checked.files, isEditable }),
    timings: stopwatch.timings,
  };
}

interface DraftFilesInput {
  readonly repository: Repository;
  readonly sources: Sources;
  readonly rewritten: Rewritten;
  readonly notes: readonly NoteRecord[];
  readonly isEditable: (module: Module) => boolean;
  readonly settings: Settings;
}

/** Every file with a reference to Flyte 1, an edit or a marker, with its new text; and files whose edits do not fit together. */
function draftFiles({ repository, sources, rewritten, notes, isEditable, settings }: DraftFilesInput) {
  const mentioning = new Set(sources.mentioning);
  const manual = groupBy(
    notes.filter((note) => note.kind.confidence === "manual"),
    (note) => note.module,
  );
  const drafts = new Map<string, DraftedFile>();
  const overlapping: SkippedFile[] = [];
  for (const module of repository.modules.all) {
    if (!isEditable(module)) continue;
    const edits = rewritten.edits.get(module) ?? new ModuleEdits(module, settings.lineLength);
    insertMarkers(edits, manual.get(module) ?? []);
    const { path, text: original, tree } = module;
    const migrated = applyOrWithdraw(module, edits);
    if (typeof migrated !== "string") {
      overlapping.push(migrated);
      continue;
    }
    const isOurs = mentioning.has(path) || repository.referencesIn(module).length > 0;
    if (migrated === original && !isOurs) continue;
    drafts.set(path, {
      plan: { path, original, migrated, changes: rewritten.changes.get(module) ?? [] },
      tree,
      edits: edits.edits,
    });
  }
  for (const [path, text] of sources.marked) {
    const plan = { path, original: text, migrated: text, changes: [] };
    if (!drafts.has(path)) drafts.set(path, { plan, tree: null, edits: [] });
  }
  return { drafts: [...drafts.values()].sort((a, b) => (a.plan.path < b.plan.path ? -1 : 1)), overlapping };
}

/** One bad file loses only itself. */
function applyOrWithdraw(module: Module, { edits }: ModuleEdits): string | SkippedFile {
  try {
    return applyEdits(module.text, edits);
  } catch (error) {
    if (!(error instanceof OverlappingEditsError)) throw error;
    const { line } = module.tree.position(error.second.start);
    const detail = `two changes of line ${line} do not fit together; this is a defect of flyteshift, and the file was left as it is`;
    return { path: module.path, reason: "withdrawn", detail };
  }
}

/** A module of the user's hides the SDK: it is reported before anything is changed. */
function nothingDone(
  input: RepositoryInput,
  sources: Sources,
  repository: Repository,
  hidden: NoteRecord,
  stopwatch: Stopwatch,
): Plan {
  const ledger = new Ledger(repository.references).entries();
  const findings: Finding[] = findingsOf([hidden]);
  const files = sources.mentioning.flatMap((path): FilePlan[] => {
    const module = repository.modules.at(path);
    return module ? [{ path, original: module.text, migrated: module.text, changes: [] }] : [];
  });
  const skipped: readonly SkippedFile[] = sources.skipped;
  return {
    version: PLAN_VERSION,
    root: input.root,
    files,
    skipped,
    findings,
    ledger,
    environments: [],
    secrets: [],
    summary: {
      filesScanned: sources.scanned,
      filesWithFlyte1: sources.mentioning.length,
      filesChanged: 0,
      tasksMigrated: 0,
      workflowsMigrated: 0,
      tasksLeft: repository.tasks.length,
      environments: 0,
      exact: 0,
      review: 0,
      manual: ledger.length,
    },
    timings: stopwatch.timings,
  };
}

interface SummaryInput {
  readonly sources: Sources;
  readonly decision: Decision;
  readonly environments: Environments;
  readonly ledgerEntries: readonly LedgerEntry[];
  readonly files: readonly FilePlan[];
  readonly isEditable: (module: Module) => boolean;
}

function summarise({ sources, decision, environments, ledgerEntries, files, isEditable }: SummaryInput): Summary {
  const migrated = [...decision.plans.keys()];
  const count = (outcomes: readonly string[]) => ledgerEntries.filter((entry) => outcomes.includes(entry.outcome)).length;
  return {
    filesScanned: sources.scanned,
    filesWithFlyte1: new Set(ledgerEntries.map((entry) => entry.path)).size,
    filesChanged: files.filter((file) => file.migrated !== file.original).length,
    tasksMigrated: migrated.filter((task) => task.kind !== "workflow").length,
    workflowsMigrated: migrated.filter((task) => task.kind === "workflow").length,
    tasksLeft: [...decision.blocked.keys()].filter((task) => isEditable(task.module)).length,
    environments: environments.all.length,
    exact: count(["migrated", "neutral"]),
    review: count(["review"]),
    manual: count(["manual"]),
  };
}
