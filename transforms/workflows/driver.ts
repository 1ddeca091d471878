/** Rewrites one former workflow or dynamic: the order and the way in which its calls run. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Pair } from "../../src/flyte1/blocks.ts";
import type { AsyncObstacle, Driver } from "../../src/migrate/async-tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import { type Arrangement, inOrderOf, startedIn } from "../../src/flyte1/arrangement.ts";
import { awaitCalls, awaitPartials } from "./awaits.ts";
import { BlockWriter } from "./block-writer.ts";

/** Makes the calls of a migrated driver awaitable, or says why they run one after the other. */
export function awaitInDriver(context: MigrationContext, driver: Driver, rewrite: ModuleRewrite): void {
  const { task } = driver;
  const isAsync = context.isAsync(task);
  const arrangement = arrangementOf(context, driver);
  const all = arrangement || !driver.concurrent ? driver.sequential : [driver.concurrent, ...driver.sequential];
  const [pair] = all;
  if (pair) noteSequential(driver, pair, rewrite, isAsync ? undefined : context.asyncTasks.obstacleTo(task));
  if (!isAsync) return;
  if (!task.isAsync) rewrite.replaceBetween(task.function.start, task.function.start, "async ");
  awaitPartials(context, driver, rewrite);
  awaitCalls(context, driver, new Set(arrangement ? startedIn(arrangement) : []), rewrite);
}

/** Makes the calls of a migrated driver run when Flyte 1 ran them. */
export function arrangeDriver(context: MigrationContext, driver: Driver, rewrite: ModuleRewrite): void {
  const writer = new BlockWriter(driver.task, rewrite, context.repository.settings.lineLength);
  writer.write(arrangementOf(context, driver) ?? inOrderOf(driver.body));
}

/** Undefined for a driver whose calls run in the order in which they stand. */
function arrangementOf(context: MigrationContext, { task, arrangement, concurrent }: Driver): Arrangement | undefined {
  const { settings } = context.repository;
  const isArranged = context.isAsync(task) && !task.isAsync && concurrent && !settings.sequential;
  return isArranged ? arrangement : undefined;
}

function noteSequential(
  { task }: Driver,
  [first, second]: Pair,
  { note }: ModuleRewrite,
  obstacle: AsyncObstacle | undefined,
): void {
  const place = task.function.field("name") ?? task.function;
  const calls = inWords(calleeOf(first), calleeOf(second), first === second);
  const slots = { task: task.name, first: calleeOf(first), calls };
  if (!obstacle) return note("workflows/sequential", place, { slots });
  note("workflows/kept-synchronous", place, { slots: { ...slots, caller: obstacle.shown }, related: [obstacle] });
}

/** What is called first in an expression or statement. */
function calleeOf(node: SyntaxNode): string {
  const call = node.kind === "call" ? node : (node.nodesOf("call")[0] ?? node);
  const [first = ""] = (call.field("function")?.text ?? call.text).split(/\r?\n/);
  return first;
}

function inWords(first: string, second: string, isSame: boolean): string {
  if (isSame) return `\`${first}\` in a loop`;
  return first === second ? `\`${first}\` more than once` : `\`${first}\` and \`${second}\``;
}
