/** The text of a repository and which files matter: those that mention Flyte 1, and those that import them. */
import type { ParsePython } from "../python/parser.ts";
import type { SyntaxTree } from "../python/syntax.ts";
import { FLYTE1_PACKAGES } from "../flyte1/surface.ts";
import { scanImports } from "../project/import-scan.ts";
import { ModuleLayout } from "../project/layout.ts";
import { Modules } from "../project/modules.ts";
import { decode } from "../project/source-file.ts";
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
const MENTIONS_FLYTE1 = new RegExp([...FLYTE1_PACKAGES, "_FSEC_"].join("|"));

/**
 * Decides which files are parsed. Every other file is neither decoded nor parsed unless a name leads to it.
 *
 * @param files all Python files of the repository
 */
export function openSources(files: readonly RawFile[], importRoots: readonly string[], parse: ParsePython): Sources {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const layout = new ModuleLayout(byPath.keys(), importRoots);
  const skipped = new Map<string, SkippedFile>();
  const looks = files.map(lookAt);
  const mentioning = looks.filter((look) => look.mentionsFlyte1).map(({ file }) => file.path);
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
  for (const path of concernedFiles(looks, layout)) modules.at(path);
  const marked = looks.filter((look) => look.isMarked && !look.mentionsFlyte1).map(({ file }) => file);
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
 * use what is declared there under another name), and of what all these import the files that name a variable of the environment that
 * Flyte 1 sets for a secret.
 */
function concernedFiles(looks: readonly Look[], layout: ModuleLayout): Iterable<string> {
  const mentioning = looks.filter((look) => look.mentionsFlyte1);
  if (mentioning.length === 0) return [];
  const imports = new Map<string, string[]>();
  const importers = new Map<string, string[]>();
  for (const { file, imported } of looks) {
    for (const name of imported) {
      const target = layout.find(name, file.path);
      if (target === undefined || target === file.path) continue;
      add(imports, file.path, target);
      add(importers, target, file.path);
    }
  }
  const paths = mentioning.map(({ file }) => file.path);
  const concerned = reached(paths, importers);
  const variables = variablesOfSecrets(mentioning.map(({ file }) => file));
  if (!variables) return concerned;
  const helpers = reached(concerned, imports);
  const readers = looks.filter(({ file }) => helpers.has(file.path) && variables.test(file.bytes.toString("latin1")));
  return new Set([...concerned, ...readers.map(({ file }) => file.path)]);
}

/** What a file tells without being parsed. */
interface Look {
  readonly file: RawFile;
  readonly mentionsFlyte1: boolean;
  readonly isMarked: boolean;
  /** Dotted names that it imports. */
  readonly imported: readonly string[];
}

/** Its bytes are made into text once: that alone costs as much as each of the questions. */
function lookAt(file: RawFile): Look {
  const text = file.bytes.toString("latin1");
  return { file, mentionsFlyte1: MENTIONS_FLYTE1.test(text), isMarked: text.includes(MARKER), imported: scanImports(text) };
}

/** What finds reads of the variables that secrets are given (`env_var="X"`); undefined when none is. */
function variablesOfSecrets(files: readonly RawFile[]): RegExp | undefined {
  const names = new Set<string>();
  for (const { bytes } of files) {
    for (const [, name] of bytes.toString("latin1").matchAll(/\benv_var\s*=\s*(?:["'](\w+)["'])?/g)) {
      // A name that is not written out could be any variable.
      if (name === undefined) return /\b(?:environb?|getenvb?)\b/;
      names.add(name);
    }
  }
  return names.size > 0 ? new RegExp(`\\b(?:${[...names].join("|")})\\b`) : undefined;
}

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
