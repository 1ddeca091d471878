/** A quick look at a file's imports without parsing it: good enough to know which files could use a module. */

const IMPORT =
  /^[\t ]*(?:from[\t ]+([.\w]+)[\t ]+import[\t ]*(\([^)]*\)?|[^\n#;]*)|import[\t ]+([^\n#;]*))/gm;

/** Dotted names that a file imports: `from a import b` gives `a` and `a.b`, which may be a module. */
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
