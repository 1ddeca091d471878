/**
 * The public surface of Flyte 1: which dotted paths mean the same thing, and the parameters of what can be called.
 *
 * `surface.json` is written by `scripts/flyte1-surface.py` from flytekit 1.16.31; older names are in `former-surface.ts`.
 */
import { FORMER_KEYWORDS, FORMER_NAMES, UNION_REEXPORTS } from "./former-surface.ts";
import surface from "./surface.json" with { type: "json" };

/**
 * Root packages whose import makes a file Flyte 1 code.
 *
 * `union` re-exports flytekit and needs it installed; `flyteidl` is flytekit's wire format (Flyte 2 has `flyteidl2`).
 */
export const FLYTE1_PACKAGES = ["flytekit", "flytekitplugins", "flyteidl", "union"] as const;

/** How an argument reaches a parameter; the words of Python's `inspect`. */
export type ParameterKind = "positional-only" | "positional-or-keyword" | "var-positional" | "keyword-only" | "var-keyword";

/** A parameter of a Flyte 1 callable; `name` without stars. */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
}

const NAMES: Readonly<Record<string, readonly string[]>> = surface.names;
const MODULES = new Map<string, string>(Object.entries(surface.modules));
const SIGNATURES = new Map<string, string>(Object.entries(surface.parameters));
const ROOTS: ReadonlySet<string> = new Set(FLYTE1_PACKAGES);

let canonicalByPath: ReadonlyMap<string, string> | undefined;

/** Every known path to a name, with its canonical name. Built at the first question: most commands never ask. */
function knownPaths(): ReadonlyMap<string, string> {
  canonicalByPath ??= new Map([
    ...Object.entries(NAMES).flatMap(([canonical, aliases]) => [canonical, ...aliases].map((path) => [path, canonical] as const)),
    ...Object.entries(FORMER_NAMES),
    ...Array.from(UNION_REEXPORTS, (name) => [`union.${name}`, `flytekit.${name}`] as const),
  ]);
  return canonicalByPath;
}

/**
 * The one name under which the tool knows what a dotted path leads to.
 *
 * The longest known beginning of the path decides, the rest stays as it is: `flytekit.models.security.Secret.MountType.FILE`
 * gives `flytekit.Secret.MountType.FILE`. A module imported by another is followed too: `flytekit.file.FlyteFile` gives
 * `flytekit.FlyteFile`.
 *
 * @param dottedPath absolute path of the object, as imports spell it
 * @returns the canonical path; the argument itself when nothing of it is known
 */
export function canonicalName(dottedPath: string): string {
  for (let end = dottedPath.length; end > 0; end = dottedPath.lastIndexOf(".", end - 1)) {
    const head = dottedPath.slice(0, end);
    const tail = dottedPath.slice(end);
    const name = knownPaths().get(head);
    if (name !== undefined) return name + tail;
    const module = MODULES.get(head);
    if (module !== undefined) return canonicalName(module + tail);
  }
  return dottedPath;
}

/**
 * Whether a dotted path belongs to Flyte 1, known to the tables or not.
 *
 * @param dottedPath absolute path, as imports spell it; only the root package is looked at
 */
export function isFlyte1(dottedPath: string): boolean {
  return ROOTS.has(dottedPath.split(".", 1)[0] ?? "");
}

/** Whether the tables know a path: what a star import of its module brings in, as far as it is Flyte 1's own. */
export function isPublicName(dottedPath: string): boolean {
  return knownPaths().has(dottedPath);
}

/** The kind of a named parameter, by where it stands among the markers of a signature. */
function kindOfNamed(index: number, slash: number, star: number): ParameterKind {
  if (index < slash) return "positional-only";
  return star !== -1 && index > star ? "keyword-only" : "positional-or-keyword";
}

/** Reads a signature without types and defaults: `cpu, mem, *, gpu, **kwargs`. */
function parseSignature(signature: string): readonly Parameter[] {
  const words = signature === "" ? [] : signature.split(", ");
  const slash = words.indexOf("/");
  const star = words.findIndex((word) => /^\*(?!\*)/.test(word));
  return words.flatMap((word, index): Parameter[] => {
    if (word === "/" || word === "*") return [];
    if (word.startsWith("**")) return [{ name: word.slice(2), kind: "var-keyword" }];
    if (word.startsWith("*")) return [{ name: word.slice(1), kind: "var-positional" }];
    return [{ name: word, kind: kindOfNamed(index, slash, star) }];
  });
}

/**
 * The parameters of a Flyte 1 callable in order, without `self`; those of a class are those of its constructor.
 *
 * Keywords that flytekit reads from `**kwargs` (`cache_version` of a task) stand as keyword-only. A method is asked of the class
 * that defines it: `flytekit.LaunchPlan.get_or_create`.
 *
 * @param canonical a name as {@link canonicalName} gives it
 * @returns undefined when the name is unknown, not callable, or machinery that user code never calls
 */
export function parametersOf(canonical: string): readonly Parameter[] | undefined {
  const signature = SIGNATURES.get(canonical);
  return signature === undefined ? undefined : parseSignature(signature);
}

/**
 * Keywords that a call in code older than flytekit 1.16 may pass and that {@link parametersOf} no longer has.
 *
 * @param canonical a name as {@link canonicalName} gives it
 */
export function formerKeywordsOf(canonical: string): readonly string[] {
  return FORMER_KEYWORDS.get(canonical) ?? [];
}

/** Every canonical name that flytekit 1.16.31 defines, in alphabetical order: objects, not modules and not methods. */
export function flyte1Names(): Iterable<string> {
  return Object.keys(NAMES);
}

/** Every callable whose parameters are known, in alphabetical order: functions, classes and methods. */
export function flyte1Callables(): Iterable<string> {
  return SIGNATURES.keys();
}

/** Parameters of `@task`, the decorated function first. */
export const taskParameters: readonly Parameter[] = parametersOf("flytekit.task") ?? [];

/** What `with_overrides` reads, in order; anything else it drops without a word (`flytekit/core/node.py`). */
export const withOverridesKeys: readonly string[] = (parametersOf("flytekit.core.node.Node.with_overrides") ?? [])
  .filter(({ kind }) => kind !== "var-positional" && kind !== "var-keyword")
  .map(({ name }) => name);
