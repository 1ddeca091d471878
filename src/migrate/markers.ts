/** Markers: comments that keep a half-migrated file from being taken for a finished one. */
import { indentAt, lineStart, nextLine, statementOf } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { ModuleEdits } from "./module-edits.ts";
import type { NoteRecord } from "./notes.ts";

/** How every marker begins; `flyteshift check` looks for it. */
export const MARKER = "# TODO(flyteshift):";

/** The marker's line for a finding, without indentation. */
function markerText(code: string, detail: string): string {
  return `${MARKER} ${code}${detail === "" ? "" : ` ${detail}`}`;
}

/**
 * Where the marker of a node goes: at the start of the statement that holds it; for a decorator or a signature, of the whole
 * decorated function. A comment line is legal there, which it is not inside a string or behind a backslash.
 */
function markerPlace(node: SyntaxNode): { offset: number; indent: string } {
  const { text } = node.tree;
  const statement = statementOf(node);
  const offset = lineStart(text, statement.start);
  return { offset, indent: indentAt(text, statement.start) };
}

/** True when the comment lines directly above an offset hold a marker: the place is known, and a second run stacks nothing on it. */
function hasMarkerAbove(text: string, offset: number): boolean {
  let end = offset;
  while (end > 0) {
    const start = lineStart(text, end - 1);
    const line = text.slice(start, end).trim();
    if (!line.startsWith("#")) return false;
    if (line.startsWith(MARKER)) return true;
    end = start;
  }
  return false;
}

/** Codes whose related places are left over just like the first one, and are marked like it. */
const MARKS_ALL_PLACES = new Set(["flyte1/not-migrated", "flyte1/guarded-import"]);

/** Codes that only follow from others: the marker stands where the reason is, and goes when that is mended. */
const FOLLOWS_FROM_OTHERS = new Set([
  "tasks/calls-flyte1",
  "tasks/used-by-flyte1",
  "flyte1/helper-not-migrated",
  "flyte1/type-not-migrated",
  "flyte1/used-at-import",
  "project/outside-paths",
]);

function isImport(node: SyntaxNode): boolean {
  return IMPORT.has(statementOf(node).kind);
}

/** True when the line above an offset is an import, old or new: formatters put a blank line between it and a comment. */
function followsImport({ module, removed, edits }: ModuleEdits, offset: number): boolean {
  const isInserted = edits.some(({ start, end, text }) => start === offset && end === offset && /^(import|from) /m.test(text));
  const above = module.tree.root.parts.findLast((statement) => statement.end <= offset);
  const isAbove = above !== undefined && nextLine(module.text, above.end) === offset && IMPORT.has(above.kind);
  return isInserted || (isAbove && !removed.has(above));
}

const IMPORT: ReadonlySet<string> = new Set(["import_statement", "import_from_statement", "future_import_statement"]);

/** Adds the markers of manual notes, each once a place. */
export function insertMarkers(edits: ModuleEdits, notes: readonly NoteRecord[]): void {
  const seen = new Set<string>();
  for (const { kind, node, details } of notes) {
    if (FOLLOWS_FROM_OTHERS.has(kind.code)) continue;
    const marker = markerText(kind.code, details.slots?.["name"] ?? details.slots?.["callee"] ?? "");
    const related = MARKS_ALL_PLACES.has(kind.code)
      ? (details.related ?? []).filter((place) => place.module === edits.module)
      : [];
    for (const place of [node, ...related.map((other) => other.node)]) {
      const { offset, indent } = markerPlace(place);
      const key = `${offset}:${marker}`;
      if (seen.has(key) || hasMarkerAbove(edits.module.text, offset)) continue;
      seen.add(key);
      const gap = isImport(place) && followsImport(edits, offset) ? edits.newline : "";
      edits.insert(offset, gap + indent + marker + edits.newline);
    }
  }
}
