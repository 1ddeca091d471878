/** The line break that a text uses most; `\n` for a text without any. */
export function dominantNewline(text: string): string {
  const counts = new Map<string, number>();
  for (const [newline] of text.matchAll(/\r\n|\n|\r/g)) counts.set(newline, (counts.get(newline) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "\n";
}
