/** What a person has to do about references to what is deployed. */
import type { FindingKind } from "../../src/migrate/transform.ts";

const CALLING = `
\`flyte.remote.Task.get\` (\`import flyte.remote\`) gives something that is called with keywords, and awaited: \`await train(day=day)\` in an
\`async\` task, or \`flyte.run(train, day=day)\` from a script. It works in runs on a cluster only; a local run raises \`RemoteTaskUsageError\`.
Instead of \`auto_version="latest"\` it takes \`version="…"\`, or \`auto_version="current"\`: the version of the task that calls it, where all is
deployed together.`;

export const REFERENCE_FINDINGS: readonly FindingKind[] = [
  {
    code: "references/deployed-task",
    confidence: "manual",
    title: "A reference to a deployed task or workflow",
    why: "`{local}` refers to `{name}` as Flyte 1 deployed it; deployed by Flyte 2 it has another name, which is not known here.",
    todo: "When it is deployed by Flyte 2, write `{code}` with its name there, and call it with `await {local}(…)`.",
    explanation: `
A Flyte 1 reference names \`module.function\` and a version; a Flyte 2 task is called \`environment.function\`, and the version of the new deployment
is another one. The suggested name is the one that flyteshift gives: the module's name with \`-\`, and the function. Look it up with
\`flyte get task\`.
${CALLING}

What calls the reference stays Flyte 1 until then.`,
  },
  {
    code: "references/deployed-launch-plan",
    confidence: "manual",
    title: "A reference to a deployed launch plan",
    why: "`{local}` refers to the launch plan `{name}`; Flyte 2 has no launch plans, but tasks and their triggers.",
    todo: "When its workflow is deployed by Flyte 2, write `{code}` with its name there, and pass what the launch plan had fixed.",
    explanation: `
A launch plan was a workflow with inputs, a schedule and permissions. In Flyte 2 the workflow is a task, and a \`flyte.Trigger\` starts it on
schedule. Who called the launch plan calls the task, and passes the inputs that the launch plan had fixed.
${CALLING}

What calls the reference stays Flyte 1 until then.`,
  },
  {
    code: "references/in-repository",
    confidence: "manual",
    title: "A reference to a task of this repository",
    why: "`{local}` refers to `{name}` as it was deployed, and this repository declares it.",
    todo: "Import `{local}` from `{module}` and call it, if the version of this repository is meant; else write `{code}`.",
    explanation: `
The reference names a fixed version of a task that this repository has as well. Often it was a way around an import or around a second
registration. In Flyte 2 a call of the imported task runs what is deployed together with the caller, and environments that it needs are deployed with it
through \`depends_on\`.

Where the other version is meant, it has to be looked up.
${CALLING}`,
  },
];
