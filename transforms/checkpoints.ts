/** `current_context().checkpoint` becomes `flyte.ctx().checkpoint`, where only bytes are read and written. */
import { type CheckpointFlow, checkpointFlows, type CheckpointUse } from "../src/flyte1/checkpoints.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import { CHECKPOINT_FINDINGS } from "./checkpoints/findings.ts";
import { rewriteRead } from "./checkpoints/reads.ts";

/** Methods with a counterpart that does the same. Others keep files, which Flyte 2 keeps in another form. */
const METHODS: Readonly<Record<string, (context: MigrationContext, use: CheckpointUse, rewrite: ModuleRewrite) => void>> = {
  read: rewriteRead,
  write: rewriteWrite,
  prev_exists: rewriteExists,
};

export default defineTransform({
  id: "checkpoints",
  title: "current_context().checkpoint becomes flyte.ctx().checkpoint",
  owns: { names: ["flytekit.Checkpoint", "flytekit.core.checkpointer.SyncCheckpoint"] },
  findings: CHECKPOINT_FINDINGS,
  example: {
    before: `from flytekit import current_context, task


@task
def count(rows: int) -> int:
    checkpoint = current_context().checkpoint
    previous = checkpoint.read()
    start = int(previous.decode()) if previous else 0
    for row in range(start, rows):
        checkpoint.write(f"{row + 1}".encode())
    return rows
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def count(rows: int) -> int:
    checkpoint = flyte.ctx().checkpoint
    previous_path = checkpoint.load_sync()
    previous = previous_path.read_bytes() if previous_path else None
    start = int(previous.decode()) if previous else 0
    for row in range(start, rows):
        checkpoint.save_sync(f"{row + 1}".encode())
    return rows
`,
  },

  begin(context: MigrationContext) {
    const { repository } = context;
    const flows = checkpointFlows(repository).filter((flow) => flow.isComplete && taskOf(context, flow));
    return {
      supports: (reference: Reference) => flows.some((flow) => flow.reference === reference),
      translate(task: TaskDeclaration, target): void {
        for (const flow of flows) {
          if (taskOf(context, flow) !== task) continue;
          const unknown = flow.uses.filter(({ method }) => method === null || !Object.hasOwn(METHODS, method));
          for (const { node } of unknown) target.note("checkpoints/files", node, { slots: { code: node.text, task: task.name } });
          if (unknown.length === 0) target.note("checkpoints/in-runs", flow.context, { slots: { task: task.name } });
        }
      },
      rewrite(rewrite: ModuleRewrite): void {
        for (const flow of flows) {
          const task = taskOf(context, flow);
          if (flow.reference.module !== rewrite.module || !task || !context.isMigrated(task)) continue;
          rewrite.replace(flow.context, `${rewrite.spell("flyte.ctx", flow.context)}()`);
          for (const use of flow.uses) if (use.method !== null) METHODS[use.method]?.(context, use, rewrite);
          rewrite.settle(flow.reference, "review");
        }
      },
    };
  },
});

function taskOf({ repository }: MigrationContext, { reference }: CheckpointFlow): TaskDeclaration | undefined {
  return repository.taskAround(reference.module, reference.node);
}

/** `checkpoint.write(b"…")` */
function rewriteWrite(context: MigrationContext, { node, attribute }: CheckpointUse, rewrite: ModuleRewrite): void {
  const name = attribute?.field("attribute");
  const task = context.repository.taskAround(rewrite.module, node);
  if (!name || !task) return;
  const isAsync = context.isAsync(task);
  rewrite.replace(name, isAsync ? "save" : "save_sync");
  if (isAsync) rewrite.replaceBetween(node.start, node.start, "await ");
}

/**
 * `checkpoint.prev_exists()`: in Flyte 2 it says whether there is a place to look, which a local run always has, so what is found
 * there decides (`flyte/_checkpoint.py`).
 */
function rewriteExists(context: MigrationContext, { node, attribute }: CheckpointUse, rewrite: ModuleRewrite): void {
  const name = attribute?.field("attribute");
  const task = context.repository.taskAround(rewrite.module, node);
  if (!name || !task) return;
  const isAsync = context.isAsync(task);
  rewrite.replace(name, isAsync ? "load" : "load_sync");
  const isCompared = /comparison|binary/.test(node.parent?.kind ?? "");
  rewrite.replaceBetween(node.start, node.start, (isCompared ? "(" : "") + (isAsync ? "await " : ""));
  rewrite.replaceBetween(node.end, node.end, ` is not None${isCompared ? ")" : ""}`);
}
