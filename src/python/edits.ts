/**
 * Range edits on a text. What no edit covers stays as it was, to the byte: that is the whole formatting policy.
 */

/** Replaces `[start, end)`, UTF-16 offsets in the original text, by `text`. An insertion has `start === end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Two edits of one file claim the same characters: always a defect of ours, never something to merge. */
export class OverlappingEditsError extends Error {
  override readonly name = "OverlappingEditsError";
  constructor(
    readonly first: Edit,
    readonly second: Edit,
  ) {
    super(`edits overlap: [${first.start}, ${first.end}) and [${second.start}, ${second.end})`);
  }
}

/**
 * Applies edits in one pass. Several insertions at one place keep the order in which they were given, before a replacement
 * that starts there.
 *
 * @throws OverlappingEditsError
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start) || a.order - b.order);
  let result = "";
  let position = 0;
  let previous: Edit = { start: 0, end: 0, text: "" };
  for (const edit of ordered) {
    if (edit.start < position) throw new OverlappingEditsError(previous, edit);
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
    previous = edit;
  }
  return result + text.slice(position);
}
