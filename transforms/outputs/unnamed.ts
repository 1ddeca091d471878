/** Outputs without names, read outside of runs: Flyte 1 called them `o0` and `o1` there, too. */
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Results } from "./results.ts";
import { isOutsideOfRuns } from "./running.ts";

/** `pair(day=day).o1` is `pair(day=day)[1]`. */
export function rewriteUnnamedReads(
  context: MigrationContext,
  results: Results,
  { module, replaceBetween }: ModuleRewrite,
): void {
  const left = new Set(context.repository.tasks.filter((task) => !context.isMigrated(task)).map((task) => task.function));
  for (const read of module.tree.root.nodesOf("attribute")) {
    const object = read.field("object");
    const index = /^o(\d+)$/.exec(read.field("attribute")?.text ?? "")?.[1];
    if (!object || index === undefined || results.outputsAt(module, object)?.kind !== "tuple") continue;
    if (!isOutsideOfRuns(context, module, read) || results.makersAt(module, object).some((maker) => left.has(maker))) continue;
    replaceBetween(object.end, read.end, `[${index}]`);
  }
}
