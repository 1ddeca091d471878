/** Comments in the bodies of tasks that the new text of their place does not hold: they stand above it. */
import { isPragma, lineStart, statementOf } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { bodyOf } from "../flyte1/calls.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import type { ModuleEdits } from "./module-edits.ts";

/** Puts every comment of the task's body that the edits would lose above the statement that held it. */
export function keepComments(task: TaskDeclaration, edits: ModuleEdits): void {
  for (const comment of bodyOf(task)?.nodesOf("comment") ?? []) {
    if (isPragma(comment.text) || !isLost(comment, edits)) continue;
    const offset = lineAbove(comment, edits);
    const [indent = ""] = /^[\t ]*/.exec(task.module.text.slice(offset)) ?? [];
    edits.insert(offset, indent + comment.text + edits.newline);
  }
}

function isLost({ start, end, text }: SyntaxNode, { edits }: ModuleEdits): boolean {
  return edits.some((edit) => edit.start <= start && end <= edit.end) && !edits.some((edit) => edit.text.includes(text));
}

/** Start of the statement's line, or of the first line that is replaced together with it. */
function lineAbove(comment: SyntaxNode, { edits, module: { text } }: ModuleEdits): number {
  let offset = lineStart(text, statementOf(comment).start);
  for (const { start, end } of edits.toSorted((a, b) => b.start - a.start)) {
    if (start < offset && offset < end) offset = lineStart(text, start);
  }
  return offset;
}
