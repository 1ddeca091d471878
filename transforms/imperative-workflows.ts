/** Workflows that are put together by calls have no form in Flyte 2: they are reported, with how to write them. */
import { callArguments } from "../src/python/arguments.ts";
import { stringValue } from "../src/python/literals.ts";
import { IMPERATIVE_WORKFLOW, usesOfWorkflow } from "../src/flyte1/imperative-workflows.ts";
import { defineTransform, type MigrationContext } from "../src/migrate/transform.ts";

export default defineTransform({
  id: "imperative-workflows",
  title: "Workflow(name=…) is left, with how to write it as a function",
  owns: { names: [IMPERATIVE_WORKFLOW] },
  findings: [
    {
      code: "imperative-workflows/by-hand",
      confidence: "manual",
      title: "A workflow that is put together by calls",
      why: "The workflow `{name}` is put together step by step, and Flyte 2 has functions only.",
      todo: "Write it as `@workflow` in Flyte 1 first: `add_workflow_input` is a parameter, `add_entity` a call, `add_workflow_output` the return.",
      explanation: `
Each call that builds the graph is a line of a function:

| Flyte 1 | in a function |
| --- | --- |
| \`flow = Workflow(name="nightly")\` | \`@workflow\` above \`def nightly(…):\` |
| \`flow.add_workflow_input("day", str)\` | the parameter \`day: str\` |
| \`node = flow.add_entity(load, day=flow.inputs["day"])\`, \`add_task\`, \`add_subwf\` | \`rows = load(day=day)\` |
| \`node.outputs["o0"]\`, \`node.o0\` | \`rows\` |
| \`flow.add_workflow_output("rows", node.outputs["o0"])\` | \`return rows\`; several outputs in a NamedTuple, which keeps their names |
| \`flow.add_on_failure_handler(clean_up)\` | \`@workflow(on_failure=clean_up)\` |
| \`flow.add_launch_plan(plan, …)\` | the call of the launch plan |

Register both under Flyte 1, compare the graphs, then migrate the function. The workflow's name was free; the function's is \`module.nightly\`.
Where the graph is built from data (a loop over tables, say), write a \`@dynamic\`: its body runs with real values, and becomes a plain
function in Flyte 2.

The tasks that the workflow uses stay Flyte 1 with it.`,
    },
  ],
  example: {
    before: `from flytekit import Workflow, task


@task
def load(day: str) -> int:
    return len(day)


nightly = Workflow(name="nightly")
nightly.add_workflow_input("day", str)
nightly.add_entity(load, day=nightly.inputs["day"])
`,
    after: `from flytekit import Workflow, task


@task
def load(day: str) -> int:
    return len(day)


# TODO(flyteshift): imperative-workflows/by-hand nightly
nightly = Workflow(name="nightly")
nightly.add_workflow_input("day", str)
nightly.add_entity(load, day=nightly.inputs["day"])
`,
  },

  begin: ({ repository }: MigrationContext) => ({
    rewrite({ module, references, note, settle }): void {
      for (const reference of references) {
        settle(reference, "manual");
        const call = reference.node.parent;
        // Elsewhere, in an annotation above all, it goes the way of the workflow.
        if (call?.kind !== "call" || reference.node.fieldName !== "function") continue;
        const given = callArguments(call, ["name"]).find((argument) => argument.name === "name")?.value;
        const name = given ? (stringValue(given) ?? given.text) : "…";
        note("imperative-workflows/by-hand", call, { slots: { name }, related: usesOfWorkflow(repository, module, call) });
      }
    },
  }),
});
