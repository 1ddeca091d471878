/** How the parts of this topic give up: deep inside an expression, with the place and the words for the person. */
import type { Note } from "../../src/migrate/transform.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { ResourceFindingCode } from "./findings.ts";

/** Something that cannot be translated; always caught by {@link orNote}. */
class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: ResourceFindingCode,
    readonly node: SyntaxNode,
    readonly slots: Readonly<Record<string, string>>,
  ) {
    super(code);
  }
}

/** @throws Refusal */
export function refuse(code: ResourceFindingCode, node: SyntaxNode, slots: Readonly<Record<string, string>> = {}): never {
  throw new Refusal(code, node, slots);
}

/** Runs `translate`; what it refuses becomes a note. */
export function orNote(note: Note, translate: () => void): void {
  try {
    translate();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    note(error.code, error.node, { slots: error.slots });
  }
}
