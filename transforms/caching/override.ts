/** `.with_overrides(cache=…)`: Flyte 1 changes single fields of a node, Flyte 2 replaces the policy. */
import type { Argument } from "../../src/python/arguments.ts";
import {
  argumentCache,
  CACHE,
  type CacheFacts,
  type CacheSwitch,
  cacheSwitch,
  constructedCache,
} from "../../src/flyte1/caching.ts";
import type { TaskCall } from "../../src/flyte1/calls.ts";
import { objectsOf } from "../../src/flyte1/objects.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import { isSelfContained } from "../../src/flyte1/shared-objects.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { type CacheBehavior, cachePolicy } from "../../src/flyte2/caching.ts";
import type { MigrationContext, OverrideTarget } from "../../src/migrate/transform.ts";
import { factItems, givenFacts, problemOf } from "./facts.ts";
import { asCondition } from "./values.ts";

export function overrideCache({ repository }: MigrationContext, call: TaskCall, target: OverrideTarget): void {
  const cache = target.take("cache");
  const given = argumentCache(target.take);
  const first = [cache, ...givenFacts(given)].find((argument) => argument !== undefined);
  if (!first) return;
  const state = cache ? cacheSwitch(repository, call.module, cache.value, given.version !== undefined) : undefined;
  if (cache && state?.kind === "off") {
    // `None` leaves the task's own cache as it is.
    if (cache.value.kind !== "none") target.set("cache", cachePolicy("disable", []), cache, ...givenFacts(given));
    return;
  }
  const object = state?.kind === "object" && state.object.constructions.length === 1 ? state.object.constructions[0] : undefined;
  const facts = object ? constructedCache(object) : given;
  const behavior = behaviorOf(cache, state, object !== undefined);
  if (!behavior || !facts.version) return target.note("caching/override-version", first.node);
  const problem = problemOf(repository, object?.module ?? call.module, facts);
  if (problem) return target.note(problem.code, first.node, { slots: { value: problem.node.text } });
  const declared = declaredCache(repository, call.task);
  const whole = wholePolicy(facts, declared, object !== undefined);
  const foreign = object && object.module !== call.module ? [facts.version, facts.serialize] : [];
  const copied = [whole.ignoredInputs, whole.serialize === declared?.serialize ? whole.serialize : undefined, ...foreign];
  if (!declared || !copied.every((argument) => !argument || isSelfContained(argument.value))) {
    return target.note("caching/override-inherits", first.node, { slots: { task: call.task.name } });
  }
  target.set(
    "cache",
    cachePolicy(behavior, factItems(whole, object ? "keep" : "elsewhere")),
    ...(cache ? [cache] : []),
    ...givenFacts(given),
  );
}

/** Undefined where nothing switches the cache on. */
function behaviorOf(cache: Argument | undefined, state: CacheSwitch | undefined, isObject: boolean): CacheBehavior | undefined {
  if (isObject || state?.kind === "on") return "auto";
  return cache && state?.kind === "condition" ? { autoIf: asCondition(cache.value) } : undefined;
}

/** flytekit never overrides ignored inputs, and serialising only where it is given; a `Cache` always says it (`core/node.py`). */
function wholePolicy(facts: CacheFacts, declared: CacheFacts | undefined, isObject: boolean): CacheFacts {
  const serialize = facts.serialize ?? (isObject ? undefined : declared?.serialize);
  return { ...facts, serialize, ignoredInputs: declared?.ignoredInputs, salt: undefined };
}

/** What the task itself says; undefined when the source does not show it. */
function declaredCache(repository: Repository, task: TaskDeclaration): CacheFacts | undefined {
  if (task.arguments.some(({ splat }) => splat !== null)) return undefined;
  const find = (name: string): Argument | undefined => task.arguments.find((argument) => argument.name === name);
  const cache = find("cache");
  const object = cache && objectsOf(repository, task.module, cache.value, [CACHE]);
  if (!object) return argumentCache(find);
  const [only, ...others] = object.constructions;
  return only && others.length === 0 ? constructedCache(only) : undefined;
}
