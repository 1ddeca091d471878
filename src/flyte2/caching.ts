/** What Flyte 2 says about a task's cache: `flyte.Cache` (`flyte/_cache/cache.py`). */
import { type Expression, type Item, source } from "../python/expression.ts";

/** The class's canonical name. */
const CACHE = "flyte.Cache";

/**
 * How a cache behaves.
 *
 * With `version_override` both `auto` and `override` send the same to the cluster; only `auto` also reads the cache in local runs.
 * Off is a word: `cache=False` would fall back to the environment's policy.
 */
export type CacheBehavior = "auto" | "disable" | { readonly autoIf: string };

/** A cache policy; the plain word where there is nothing else to say. */
export function cachePolicy(behavior: CacheBehavior, facts: readonly Item[]): Expression {
  const value = behaviorValue(behavior);
  return facts.length === 0 ? value : cacheObject(value, facts);
}

/** A cache policy as an object, for names that hold one. */
export function cacheObject(behavior: Expression, facts: readonly Item[]): Expression {
  return { kind: "call", callee: CACHE, arguments: [{ prefix: "behavior=", value: behavior }, ...facts] };
}

export const AUTO = source('"auto"');

function behaviorValue(behavior: CacheBehavior): Expression {
  if (behavior === "auto") return AUTO;
  return source(behavior === "disable" ? '"disable"' : `"auto" if ${behavior.autoIf} else "disable"`);
}
