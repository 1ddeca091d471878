/** A quick look at a file's imports without parsing it: good enough to know which files could use a module. */

// A byte order mark, read as Latin-1, may stand before the first one.
const IMPORT = /^(?:\xEF\xBB\xBF)?[\t ]*(?:from[\t ]+([.\w]+)[\t ]+import[\t ]*(\([^)]*\)?|[^\n#;]*)|import[\t ]+([^\n#;]*))/gm;

/** Dotted names that a file's bytes, read as Latin-1, import: `from a import b` gives `a` and `a.b`, which may be a module. */
export function scanImports(text: string): string[] {
  const names: string[] = [];
  for (const [, from, imported, plain] of text.matchAll(IMPORT)) {
    if (from !== undefined) {
      names.push(from);
      for (const word of (imported ?? "").match(/\w+/g) ?? []) names.push(from.endsWith(".") ? from + word : `${from}.${word}`);
    } else names.push(...((plain ?? "").match(/[\w.]+/g) ?? []));
  }
  return names;
}
