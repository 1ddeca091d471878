/** Findings while they are made: from a code and a node to a sentence with a place. */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Finding, Location } from "./plan.ts";
import type { FindingKind, NoteDetails } from "./transform.ts";

/** A note that a transform or the pipeline gave; it becomes a finding when it is known to hold. */
export interface NoteRecord {
  readonly kind: FindingKind;
  readonly module: Module;
  readonly node: SyntaxNode;
  readonly details: NoteDetails;
  /** Id of the transform that gave it. */
  readonly by: string;
}

/** Looks up kinds by code. */
export type FindingKinds = ReadonlyMap<string, FindingKind>;

/** @throws Error for a code that no transform lists: a defect of the transform. */
export function kindOf(kinds: FindingKinds, code: string): FindingKind {
  const kind = kinds.get(code);
  if (!kind) throw new Error(`finding code "${code}" is not in any transform's table`);
  return kind;
}

function toFinding({ kind, module, node, details }: NoteRecord): Finding {
  const slots = details.slots ?? {};
  return {
    ...module.locate(node),
    code: kind.code,
    confidence: kind.confidence,
    why: fill(kind.why, slots),
    todo: fill(kind.todo, slots),
    related: (details.related ?? []).map((place) => place.module.locate(place.node)),
  };
}

function fill(sentence: string, slots: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => onOneLine(slots[name] ?? whole));
}

/** Code over several lines is no part of a sentence: its first line and what closes it are. */
function onOneLine(code: string): string {
  const [first = "", ...rest] = code.split(/\r\n|\n|\r/);
  const last = rest.at(-1)?.trim();
  return last === undefined ? code : `${first.trimEnd()}…${last}`;
}

/** In order of path and place, each place and code once, with the related places of all its notes. */
export function findingsOf(notes: readonly NoteRecord[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const note of notes) {
    const finding = toFinding(note);
    const key = JSON.stringify([finding.path, finding.line, finding.column, finding.code, finding.why]);
    const known = findings.get(key);
    findings.set(key, known ? { ...known, related: distinct([...known.related, ...finding.related]) } : finding);
  }
  return [...findings.values()].sort(
    (a, b) =>
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1),
  );
}

function distinct(places: readonly Location[]): Location[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
