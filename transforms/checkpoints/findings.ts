/** What a person has to know or decide about checkpoints. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const CHECKPOINT_FINDINGS: readonly FindingKind[] = [
  {
    code: "checkpoints/in-runs",
    confidence: "review",
    title: "A checkpoint exists in runs only",
    why: "`flyte.ctx().checkpoint` of `{task}` is None where the task is called as a plain function, outside of a run.",
    todo: "Start it with `flyte.run` in tests and scripts.",
    explanation: `
In a run, local ones included, \`checkpoint.save_sync(…)\` keeps bytes for the next attempt of the same task, and \`checkpoint.load_sync()\` gives
the path of the file that holds what the last attempt kept, or None. In an \`async\` task the two are \`await checkpoint.save(…)\` and
\`await checkpoint.load()\`.

Flyte 1 had a checkpoint in plain calls as well, kept in a temporary folder. In Flyte 2 \`flyte.ctx().checkpoint\` is None there. What an attempt
under Flyte 1 kept is not found by an attempt under Flyte 2.`,
  },
  {
    code: "checkpoints/files",
    confidence: "manual",
    title: "A checkpoint of files",
    why: "`{code}` keeps or restores files, or hands the checkpoint on; Flyte 2 keeps one file or one archive, under a name of its own.",
    todo: "Write `checkpoint.save_sync(path)` and `path = checkpoint.load_sync()`, which gives the file, or the folder in which the archive was unpacked.",
    explanation: `
Flyte 1 kept files under their own names below one folder, and \`restore(folder)\` put them into a folder of your choice. Flyte 2 keeps
*one* object: \`save_sync(path)\` of a file keeps its bytes, of a folder a packed archive. \`load_sync()\` gives the path of a file called
\`payload\`, or the folder in which the archive was unpacked; None when there is nothing.

So \`checkpoint.restore(folder)\` followed by \`folder / "model.pt"\` becomes \`path = checkpoint.load_sync()\`, and \`path\` itself is the model
when a single file was saved. \`read()\`, \`write(…)\` and \`prev_exists()\` are migrated.`,
  },
];
