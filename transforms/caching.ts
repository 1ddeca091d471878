/** Caches: always on the task's decorator, because one on the environment would cache the former workflow too. */
import type { Argument } from "../src/python/arguments.ts";
import { type Expression, source } from "../src/python/expression.ts";
import { withoutComments } from "../src/python/kept-comments.ts";
import { argumentCache, CACHE, type CacheFacts, cacheSwitch, constructedCache } from "../src/flyte1/caching.ts";
import type { ObjectExpression } from "../src/flyte1/objects.ts";
import { definitionAround, formOf } from "../src/flyte1/shared-objects.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { type CacheBehavior, cachePolicy } from "../src/flyte2/caching.ts";
import {
  defineTransform,
  type MigrationContext,
  type ModuleRewrite,
  type TaskTarget,
  type TransformRun,
} from "../src/migrate/transform.ts";
import { factItems, givenFacts, problemOf, problemOfConstruction, translatedConstruction } from "./caching/facts.ts";
import { CACHING_FINDINGS } from "./caching/findings.ts";
import { asCondition } from "./caching/values.ts";
import { overrideCache } from "./caching/override.ts";

export default defineTransform({
  id: "caching",
  title: "cache, cache_version and Cache(…) become the decorator's flyte.Cache",
  owns: {
    taskArguments: ["cache", "cache_version", "cache_serialize", "cache_ignore_input_vars"],
    overrideArguments: ["cache", "cache_version", "cache_serialize"],
    names: [CACHE],
  },
  findings: CACHING_FINDINGS,
  example: {
    before: `from flytekit import task


@task(cache=True, cache_version="1.0", cache_serialize=True)
def count_rows(day: str) -> int:
    return len(day)
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task(cache=flyte.Cache(behavior="auto", version_override="1.0", serialize=True))
def count_rows(day: str) -> int:
    return len(day)
`,
  },
  begin: (context): TransformRun => ({
    translate: (task, target) => translate(context, task, target),
    override: (call, target) => overrideCache(context, call, target),
    rewrite: (module) => rewriteDefinitions(context, module),
  }),
});

function translate(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const { repository } = context;
  const cache = target.take("cache");
  const facts = argumentCache(target.take);
  const state = cache
    ? cacheSwitch(repository, task.module, cache.value, facts.version !== undefined)
    : ({ kind: "off" } as const);
  const problem = problemOf(repository, task.module, facts);
  if (problem) return target.note(problem.code, problem.node, { slots: { value: problem.node.text } });
  switch (state.kind) {
    case "off":
      return reportDeadVersion(task, facts, target);
    case "on":
      return setPolicy(task, target, "auto", facts, cache);
    case "condition":
      return setPolicy(task, target, { autoIf: cache ? asCondition(cache.value) : "" }, facts, cache);
    case "object":
      return cache && setObject(context, task, target, cache, state.object);
    case "unknown":
      return cache && target.note("caching/unknown-value", cache.node, { slots: { value: cache.node.text } });
  }
}

/** Everything that came as arguments of the decorator. */
function setPolicy(
  task: TaskDeclaration,
  target: TaskTarget,
  behavior: CacheBehavior,
  facts: CacheFacts,
  cache: Argument | undefined,
): void {
  const from = [...(cache ? [cache] : []), ...givenFacts(facts)];
  if (!facts.version && cache) target.note("caching/automatic-version", cache.node, { slots: { task: task.name } });
  target.decorator("cache", cachePolicy(behavior, factItems(facts, "elsewhere")), ...from);
}

function reportDeadVersion(task: TaskDeclaration, { version }: CacheFacts, target: TaskTarget): void {
  if (version) target.note("caching/dead-version", version.node, { slots: { task: task.name, version: version.value.text } });
}

/** A `Cache(…)`, in place or behind a name. */
function setObject(
  context: MigrationContext,
  task: TaskDeclaration,
  target: TaskTarget,
  cache: Argument,
  object: ObjectExpression,
): void {
  const { binding, constructions } = object;
  for (const construction of constructions) {
    const problem = problemOfConstruction(context.repository, construction);
    const related = [{ module: construction.module, node: construction.call }];
    if (problem) return target.note(problem.code, cache.node, { slots: { value: problem.node.text }, related });
    if (!constructedCache(construction).version)
      target.note("caching/automatic-version", cache.node, { slots: { task: task.name }, related });
  }
  const form = formOf(object, task.module, (held) => context.isPinned(held));
  switch (form.kind) {
    case "by-name":
      target.refer(form.binding);
      return target.decorator("cache", source(cache.value.text), cache);
    case "in-place":
      return target.decorator("cache", inPlace(translatedConstruction(form.construction), object), cache);
    case "none":
      return target.note(binding ? "caching/shared-object" : "caching/unknown-value", cache.node, {
        slots: { value: cache.value.text },
        related: constructions.map(({ module, call }) => ({ module, node: call })),
      });
  }
}

/** The definition of a name that stays keeps its comments. */
function inPlace(value: Expression, { binding }: ObjectExpression): Expression {
  return binding ? withoutComments(value) : value;
}

/** `DAILY = Cache(version="1")`, where every use of the name is migrated. */
function rewriteDefinitions(context: MigrationContext, module: ModuleRewrite): void {
  const { repository } = context;
  for (const reference of module.references) {
    const shared = reference.kind === "read" ? definitionAround(repository, module.module, reference.node, [CACHE]) : undefined;
    if (reference.name !== CACHE || !shared?.binding) continue;
    const obstacle = context.isPinned(shared.binding)
      ? { code: "caching/shared-object", node: reference.node }
      : shared.constructions
          .map((construction) => problemOfConstruction(repository, construction))
          .find((problem) => problem !== undefined);
    if (obstacle) {
      const value = obstacle.node === reference.node ? shared.binding.name : obstacle.node.text;
      module.note(obstacle.code, reference.node, { slots: { value } });
      module.settle(reference, "manual");
      continue;
    }
    const construction = shared.constructions.find(({ call }) => call.field("function") === reference.node);
    if (construction) module.replace(construction.call, translatedConstruction(construction));
    else module.replace(reference.node, module.spell("flyte.Cache", reference.node));
    module.settle(reference, "migrated");
  }
}
