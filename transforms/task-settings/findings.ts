/** What a person has to know or decide about settings of single tasks. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const TASK_SETTINGS_FINDINGS = [
  {
    code: "task-settings/retries",
    confidence: "review",
    title: "Retries follow every error",
    why: "`{task}` is retried after every error in Flyte 2; Flyte 1 retried only after `FlyteRecoverableException`.",
    todo: "Check that the task may be repeated after any error; where it may not, raise `flyte.errors.NonRecoverableError`.",
    explanation: `
The number is the same in both, and so is what the cluster is told. What counts as an error to retry differs.

In Flyte 1 an ordinary exception ended the task at once, and only \`FlyteRecoverableException\` used up a retry (a lost node was retried
apart from that). In Flyte 2 every exception is retried except \`flyte.errors.NonRecoverableError\`.

A task that writes to the outside before it fails now does so several times. Raise \`NonRecoverableError\` for errors that
will not go away, or set \`retries=0\` where the number was a leftover.`,
  },
  {
    code: "task-settings/unknown-value",
    confidence: "manual",
    title: "A setting that comes from Flyte 1 code",
    why: "`{setting}` holds something of Flyte 1 that the source does not show in full.",
    todo: "Write the value in place, or make it where a plain `{class}` can be seen.",
    explanation: `
The value of this setting is made by Flyte 1 code in a way that cannot be followed: by a function, by a loop, or by an object that is
also used where it has to stay Flyte 1. Flyte 2 refuses objects of Flyte 1, so the task stays as it is.

Write the object where the task is declared, or bind it to a name once: \`POD = PodTemplate(…)\`.`,
  },
  {
    code: "task-settings/shared-object",
    confidence: "manual",
    title: "A shared object that has to stay Flyte 1",
    why: "`{value}` is also used where it has to stay Flyte 1, so it cannot become a `{class}`.",
    todo: "Migrate its other uses, or give the tasks that are to be migrated an object of their own.",
    explanation: `
All uses of an object are migrated, or none. This one is also used by something that stays Flyte 1, for example a task with another
\`manual\` finding, and the Flyte 2 class would break it there.`,
  },
  {
    code: "task-settings/pod-template-primary",
    confidence: "manual",
    title: "A pod template without its primary container",
    why: "The pod template lists containers and none of them is `{container}`: Flyte 2 refuses that when the task is deployed.",
    todo: 'Add `V1Container(name="{container}")` to the list of containers, in Flyte 1 already.',
    explanation: `
Flyte 1 added the primary container to a pod template that listed only others (sidecars). Flyte 2 adds it only when no container is
listed at all; otherwise the deployment fails with \`ValueError\`.

Adding \`V1Container(name="primary")\` to the list changes nothing in Flyte 1, so do it first and migrate then.`,
  },
  {
    code: "task-settings/pod-template-containers",
    confidence: "review",
    title: "A pod template whose containers are not visible",
    why: "The source does not show which containers the pod template has; Flyte 2 needs `{container}` among them, or none at all.",
    todo: 'Check that the list of containers is empty or has `V1Container(name="{container}")`.',
    explanation: `
Flyte 1 added the primary container to a pod template that listed only others. Flyte 2 adds it only when no container is listed at all;
otherwise the deployment fails with \`ValueError\`. Here the pod's specification is made out of sight, so nobody but you can tell.`,
  },
  {
    code: "task-settings/pod-template-parts",
    confidence: "manual",
    title: "Several sources of one pod template",
    why: "`{first}` and `{second}` both shape the pod; Flyte 2 has one `pod_template`.",
    todo: "Say everything in one `flyte.PodTemplate`: it takes `pod_spec`, `labels` and `annotations`.",
    explanation: `
Flyte 1 puts \`pod_template\`, \`pod_template_name\`, \`labels\` and \`annotations\` of a task together. In Flyte 2 all of them are one value,
\`pod_template=\`: either the name of a template in the cluster, or a \`flyte.PodTemplate\` with \`pod_spec\`, \`labels\` and \`annotations\`.

A name and an object cannot be combined. Put the labels into the object, or into the template in the cluster.`,
  },
  {
    code: "task-settings/labels",
    confidence: "review",
    title: "Labels and annotations in a pod template",
    why: "The labels and annotations of `{task}` became a `flyte.PodTemplate`, which needs the package `kubernetes` where it is deployed from.",
    todo: "Install `kubernetes` where you run `flyte deploy` and `flyte run`.",
    explanation: `
Flyte 2 has no \`labels=\` and \`annotations=\` on a task. A \`flyte.PodTemplate\` with nothing but labels and annotations puts the same on
the pod.

The SDK does not depend on \`kubernetes\` but imports it to send a pod template: without it the deployment stops with
\`ModuleNotFoundError\`.`,
  },
  {
    code: "task-settings/deprecated",
    confidence: "review",
    title: "A deprecated task",
    why: "`{task}` says `deprecated={text}`; Flyte 2 has no such mark, so it is gone.",
    todo: "Say it in the docstring, or with `warnings.warn` in the body.",
    explanation: `
\`deprecated="…"\` marked a task in Flyte 1's console. Flyte 2 has nothing for it. The task itself runs as before.

The docstring is what Flyte 2's console shows: its first sentence is a good place.`,
  },
  {
    code: "task-settings/docs",
    confidence: "review",
    title: "Documentation beside the docstring",
    why: "`docs=` of `{task}` is shown by `flyte run --help` only; the console of Flyte 2 shows the docstring.",
    todo: "Move the text into the function's docstring{lost}.",
    explanation: `
In Flyte 1 \`docs=Documentation(…)\` replaced the docstring in the console, with a short and a long description, an icon and a link. In
Flyte 2 a deployment sends the docstring, and \`docs=flyte.Documentation("…")\` is one text for the command line's help.

So the short description is kept there, and everything else is dropped. The docstring is the better place for both.`,
  },
  {
    code: "task-settings/deck-fields",
    confidence: "review",
    title: "A report without the automatic tabs",
    why: "The deck of `{task}` had tabs that Flyte 1 filled on its own (source code, inputs, outputs, …); a Flyte 2 report has what the task logs.",
    todo: 'Log what is missing with `flyte.report.get_tab("…").log(…)`, or set `report=False` when the task logs nothing.',
    explanation: `
\`enable_deck=True\` is \`report=True\` in Flyte 2, and the cluster is told the same. A Flyte 1 deck also had tabs of its own, chosen by
\`deck_fields\`: source code, dependencies, timeline, inputs and outputs. A Flyte 2 report has no such tabs; inputs, outputs and the source
are on the task's page.

With \`deck_fields=()\` nothing is lost, and nothing is reported.`,
  },
  {
    code: "task-settings/execution-mode",
    confidence: "manual",
    title: "An explicit execution mode",
    why: "`execution_mode=` has no counterpart in Flyte 2: every task can call tasks.",
    todo: "Use `@dynamic` instead of `execution_mode=…DYNAMIC`, or remove the argument where it says DEFAULT.",
    explanation: `
\`@task(execution_mode=…)\` is the machinery behind \`@dynamic\` and \`@eager\`. Flyte 2 has no modes: a task that calls tasks is a task.
Write \`@dynamic\` or \`@eager\`, which are understood, and migrate again.`,
  },
  {
    code: "task-settings/task-config",
    confidence: "manual",
    title: "A plugin's task configuration",
    why: "`{task}` is a plugin task with `{config}`, which is not migrated yet.",
    todo: "Move it to `plugin_config=` of an environment of its own, with the configuration of the plugin for Flyte 2.",
    explanation: `
\`task_config=Spark(…)\`, \`task_config=Elastic(…)\` and the like make a task run in something other than a plain container. In Flyte 2 the
configuration belongs to the environment: \`flyte.TaskEnvironment(name=…, plugin_config=Spark(…))\`, with the class from
\`flyteplugins.spark\` instead of \`flytekitplugins.spark\`, and the package \`flyteplugins-spark\` in the image.

Not every plugin has a successor, and fields differ, so this is left to you.`,
  },
  {
    code: "task-settings/task-resolver",
    confidence: "manual",
    title: "A task resolver",
    why: "A task resolver has another protocol in Flyte 2.",
    todo: "Remove it where the default is enough, else port the class and pass it as `task_resolver=` of `@env.task`.",
    explanation: `
A resolver says how a container finds its task again. Both SDKs know the idea, under the same keyword, but the methods of the class
differ. Most tasks need none: a function at module level is found by its name.`,
  },
  {
    code: "task-settings/node-name",
    confidence: "review",
    title: "A node's own name",
    why: "`{argument}={value}` named the node in Flyte 1's graph; Flyte 2 names an action by itself.",
    todo: "Use `.override(short_name=…)` when the name is only to be read by people.",
    explanation: `
\`with_overrides(node_name=…)\` set the id of a node, and \`aliases=\` gave its outputs other names. Flyte 2 makes the ids of actions itself.
Scripts that look for a node by its name need a change; for people \`.override(short_name="…")\` is shown instead.`,
  },
] as const satisfies readonly FindingKind[];

/** A code of this topic. */
export type TaskSettingsCode = (typeof TASK_SETTINGS_FINDINGS)[number]["code"];
