/** The text of a repository and which files matter: those that mention Flyte 1, and those that import them. */
import type { ParsePython } from "../python/parser.ts";
import type { SyntaxTree } from "../python/syntax.ts";
import { FLYTE1_PACKAGES } from "../flyte1/surface.ts";
import { scanImports } from "../project/import-scan.ts";
import { ModuleLayout } from "../project/layout.ts";
import { Modules } from "../project/modules.ts";
import { decode, mentionsAnyOf } from "../project/source-file.ts";
import { MARKER } from "./markers.ts";
import type { SkippedFile } from "./plan.ts";

/** A file as it was read. */
export interface RawFile {
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: Buffer;
}

export interface Sources {
  readonly modules: Modules;
  /** Files that mention Flyte 1. */
  readonly mentioning: readonly string[];
  /** Files without Flyte 1 that carry a marker of an earlier run, with their text. */
  readonly marked: ReadonlyMap<string, string>;
  readonly skipped: readonly SkippedFile[];
  readonly scanned: number;
}

/** Packages, and the prefix of secrets in the environment, which code without flytekit may read. */
const mentionsFlyte1 = mentionsAnyOf([...FLYTE1_PACKAGES, "_FSEC_"]);
const mentionsMarker = mentionsAnyOf([MARKER]);

/**
 * Decides which files are parsed. Every other file is neither decoded nor parsed unless a name leads to it.
 *
 * @param files all Python files of the repository
 */
export function openSources(files: readonly RawFile[], importRoots: readonly string[], parse: ParsePython): Sources {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const layout = new ModuleLayout(byPath.keys(), importRoots);
  const skipped = new Map<string, SkippedFile>();
  const mentioning = files.filter((file) => mentionsFlyte1(file.bytes)).map((file) => file.path);
  const mentions = new Set(mentioning);

  const load = (path: string): SyntaxTree | undefined => {
    const file = byPath.get(path);
    const decoded = file && decode(file.path, file.absolutePath, file.bytes);
    if (!decoded) return undefined;
    const failure = decoded.ok ? undefined : decoded.skipped;
    const tree = decoded.ok ? parse(decoded.file.text) : undefined;
    const problem = failure ?? (tree?.firstError ? syntaxError(path, tree) : undefined);
    // Only files that needed us are worth a word; a helper that cannot be read just gives nothing away.
    if (problem && mentions.has(path)) skipped.set(path, problem);
    return problem ? undefined : tree;
  };

  const modules = new Modules(layout, load);
  for (const path of concernedFiles(mentioning, files, layout)) modules.at(path);
  const marked = files.filter((file) => !mentions.has(file.path) && mentionsMarker(file.bytes));
  return {
    modules,
    mentioning,
    marked: new Map(marked.map((file) => [file.path, file.bytes.toString("utf8")])),
    get skipped() {
      return [...skipped.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    scanned: files.length,
  };
}

function syntaxError(path: string, tree: SyntaxTree): SkippedFile {
  const { line = 1, column = 1 } = tree.firstError ?? {};
  const detail = `line ${line}, column ${column}: the file does not parse as Python 3`;
  return { path, reason: "syntax-error", detail };
}

/**
 * The files that a migration has to know: those that mention Flyte 1, those that import them, directly or through others (they may
 * use what is declared there under another name), and of what all these import the files that read the environment: a variable
 * may be one that Flyte 1 sets for a secret.
 */
function concernedFiles(mentioning: readonly string[], files: readonly RawFile[], layout: ModuleLayout): Iterable<string> {
  if (mentioning.length === 0) return [];
  const imports = new Map<string, string[]>();
  const importers = new Map<string, string[]>();
  const readers = new Set<string>();
  for (const { path, bytes } of files) {
    const text = bytes.toString("latin1");
    if (READS_ENVIRONMENT.test(text)) readers.add(path);
    for (const name of scanImports(text)) {
      const target = layout.find(name, path);
      if (target === undefined || target === path) continue;
      add(imports, path, target);
      add(importers, target, path);
    }
  }
  const concerned = reached(mentioning, importers);
  const helpers = [...reached(concerned, imports)].filter((path) => readers.has(path));
  return new Set([...concerned, ...helpers]);
}

const READS_ENVIRONMENT = /\b(?:environb?|getenvb?)\b/;

function add(edges: Map<string, string[]>, from: string, to: string): void {
  const known = edges.get(from);
  if (known) known.push(to);
  else edges.set(from, [to]);
}

/** `starts` and all that edges lead to from there. */
function reached(starts: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(starts);
  for (const path of found) for (const next of edges.get(path) ?? []) found.add(next);
  return found;
}
