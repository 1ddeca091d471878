import type { FindingKind } from "../../src/migrate/transform.ts";

export const MAP_FINDINGS = [
  {
    code: "maps/target",
    confidence: "manual",
    title: "A map of something that is no task",
    why: "`flyte.map` takes a task, and `{code}` {reason}.",
    todo: "Call it in a loop: in an `async def`, `await asyncio.gather(*[call(x) for x in xs])` runs all calls at the same time.",
    explanation: `\`map_task\` took tasks, launch plans, references to tasks on the cluster and container tasks. \`flyte.map\` takes a Flyte 2 task or a
\`functools.partial\` of one (flyte/_map.py), and flyteshift has to see the task to know the order of its parameters.

Migrate what is mapped first: a reference becomes \`flyte.remote.Task.get(…)\`, a launch plan the task that its workflow became. Then call it in a
loop. \`asyncio.gather\` keeps the order of the results and raises the first failure, as \`map_task\` did.`,
  },
  {
    code: "maps/arguments",
    confidence: "manual",
    title: "A map whose arguments cannot be told apart",
    why: "`flyte.map` takes its lists in the order of the task's parameters, and `{code}` {reason}.",
    todo: "Write every parameter out as a keyword, then run flyteshift again.",
    explanation: `\`map_task(t)(a=xs, b=ys)\` names its lists; \`flyte.map(t, xs, ys)\` does not, so each list must be known with its parameter. Flyte 1
wants every parameter of the task, either in a list or bound by keyword in a \`functools.partial\`; it refuses to leave one to its default.`,
  },
  {
    code: "maps/held",
    confidence: "manual",
    title: "A map or a partial that several places share",
    why: "`{code}` {reason}.",
    todo: "Call the map where it is made (`map_task(t)(x=xs)`), then run flyteshift again.",
    explanation: `Flyte 2 has no object for a map: \`flyte.map\` takes the task and the lists at once. A variable that holds a map, or the
\`functools.partial\` that it maps, is followed where it is only called, in the same file, and where all of its uses change together.`,
  },
  {
    code: "maps/expression",
    confidence: "manual",
    title: "A map inside an expression that it has to leave",
    why: "`{code}` {reason}.",
    todo: "Assign it to a variable in a statement of its own, then run flyteshift again.",
    explanation: `Two things need a statement of their own. A map that counts its failures (\`min_success_ratio\`) takes several statements, which
cannot stand in a condition, a loop's head or a lambda. And a value that changes its place, because \`flyte.map\` takes lists in the order of the
task's parameters, is not moved when it calls a task itself.`,
  },
  {
    code: "maps/threshold",
    confidence: "manual",
    title: "A map inside a task that allows for failures",
    why: "`{code}` {reason}.",
    todo: "Write the loop out with `try` and `except`, and append `None` for a failure.",
    explanation: `A map that a task calls ran in that task's own container, one element after the other, and still does: \`[t.func(x=x) for x in xs]\`.
With \`min_success_ratio\` a failed element gave \`None\`, which takes a loop with \`try\`/\`except\` around the call.

If the elements should run as actions of their own, move the map to a former workflow or dynamic.`,
  },
  {
    code: "maps/metadata",
    confidence: "manual",
    title: "Settings of a map that cannot be carried over",
    why: "`{code}` {reason}.",
    todo: "Write the settings with `.override(…)` behind the mapped task's name.",
    explanation: `\`metadata=TaskMetadata(retries=2)\` and \`.with_overrides(…)\` become \`flyte.map(t.override(retries=2), xs)\`. \`metadata\` has to be
written in place, and may hold \`cache\`, \`cache_version\`, \`cache_serialize\`, \`retries\`, \`timeout\`, \`interruptible\` and \`deprecated\`; in Flyte 1 it
replaced everything that the task says about these.`,
  },
  {
    code: "maps/metadata-replaces",
    confidence: "review",
    title: "Metadata of a map replaced that of the task",
    why: "In Flyte 1 `metadata=` replaced what `{task}` says of itself, so {settings} did not hold for this map; `.override(…)` says so.",
    todo: "Take it out of `.override(…)` if the map should have it.",
    explanation: `A map took its metadata from the task, or from \`metadata=\` as a whole (\`flytekit/core/array_node_map_task.py\`). A task with a cache,
mapped with \`metadata=TaskMetadata(retries=2)\`, was not cached. Most authors did not mean that. The migrated call keeps it: \`cache="disable"\`,
\`retries=flyte.RetryStrategy(count=0)\` and the like reset what the task declares.`,
  },
  {
    code: "maps/ignored-argument",
    confidence: "review",
    title: "An argument that a map never read",
    why: "flytekit's `{function}` took `{argument}` and did nothing with it, so it is gone.",
    todo: "If it should hold from now on, write it with `.override(…)` behind `{task}`.",
    explanation: `\`map_task\` accepts any keyword and hands it to a base class, which drops what it does not know: \`requests\`, \`retries\`, \`cache\`. In
Flyte 1 settings of a map were given by \`metadata=\` and \`.with_overrides(…)\`.`,
  },
  {
    code: "maps/min-successes",
    confidence: "review",
    title: "A number of successes that the cluster did not hear of",
    why: "flytekit sent `min_success_ratio` along with `min_successes`, and the ratio won on the cluster; now the number counts.",
    todo: "Check that {count} successes are enough.",
    explanation: `The two stand in one \`oneof\` of the wire format, and flytekit sets both: without a \`min_success_ratio\` of your own it is 1, so one
failure ended the map. Only local runs read \`min_successes\`. The migrated code does what the argument says.`,
  },
  {
    code: "maps/lengths",
    confidence: "review",
    title: "Lists that may differ in length",
    why: "`flyte.map` stops at the end of the shortest list; Flyte 1 failed when {lists} differed in length.",
    todo: "Check that they always have the same length, or compare `len` first.",
    explanation: `\`flyte.map\` zips its lists (flyte/_map.py), so elements that have no partner are dropped without a word. Flyte 1's array node refused
lists of different lengths. Where the source shows that the lengths are equal, nothing is said.`,
  },
  {
    code: "maps/inline",
    confidence: "review",
    title: "A map inside another task",
    why: "Flyte 1 ran all of `{task}` inside `{caller}`, one element after the other, and so does the loop over `{task}.func(…)`.",
    todo: "Keep it, or use `flyte.map` to run each element as an action of its own.",
    explanation: `A map that a plain task calls was no node: flytekit ran its function for each element in the task's own container. The migrated code
does the same. \`list(flyte.map(t, xs, return_exceptions=False))\` would give every element a container, a cache and retries of its own; the task's
environment then needs the mapped one in \`depends_on\`.`,
  },
  {
    code: "maps/inline-or-submitted",
    confidence: "review",
    title: "A helper with a map that both tasks and workflows use",
    why: "Tasks and former workflows share the function around this map: Flyte 1 ran it in place for the tasks, and now every element is an action.",
    todo: "Give the tasks a helper of their own with a loop over `{task}.func(…)`, or accept the actions.",
    explanation: `A plain function with a map made a node when a workflow called it, and ran everything in place when a task did. One line cannot do
both in Flyte 2.`,
  },
] as const satisfies readonly FindingKind[];

export type MapCode = (typeof MAP_FINDINGS)[number]["code"];
