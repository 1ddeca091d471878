/** What a person has to know or decide about settings of workflows. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const WORKFLOW_SETTINGS_FINDINGS: readonly FindingKind[] = [
  {
    code: "workflow-settings/interruptible",
    confidence: "review",
    title: "An interruptible workflow",
    why: "`{task}` made the tasks that it calls interruptible; in Flyte 2 a task says so itself, so it was written there{left}.",
    todo: "Check which tasks should be interruptible; a single call can say it with `task.override(interruptible=True)(…)`.",
    explanation: `
\`@workflow(interruptible=True)\` was the default for every node of the workflow whose task said nothing itself. Nothing is inherited in
Flyte 2. A task that only interruptible workflows call got \`interruptible=True\`: this holds for every run of it, also for one that is started
by itself. A task that others call as well is left alone.

The former workflow is a task now, with a container of its own. It is not interruptible: it waits for all the others.`,
  },
  {
    code: "workflow-settings/failure-policy",
    confidence: "manual",
    title: "A workflow that goes on after a failure",
    why: "`{task}` lets calls that do not need the failed one finish ({calls}), and Flyte 2 has no setting for that.",
    todo: "Remove `failure_policy=` if stopping at once is fine; else gather with `return_exceptions=True` after the migration, and raise at the end.",
    explanation: `
With \`FAIL_AFTER_EXECUTABLE_NODES_COMPLETE\` every node ran whose inputs were there, also after another one had failed. In Flyte 2 the first
error leaves the function, and what has not been started is never started.

The form that goes on:

\`\`\`python
rows, words = await asyncio.gather(load.aio(day=day), count.aio(day=day), return_exceptions=True)
for result in (rows, words):
    if isinstance(result, BaseException):
        raise result
\`\`\`

Which calls belong into one \`gather\` depends on what should still run, so it is left to you. A workflow in which each call needs the one before
is migrated without a word: there nothing is left to run after a failure.`,
  },
  {
    code: "workflow-settings/default-options",
    confidence: "review",
    title: "Default options of a workflow",
    why: "{options} of `{task}` went to the launch plan that Flyte 1 made for it; in Flyte 2 who starts a run says such things.",
    todo: "Pass them where `{task}` is started: `flyte.with_runcontext(…).run({task}, …)`, or in its trigger.",
    explanation: `
\`default_options=Options(…)\` set labels, annotations, the limit of parallel nodes and so on for the workflow's default launch plan. Flyte 2 has
no launch plans. The counterparts belong to the run: \`flyte.with_runcontext(labels=…, annotations=…, max_action_concurrency=…)\`, or to a
\`flyte.Trigger\`, with the same names.`,
  },
  {
    code: "workflow-settings/unknown-value",
    confidence: "manual",
    title: "A workflow's setting that is computed",
    why: "`{setting}` of `{task}` cannot be read from the source, and what becomes of it depends on its value.",
    todo: "Write the value in place, or remove the setting.",
    explanation: `
\`interruptible\` and \`failure_policy\` of a workflow have no counterpart of the same form, so their value has to be known: \`True\` or \`False\`, and
\`WorkflowFailurePolicy.FAIL_IMMEDIATELY\` or \`WorkflowFailurePolicy.FAIL_AFTER_EXECUTABLE_NODES_COMPLETE\`.`,
  },
];
