/** What a person has to know or decide about failure handlers. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const FAILURE_HANDLER_FINDINGS: readonly FindingKind[] = [
  {
    code: "failure-handlers/unknown",
    confidence: "manual",
    title: "A failure handler that is not declared here",
    why: "`{handler}`, which handles failures of `{task}`, is no task or workflow that this repository declares.",
    todo: "Name a task or a workflow in `on_failure=`, or write `try:` and `except Exception:` in the migrated `{task}` yourself.",
    explanation: `
In Flyte 2 a failure is an exception: the body stands in \`try:\`, and \`except Exception:\` calls the handler with the workflow's inputs and
raises the error again. For that the handler has to be a task or a former workflow whose parameters can be seen, and which is migrated, too.

A launch plan, a reference, or a task that a wrapper makes, has to be written by hand.`,
  },
  {
    code: "failure-handlers/inputs",
    confidence: "manual",
    title: "A failure handler with an input that nobody gives",
    why: "`{handler}` needs `{input}`, which is no input of `{task}` and is not optional; Flyte 1 refuses this when `{task}` is registered.",
    todo: "Give the parameter a default, or take it out.",
    explanation: `
Flyte 1 calls the handler with the workflow's inputs, by name, and with the error as \`err\`. Every other parameter has to be optional.`,
  },
  {
    code: "failure-handlers/rebound-input",
    confidence: "manual",
    title: "A workflow with a failure handler binds an input anew",
    why: "`{task}` assigns to its input `{input}`, and `{handler}` gets the input with which `{task}` was started.",
    todo: "Use another name for the new value, in Flyte 1 already.",
    explanation: `
The handler gets the workflow's inputs as they came in. In the migrated function the handler is called from \`except\`, where a name has
whatever value it was given last. With a name of its own for the new value both are the same.`,
  },
  {
    code: "failure-handlers/error-text",
    confidence: "review",
    title: "A failure handler gets the error as text",
    why: "`{parameter}` of `{task}` was a `FlyteError`, which Flyte 2 does not have; it is the error's message now, a `str`.",
    todo: "Check what `{task}` does with it; who calls it with an error of its own passes `str(error)`.",
    explanation: `
Flyte 1 gave the handler a \`FlyteError\` with a message and the id of the node that failed. In Flyte 2 the caller passes \`str(error)\`, which is
the message. \`err.message\` is therefore \`err\` itself. The id of a node does not exist; the message names what was raised.`,
  },
  {
    code: "failure-handlers/error-field",
    confidence: "manual",
    title: "A failure handler reads which node failed",
    why: "`{code}` has no counterpart: Flyte 2 has no nodes, and an exception does not say which call it came from.",
    todo: "Read the message only, or catch the errors of the calls apart, each in a `try` of its own.",
    explanation: `
\`FlyteError.failed_node_id\` named a node of the workflow's graph. A Flyte 2 driver that has to know which call failed puts the call into a
\`try\` of its own and passes a name to the handler.`,
  },
];
