/** What to do about a run that failed for want of a secret. */
import { failureOf } from "./side-end.ts";
import type { SideEnd } from "./side-end.ts";

/** Where Flyte 2 code looks for the files of secrets (`flyte/_secret.py`); the folder is not ours to write to. */
const FLYTE2_SECRETS = "/etc/flyte/secrets";
const UNREADABLE_SECRETS = `files in ${FLYTE2_SECRETS} are there for open() and Path.read_text() only, unless you make them yourself`;

/** Advice for failures that speak of a secret, one sentence each; none for others. Names of secrets only, never a value. */
export function secretAdvice(ends: readonly SideEnd[]): readonly string[] {
  const failures = ends.map(failureOf).join("\n").toUpperCase();
  const unset = ends.flatMap((end) => ("unread" in end ? [] : end.secrets.unset));
  const named = unset.filter(({ secret, variable }) => {
    const key = secret.slice(secret.lastIndexOf("/") + 1);
    return [variable, key].some((word) => failures.includes(word.toUpperCase()));
  });
  const lines = named.map(
    ({ secret, variable }) => `the secret ${secret} has no value here: set ${variable}, or name a file with --env-file`,
  );
  if (lines.length === 0 && failures.includes(FLYTE2_SECRETS.toUpperCase())) lines.push(UNREADABLE_SECRETS);
  return [...new Set(lines)];
}
