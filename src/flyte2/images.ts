/** What Flyte 2 says about an image: `flyte.Image` (`flyte/_image.py`), each kind of layer in its one legal form. */
import { type ChainExpression, type Expression, type Item, source } from "../python/expression.ts";

/** One call of a `with_…` method. */
export type Layer = ChainExpression["links"][number];

/** What an image is known by, and what it is built for. */
export interface ImageIdentity {
  readonly name?: Item | undefined;
  readonly registry?: Item | undefined;
  readonly platform?: Item | undefined;
}

/** Flyte's own image: it has Python and the SDK. */
export function debianImage(
  pythonVersion: Item | undefined,
  { name, registry, platform }: ImageIdentity,
  layers: readonly Layer[],
): Expression {
  const start = callOf("flyte.Image.from_debian_base", [pythonVersion, registry, name, platform]);
  return chained(start, layers);
}

/** An image of somebody else, as it is. */
export function foreignImage(uri: Item): Expression {
  return { kind: "call", callee: "flyte.Image.from_base", arguments: [uri] };
}

/** An image on top of another. Only a clone with a name that says `extendable` takes layers. */
export function extendedImage(
  base: Expression,
  { name, registry, platform }: ImageIdentity,
  layers: readonly Layer[],
): Expression {
  const extendable = { prefix: "extendable=", value: source("True") };
  const clone = { method: "clone", arguments: [registry, name, extendable, platform].filter((item) => item !== undefined) };
  return chained(base, [clone, ...layers]);
}

function callOf(callee: string, items: readonly (Item | undefined)[]): Expression {
  return { kind: "call", callee, arguments: items.filter((item) => item !== undefined) };
}

function chained(start: Expression, links: readonly Layer[]): Expression {
  return links.length > 0 ? { kind: "chain", start, links } : start;
}

/** The SDK needs at least Python 3.10 (its package's `Requires-Python`). */
export const OLDEST_MINOR = 10;

/** Values of `platform=`; anything else is refused. */
export const PLATFORMS: ReadonlySet<string> = new Set(["linux/amd64", "linux/arm64"]);

/** An image that the configuration names (`image.image_refs`, or `--image NAME=URI`). */
export function namedImage(name: string): Expression {
  return { kind: "call", callee: "flyte.Image.from_ref_name", arguments: [{ prefix: "", value: source(name) }] };
}
