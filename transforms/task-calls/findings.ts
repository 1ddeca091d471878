import type { FindingKind } from "../../src/migrate/transform.ts";

export const TASK_CALL_FINDINGS: readonly FindingKind[] = [
  {
    code: "task-calls/inline",
    confidence: "review",
    title: "A task called inside another task",
    why: "Flyte 1 ran `{callee}` inside `{caller}`; a plain Flyte 2 call would start it as an action of its own, so it became `{callee}.func(…)`.",
    todo: "Keep it, or call `{callee}(…)` to run it with its own resources, secrets, cache and retries.",
    explanation: `A Flyte 1 task that another task calls is an ordinary function: it runs in the same container. In Flyte 2 the same call submits a new
action with its own container, cache and retries. \`task.func(…)\` calls the function itself and keeps what Flyte 1 did.

If the two were meant to be separate steps, remove \`.func\` and add the callee's environment to \`depends_on\`.`,
  },
  {
    code: "task-calls/inline-workflow",
    confidence: "review",
    title: "A workflow called inside a task",
    why: "Flyte 1 ran all of `{callee}` inside `{caller}`; now its body still runs there, but every task that it calls is an action of its own.",
    todo: "Keep it, or call the functions of those tasks (`task.func(…)`) in `{caller}` to stay in one container.",
    explanation: `A Flyte 1 workflow that a task calls is run on the spot, with all its tasks, in the task's own container. In Flyte 2 a former workflow is a
task that calls tasks: \`workflow.func(…)\` runs its body in place, and each call in it submits an action with its own container and resources.

The result is the same; where the work is done is not.`,
  },
  {
    code: "task-calls/inline-or-submitted",
    confidence: "review",
    title: "A helper that both tasks and workflows use calls a task",
    why: "`{callee}` is called by a function that tasks and former workflows share: Flyte 1 ran it in place for the tasks, and now it always starts an action.",
    todo: "Give the tasks a helper of their own that calls `{callee}.func(…)`, or accept the extra action.",
    explanation: `A plain function that calls a Flyte 1 task made a node when a workflow called it, and ran the task in place when another task called it.
In Flyte 2 the plain call always submits an action, and \`.func(…)\` always runs in place, so one line cannot do both.`,
  },
  {
    code: "task-calls/event-loop",
    confidence: "review",
    title: "A call of an async task where it cannot be awaited",
    why: "`{callee}` is async now, and here an event loop may be running, in which `asyncio.run` fails.",
    todo: "Make the code around the call async down from the event loop, and write `await {callee}(…)`.",
    explanation: `A former workflow whose calls run at the same time is \`async def\`, so a direct call gives a coroutine. In an async function it is awaited,
elsewhere \`asyncio.run(…)\` runs it. \`asyncio.run\` refuses to start where a loop runs already: in a lambda or a generator inside an async
function, and in a plain function that an async function calls.`,
  },
  {
    code: "task-calls/passed-on",
    confidence: "review",
    title: "An async task is passed on",
    why: "`{task}` is async now, and what gets it in `{code}` may call it as if it was not.",
    todo: "Where it is called, await the result or wrap the call in `asyncio.run(…)`.",
    explanation: `A former workflow whose calls run at the same time is \`async def\`. Every direct call of it was changed. Where it is handed to something
else (a test's parameters, a runner, another name), the call is out of sight: without \`await\` or \`asyncio.run\` it gives a coroutine, and
nothing runs.`,
  },
  {
    code: "task-calls/attribute",
    confidence: "review",
    title: "Something that only a Flyte 1 task has",
    why: "A Flyte 2 task has no `{attribute}` with the meaning that it has in Flyte 1.",
    todo: "Read what you need from the function, `{task}.func`, or from the task's environment.",
    explanation: `A Flyte 1 task carries its interface, its container and its execution machinery as attributes. A Flyte 2 task is a template of its own
kind: \`.func\` is the function with its name, docstring and annotations, \`.name\` is \`environment.function\`, and settings belong to the
environment.`,
  },
];
