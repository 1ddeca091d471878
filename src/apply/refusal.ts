import { ExpectedError } from "../project/expected-error.ts";
import type { DirtyFile, GitState } from "../project/git.ts";

/** A migration was not written, because there would be no clean way back from it. */
export class ApplyError extends ExpectedError {
  override name = "ApplyError";
  /** The files that stand in the way; none when there is no git. */
  readonly files: readonly DirtyFile[];

  constructor(message: string, files: readonly DirtyFile[]) {
    super(message);
    this.files = files;
  }
}

/** More files than this are counted, not named. */
const NAMED_FILES = 10;

/**
 * Why nothing may be written, or null when git can bring everything back.
 *
 * @param root absolute path, for the message
 */
export function refusal(root: string, state: GitState): ApplyError | null {
  if (!state.insideGit) {
    const message = [
      `Nothing was written: without git there is no way back from a migration, and ${root} has none (${state.why}).`,
      "Put it under git and commit it first, or use --allow-dirty to write all the same.",
    ];
    return new ApplyError(message.join("\n"), []);
  }
  const { dirty } = state;
  if (dirty.length === 0) return null;
  const named = dirty.slice(0, NAMED_FILES).map(({ path, state: why }) => `  ${path} (${why})`);
  const rest = dirty.length > NAMED_FILES ? [`  and ${dirty.length - NAMED_FILES} more`] : [];
  const count = dirty.length === 1 ? "1 file that is" : `${dirty.length} files that are`;
  const message = [
    `Nothing was written: ${state.topLevel} has ${count} not committed.`,
    ...named,
    ...rest,
    "Commit or stash them first (git stash --include-untracked), or use --allow-dirty to write all the same.",
  ];
  return new ApplyError(message.join("\n"), dirty);
}
