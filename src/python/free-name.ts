/** Choosing a name that nothing has yet. */

/** The first candidate that is free, else the first free one of `numbered(2)`, `numbered(3)`, … */
export function firstFree(
  candidates: readonly string[],
  numbered: (number: number) => string,
  isFree: (name: string) => boolean,
): string {
  let name = candidates.find(isFree);
  for (let number = 2; name === undefined; number++) {
    const next = numbered(number);
    if (isFree(next)) name = next;
  }
  return name;
}
