/**
 * A problem that a user can meet and mend: a path that does not exist, a misspelt setting, a dirty tree.
 *
 * The message says what happened, where, and what to do; it is printed as it stands, without a stack trace.
 */
export class ExpectedError extends Error {
  override name = "ExpectedError";
}
