import type { FindingKind } from "../../src/migrate/transform.ts";

export const WORKFLOW_FINDINGS: readonly FindingKind[] = [
  {
    code: "workflows/sequential",
    confidence: "review",
    title: "Calls that ran at the same time now run one after the other",
    why: "`{task}` calls {calls}, and no call needs the other's result: Flyte 1 ran them in parallel, plain Flyte 2 calls run in order.",
    todo: "Where the time matters, give each a line of its own before the migration; or start them together afterwards with `asyncio.gather`, in an async `{task}`.",
    explanation: `A Flyte 1 workflow is a graph, and nodes without an edge between them run in parallel. A Flyte 2 task is a Python function: each plain
call waits for its result. Such workflows become \`async def\` with \`asyncio.gather\`, unless \`--sequential\` was asked for, or the independence of
the calls could not be seen for certain: in a loop that also hands something from round to round, for example, or where a name is bound twice.

The result is the same, the wall time can grow. To run calls concurrently, make the function \`async\`, write \`await task.aio(…)\` for
every call, and put independent ones into one \`asyncio.gather\`. Whoever calls the function must then await it or use \`asyncio.run\`.`,
  },
  {
    code: "workflows/kept-synchronous",
    confidence: "review",
    title: "A workflow stays synchronous because of who calls it",
    why: "`{task}` calls {calls}, which Flyte 1 ran at the same time; they run in order now, because {caller} cannot wait for an `async` function.",
    todo: "Where the time matters, make {caller} wait, then make `{task}` async and gather the calls with `await asyncio.gather({first}.aio(…), …)`.",
    explanation: `A former workflow whose calls ran at the same time becomes \`async def\`, and everyone who calls it has to await it. A plain function
between workflows, a task that calls the workflow in place, and a generator or a lambda cannot. So the workflow stays synchronous: the result is the same, the
wall time can grow.`,
  },
  {
    code: "workflows/compile-time",
    confidence: "review",
    title: "Python that ran while the workflow was compiled",
    why: "`{code}` ran once when `{task}` was registered, and now runs in every execution.",
    todo: "Check that it may run in the cluster, with real values where it saw promises.",
    explanation: `The body of a Flyte 1 workflow runs when the workflow is compiled: prints, loops and conditions there saw promises, not values. As a
Flyte 2 task the same lines run in every execution, in a container, with real values.`,
  },
  {
    code: "workflows/unknown-call",
    confidence: "manual",
    title: "A workflow calls something from outside the repository",
    why: "`{callee}` comes from outside this repository, so it cannot be told whether it is a Flyte 1 task.",
    todo: "If it is a plain function, move the call into a task; if it is a task, migrate its package first.",
    explanation: `A workflow may call tasks of an installed package. Whether \`{callee}\` is one cannot be seen in this repository, and calling a Flyte 1 task
from a Flyte 2 task would run it in the wrong place. So the workflow stays as it is.`,
  },
  {
    code: "workflows/hidden-task",
    confidence: "manual",
    title: "A workflow calls a task that a wrapper or a class makes",
    why: "`{callee}` is a Flyte 1 entity that is not declared by a plain decorator, and it stays Flyte 1.",
    todo: "Migrate `{callee}` by hand first, then run flyteshift again.",
    explanation: `The callee is a task that a wrapper decorator, a reference, or a task class such as \`ContainerTask\` makes. It is not migrated, and a
Flyte 2 task that calls a Flyte 1 entity would run it in the wrong place. So the workflow waits for it.`,
  },
  {
    code: "workflows/ordering",
    confidence: "manual",
    title: "An explicit order of nodes",
    why: "`{code}` orders nodes of the workflow's graph in a way that is not understood.",
    todo: "Write the calls in that order, each waiting for the one before, and remove the line.",
    explanation: `\`a >> b\` and \`runs_before\` say that one node runs before another although it needs none of its outputs. In Flyte 2 the order of
statements says the same, as long as the calls are not gathered.`,
  },
  {
    code: "workflows/node-overrides",
    confidence: "manual",
    title: "Overrides on a node that is not called on the spot",
    why: "`{code}` changes a node that was made earlier, which has no transform yet.",
    todo: "Put `.override(…)` before the call that makes the node.",
    explanation: `Flyte 2 overrides a task before it is called: \`task.override(…)(x=1)\`. Where the node is held in a variable and changed later, the call
has to be found and changed by hand.`,
  },
  {
    code: "workflows/async-task",
    confidence: "manual",
    title: "A workflow calls an async task and cannot wait for it",
    why: "`{callee}` is `async`, so `{task}` would have to be, and {caller} cannot wait for an `async` function.",
    todo: "Make {caller} wait, or move the call out of it, then run flyteshift again.",
    explanation: `In Flyte 2 a call of an async task gives a coroutine. In a synchronous function nobody awaits it: the task never runs, without an
error. So a former workflow that calls an async task becomes async, and its callers with it. A plain function between workflows, a task that calls the workflow
in place, and a generator or a lambda cannot await anything; then the workflow stays as it is.`,
  },
  {
    code: "workflows/try-except",
    confidence: "review",
    title: "`try` around a task call",
    why: "In Flyte 1 nothing was caught here, because the call only made a node; now the task's errors arrive in this `except`, as `flyte.errors.RuntimeUserError`.",
    todo: "Decide whether the error should be caught, and catch `flyte.errors.RuntimeUserError` if so.",
    explanation: `In a Flyte 1 dynamic the call of a task makes a node and cannot fail. In Flyte 2 it runs the task, and its failure is raised there as
\`flyte.errors.RuntimeUserError\`, whose \`code\` is the name of the original exception's class.`,
  },
];
