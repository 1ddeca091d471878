/** Which task or workflow `--run ENTRY` means. */
import leven from "leven";
import { ExpectedError } from "../../project/expected-error.ts";
import type { SourceTree } from "../trees/source-tree.ts";

/** A task or workflow, by its name in Python. */
export interface EntryName {
  readonly module: string;
  /** Qualified name in the module. */
  readonly name: string;
}

/** How many names are offered in place of a wrong one. */
const OFFERED = 3;

/**
 * Reads `module.function` or `path/to/file.py:function`.
 *
 * @throws ExpectedError when no module of the tree is meant; the message names near ones
 */
export function parseEntry(entry: string, tree: SourceTree): EntryName {
  const [path, name] = entry.split(/:(?=[\w.]+$)/);
  if (path !== undefined && name !== undefined) return { module: moduleOfPath(path, tree, entry), name };
  const modules = tree.modules.filter((module) => entry.startsWith(`${module}.`));
  const module = modules.sort((one, other) => other.length - one.length)[0];
  if (module !== undefined) return { module, name: entry.slice(module.length + 1) };
  const parent = entry.slice(0, entry.lastIndexOf(".")) || entry;
  throw new ExpectedError(`--run ${entry}: there is no module ${parent}${offer(parent, tree.modules)}.`);
}

/** The module of a file, whose path may begin above or below the import root. */
function moduleOfPath(path: string, tree: SourceTree, entry: string): string {
  const wanted = `/${path.replaceAll("\\", "/").replace(/^(\.?\/)+/, "")}`;
  const places = tree.modules.flatMap((module) => {
    const stem = `/${module.replaceAll(".", "/")}`;
    return [`${stem}.py`, `${stem}/__init__.py`].map((place) => ({ module, place }));
  });
  const found = places.filter(({ place }) => wanted.endsWith(place) || place.endsWith(wanted));
  const longest = found.sort((one, other) => other.place.length - one.place.length)[0];
  if (longest) return longest.module;
  const near = offer(
    wanted.slice(1),
    places.map(({ place }) => place.slice(1)),
  );
  throw new ExpectedError(`--run ${entry}: there is no module in ${path}${near}.`);
}

/** The error for a function that is not in its module; `names` are the ones that there are. */
export function unknownEntry(entry: string, { module, name }: EntryName, names: readonly string[]): ExpectedError {
  const offered = names.length > 0 ? offer(name, names) : "; it has none";
  return new ExpectedError(`--run ${entry}: ${module} has no task or workflow ${name}${offered}.`);
}

/** `; did you mean a or b?` without the mark; empty when nothing is there to be meant. */
function offer(wanted: string, known: readonly string[]): string {
  const near = [...known].sort((one, other) => leven(wanted, one) - leven(wanted, other)).slice(0, OFFERED);
  return near.length === 0 ? "" : `; near it: ${near.join(", ")}`;
}
