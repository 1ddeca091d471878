import type { FindingKind } from "../../src/migrate/transform.ts";

export const TEST_DOUBLE_FINDINGS: readonly FindingKind[] = [
  {
    code: "test-doubles/by-name",
    confidence: "review",
    title: "A task that a test replaces by name",
    why: "`{code}` replaces `{task}` where calls of it became `{task}.aio(…)` or `{task}.func(…)`, which a mock of the name does not answer as before.",
    todo: 'Patch the task\'s function instead: `patch.object({task}, "func")`.',
    explanation: `A mock in the place of a task answers a plain call. In an async function a task is called as \`await task.aio(…)\`, and where one task
calls another as \`task.func(…)\`: there a mock gives back another mock, or something that cannot be awaited.

\`patch.object(task, "func")\` replaces the function behind the task. Every way to call the task comes to it, and for an async task the mock
is one that can be awaited.`,
  },
  {
    code: "test-doubles/replacement",
    confidence: "review",
    title: "A plain function in the place of an async task",
    why: "`{task}` is async now, and `{replacement}` takes its place in a test: what it gives back cannot be awaited.",
    todo: "Make the replacement an `async def`, or use `unittest.mock.AsyncMock`.",
    explanation: `A former workflow whose calls run at the same time is \`async def\`, and its callers await it. A function that takes its place in a test has
to be \`async\` as well.`,
  },
];
