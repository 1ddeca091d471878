/** `create_node(train, x=1)` made a node of the graph: in Flyte 2 it is the plain call of the task, and the node is its result. */
import { stringValue } from "../src/python/literals.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { CREATE_NODE } from "../src/flyte1/create-node.ts";
import { outputsOf, type Outputs } from "../src/flyte1/outputs.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite, type Note } from "../src/migrate/transform.ts";
import { findCreations, type Creation } from "./create-node/creations.ts";

/** Attributes of a node that order or change it, for which others answer. */
const ORDERING = new Set(["runs_before", "with_overrides"]);

export default defineTransform({
  id: "create-node",
  title: "create_node(task, …) becomes the plain call of the task",
  owns: { names: [CREATE_NODE] },
  findings: [
    {
      code: "create-node/unknown-entity",
      confidence: "manual",
      title: "A node of something that is no visible task",
      why: "`{entity}` is no task or workflow that this repository declares, so the node cannot become its call.",
      todo: "Migrate `{entity}` first and call it; where a decorator makes the nodes, let it wrap the function below `@env.task`.",
      explanation: `
\`create_node(entity, …)\` becomes \`entity(…)\` when the entity is a task or a former workflow. A launch plan, a reference, or a parameter that holds
whatever is passed in, has to be looked at by hand.

A decorator that puts nodes before and after a workflow needs no nodes in Flyte 2: below \`@env.task\` it wraps a plain function, calls its tasks
before and after it, and passes its result on.`,
    },
    {
      code: "create-node/attribute",
      confidence: "manual",
      title: "Something of a node that a call does not have",
      why: "`{code}` reads the node of Flyte 1's graph; a Flyte 2 call gives the task's result, and there is no node.",
      todo: "Remove it; `await task.aio(…)` in the order that you need replaces what nodes were told about each other.",
      explanation: `
\`create_node\` gave a node, with its id, its upstream nodes, its metadata, and its outputs as attributes. In Flyte 2 the call gives the
outputs themselves. \`node.o0\`, \`node.outputs["o0"]\`, \`node >> other\`, \`node.runs_before(other)\` and \`node.with_overrides(…)\` are understood;
everything else has no counterpart.`,
    },
  ],
  example: {
    before: `from flytekit import task, workflow
from flytekit.core.node_creation import create_node


@task
def load(day: str) -> int:
    return len(day)


@task
def report(rows: int) -> str:
    return f"{rows} rows"


@workflow
def nightly(day: str) -> str:
    node = create_node(load, day=day)
    return report(rows=node.o0)
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def load(day: str) -> int:
    return len(day)


@env.task
def report(rows: int) -> str:
    return f"{rows} rows"


@env.task
def nightly(day: str) -> str:
    node = load(day=day)
    return report(rows=node)
`,
  },

  begin(context: MigrationContext) {
    const creations = findCreations(context);
    const isUnderstood = ({ node }: Reference) => creations.some(({ reference }) => reference.node === node);
    return {
      // One that stays says why by itself.
      supports: ({ name, module, node }: Reference) =>
        name === CREATE_NODE && context.repository.taskAround(module, node) !== undefined,
      translate(task: TaskDeclaration, target): void {
        for (const reference of context.repository.referencesWithin(task.module, task.function)) {
          if (reference.name === CREATE_NODE && !isUnderstood(reference)) noteUnknown(reference, target.note);
        }
        for (const creation of creations.filter(({ caller }) => caller === task)) {
          for (const node of otherReads(context, creation))
            target.note("create-node/attribute", node, { slots: { code: node.text } });
        }
      },
      rewrite(rewrite: ModuleRewrite): void {
        for (const creation of creations) {
          if (creation.reference.module !== rewrite.module || !creation.callers.every(context.isMigrated)) continue;
          becomeCall(creation, rewrite);
          for (const { node, name } of outputReads(context, creation)) rewrite.replace(node, outputText(context, creation, name));
          rewrite.settle(creation.reference, "migrated");
        }
        for (const reference of rewrite.references) {
          if (context.repository.taskAround(reference.module, reference.node) || isUnderstood(reference)) continue;
          noteUnknown(reference, rewrite.note);
          rewrite.settle(reference, "manual");
        }
      },
    };
  },
});

function noteUnknown({ node }: Reference, note: Note): void {
  const call = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent : undefined;
  const [first] = call?.field("arguments")?.parts ?? [];
  note("create-node/unknown-entity", node, { slots: { entity: first?.text ?? node.text } });
}

/** `create_node(train, x=1)` as `train(x=1)`. What others put behind the name stays there. */
function becomeCall({ call, entity }: Creation, { replaceBetween }: ModuleRewrite): void {
  const list = call.field("arguments");
  const first = list?.parts[0];
  if (!list || !first) return;
  const next = list.children[list.children.indexOf(first) + 1];
  // Where the arguments have lines of their own, the first input takes the place of the task.
  const blank = next ? list.tree.text.slice(list.start + 1, first.start) : "";
  replaceBetween(call.start, entity.start, "");
  replaceBetween(entity.end, next?.start ?? list.end - 1, `(${blank}`);
}

/** How an output of the node is read from the result of the call. */
function outputText({ repository }: MigrationContext, { task, holder }: Creation, name: string): string {
  const outputs = outputsOf(repository, task);
  const fields = outputs.kind === "single" ? [] : outputs.fields;
  return fields.length > 1 ? `${holder?.name}[${fields.indexOf(name)}]` : `${holder?.name}`;
}

/** `node.outputs["o0"]`, with the names that the task's outputs have. */
function outputReads({ repository }: MigrationContext, { task, holder }: Creation): { node: SyntaxNode; name: string }[] {
  const fields = fieldsOf(outputsOf(repository, task));
  return (holder ? repository.usesOf(holder) : []).flatMap(({ node: chain }) => {
    const subscript = chain.parent?.kind === "subscript" ? chain.parent : undefined;
    const key = subscript?.field("subscript");
    const name = key?.kind === "string" ? stringValue(key) : undefined;
    const isOutputs = chain.kind === "attribute" && chain.field("attribute")?.text === "outputs";
    return subscript && isOutputs && name !== undefined && fields.includes(name) ? [{ node: subscript, name }] : [];
  });
}

/** Reads of the node that are neither outputs nor order. */
function otherReads(context: MigrationContext, creation: Creation): SyntaxNode[] {
  const { repository } = context;
  const fields = fieldsOf(outputsOf(repository, creation.task));
  const known = outputReads(context, creation).map(({ node }) => node);
  return (creation.holder ? repository.usesOf(creation.holder) : []).flatMap(({ node, meaning }) => {
    const [attribute] = meaning.kind === "definition" ? meaning.attributes : [];
    const isUnderstood = attribute === undefined || fields.includes(attribute) || ORDERING.has(attribute);
    return isUnderstood || known.some((read) => read.contains(node)) ? [] : [node];
  });
}

function fieldsOf(outputs: Outputs): readonly string[] {
  return outputs.kind === "single" ? ["o0"] : outputs.fields;
}
