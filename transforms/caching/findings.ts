/** What a person has to know or decide about caches. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const CACHING_FINDINGS = [
  {
    code: "caching/dead-version",
    confidence: "review",
    title: "A cache version without a cache",
    why: "`{task}` has the cache version {version} but no cache: it caches nothing, as in Flyte 1, and the version is gone.",
    todo: 'If the task should be cached, add `cache=flyte.Cache(behavior="auto", version_override={version})`; else there is nothing to do.',
    explanation: `
In Flyte 1 \`cache_version=\` alone does nothing: without \`cache=True\` the task is executed every time. Flyte 2 has no place for a
version without a cache, because \`flyte.Cache(…)\` always switches caching on.

So the version is dropped and the task stays uncached, exactly as it ran until now. It is reported because the team that wrote a
version often meant to cache.

\`\`\`python
@env.task(cache=flyte.Cache(behavior="auto", version_override="1.0"))
\`\`\`

is what switches it on.`,
  },
  {
    code: "caching/automatic-version",
    confidence: "review",
    title: "A cache without a version",
    why: "`{task}` is cached without a version: Flyte 2 computes one from the function's source.",
    todo: 'Check that a change of the function\'s body should empty its cache, or say a version: `version_override="1"`.',
    explanation: `
\`cache=True\` without \`cache_version\`, or \`Cache()\` without \`version\`, works in Flyte 1 only where a plugin brings cache policies
along; plain flytekit raises \`ValueError\` when the module is imported.

Flyte 2 has a policy of its own. With \`"auto"\` and no \`version_override\` the version is a hash of the function's source (comments
and the image do not count), so every change of the body empties the cache, and a change in a helper does not.

Where results must be kept over such changes, or thrown away with others, give a version: \`flyte.Cache(behavior="auto",
version_override="1")\`.`,
  },
  {
    code: "caching/policies",
    confidence: "manual",
    title: "Cache policies",
    why: "Cache policies see other parameters in Flyte 2, so the cache key would change without a word.",
    todo: "Port the policy to `flyte.CachePolicy` (its `params` have func, image and code_bundle), or give the cache a version.",
    explanation: `
\`Cache(policies=[…])\` computes the version with your own classes. The protocol has the same form in both, \`get_version(salt, params)\`,
but \`params\` differs: Flyte 1 passes func, container_image, pod_template and pod_template_name, Flyte 2 passes func, image and
code_bundle.

A policy that is carried over unseen would raise, or give another version than before. Port it by hand and pass it as
\`flyte.Cache(behavior="auto", policies=[…])\`, or replace it by a version: \`version_override="1"\`.`,
  },
  {
    code: "caching/unknown-value",
    confidence: "manual",
    title: "A cache that the source does not show",
    why: "The source does not show what `{value}` says about the cache.",
    todo: 'Write the cache in place: `cache=flyte.Cache(behavior="auto", version_override=…)`, or nothing when it is off.',
    explanation: `
Flyte 1 takes a bool or a \`Cache\` as \`cache=\`; Flyte 2 takes \`"auto"\`, \`"disable"\` or a \`flyte.Cache\`, and refuses a bool. Which one
an expression gives has to be visible in the source: a literal, a name that holds bools only, a comparison, a call of a function that
is annotated \`-> bool\`, or \`Cache(…)\` itself. Next to \`cache_version=\` anything counts as a bool, because flytekit takes nothing else there.

A guess could switch caching on or off in silence, so the task stays Flyte 1 until the value is written down.`,
  },
  {
    code: "caching/shared-object",
    confidence: "manual",
    title: "A shared cache that has to stay Flyte 1",
    why: "`{value}` is also used where it has to stay Flyte 1, so it cannot become a `flyte.Cache`.",
    todo: "Migrate its other uses (see the related places), or give this task a cache of its own.",
    explanation: `
All uses of an object are migrated, or none. This \`Cache\` is also used by something that stays Flyte 1, for example a task with
another \`manual\` finding, and \`flyte.Cache\` would break it there.

Migrate the other uses first, or define a second object: \`DAILY = flyte.Cache(behavior="auto", version_override="1")\`.`,
  },
  {
    code: "caching/override-version",
    confidence: "manual",
    title: "An overridden cache without both switch and version",
    why: "`with_overrides` changes the cache by halves; Flyte 2 replaces it as a whole.",
    todo: 'Write the whole cache: `.override(cache=flyte.Cache(behavior="auto", version_override=…))`.',
    explanation: `
In Flyte 1 \`with_overrides(cache=…, cache_version=…, cache_serialize=…)\` changes single fields of one node, and the others stay as the
task declares them. \`cache=True\` without a version raises.

\`task.override(cache=…)\` of Flyte 2 replaces the whole policy. Where only a part was given, or where the switch is known only at run
time, somebody has to say what the whole is.`,
  },
  {
    code: "caching/override-inherits",
    confidence: "manual",
    title: "An overridden cache that inherits from its task",
    why: "`with_overrides` keeps what `{task}` says about serialising or ignored inputs; Flyte 2 replaces the cache as a whole.",
    todo: "Write the whole cache at the call, with `serialize=` and `ignored_inputs=` of the task.",
    explanation: `
Flyte 1 overrides the cache field by field: ignored inputs always stay those of the task, and so does serialising unless it is given.
Flyte 2's \`override(cache=…)\` replaces the whole policy, so \`serialize\` and \`ignored_inputs\` would be lost, and with them the cache
key.

Repeat them at the call: \`.override(cache=flyte.Cache(behavior="auto", version_override="2", ignored_inputs=("day",)))\`.`,
  },
] as const satisfies readonly FindingKind[];

/** A code of this topic. */
export type CachingCode = (typeof CACHING_FINDINGS)[number]["code"];
