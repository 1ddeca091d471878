/** Keeps the values of secrets out of what is printed. */

/** Stands for the value of a secret. */
const MASK = "***";

/** A shorter text of a file of variables is a flag or a number more often than a secret, and stands in every second line. */
const SHORTEST = 4;

/** Replaces every occurrence of a secret's value. */
export type Mask = (text: string) => string;

/**
 * Makes a mask.
 *
 * @param secrets values that are known to be secrets
 * @param suspects values that may be: masked unless they are very short
 */
export function maskOf(secrets: readonly string[], suspects: readonly string[]): Mask {
  const values = [...secrets.filter((value) => value !== ""), ...suspects.filter((value) => value.length >= SHORTEST)];
  const written = new Set(values.flatMap((value) => [value, value.trim(), JSON.stringify(value).slice(1, -1)]));
  // The longest first: a secret may be a part of another one.
  const longestFirst = [...written].filter((value) => value !== "").sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((masked, value) => masked.replaceAll(value, MASK), text);
}
