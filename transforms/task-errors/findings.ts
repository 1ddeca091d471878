import type { FindingKind } from "../../src/migrate/transform.ts";

export const TASK_ERROR_FINDINGS: readonly FindingKind[] = [
  {
    code: "task-errors/expected-class",
    confidence: "review",
    title: "An exception of a task that no longer has its class",
    why: "An error of `{callee}` can arrive here as `flyte.errors.RuntimeUserError`, which is no `{expected}`.",
    todo: "Expect `flyte.errors.RuntimeUserError` as well, and tell the errors apart by its `code` or `__cause__`.",
    explanation: `Flyte 1 raised a task's own exception in local runs. In Flyte 2 a task that is called wraps every exception of its function in
\`flyte.errors.RuntimeUserError\`: its \`code\` is the name of the original class, and in a local call \`__cause__\` is the original itself.

Where one statement calls one task, the test or the handler was changed. Here several calls stand together, several classes are told apart, or
some of the called code is async, where an error passes unchanged. Only a person can say which of them is meant.`,
  },
  {
    code: "task-errors/message",
    confidence: "review",
    title: "The message that Flyte 1 put before an error",
    why: "Flyte 1 put `Error encountered while executing '…':` before the message of an error; Flyte 2 leaves the message as it is.",
    todo: "Compare with the message alone.",
    explanation: `In a local run Flyte 1 prefixed the message of an exception with the name of each task that it passed through. Flyte 2 does not: the
message is the one that the code raised. A pattern that begins with \`^\` or that holds Flyte 1's words does not match any more.`,
  },
];
