/** Eager functions were asynchronous already: as tasks they call other tasks with `await task.aio(…)`. */
import { awaitInPlace, isInCoroutine } from "../src/python/await-forms.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { eagerUseOf } from "../src/flyte1/eager-calls.ts";
import type { Reference } from "../src/flyte1/references.ts";
import { resolveArguments } from "../src/flyte1/splats.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite, type TaskTarget } from "../src/migrate/transform.ts";
import { callsOfTasks, type CallInEager } from "./eager/calls.ts";
import { EAGER_FINDINGS } from "./eager/findings.ts";

/** How an eager task reached its cluster: a Flyte 2 task is connected to the one that runs it. */
const CONNECTION = [
  "remote",
  "client_secret_group",
  "client_secret_key",
  "client_secret_env_var",
  "local_entrypoint",
  "poll_interval",
];
/** Objects of the SDK's own machinery. */
const MACHINERY = ["metadata", "security_ctx"];

/** Keywords that flytekit 1.14 and later take and pass over (`EagerAsyncPythonFunctionTask`); earlier ones heeded them. */
const PASSED_OVER = [
  "cache",
  "cache_version",
  "cache_serialize",
  "cache_ignore_input_vars",
  "retries",
  "interruptible",
  "timeout",
  "deprecated",
  "labels",
  "annotations",
];

const EAGER_EXCEPTION = "flytekit.exceptions.eager.EagerException";

export default defineTransform({
  id: "eager",
  title: "Eager functions become async tasks that await the tasks they call",
  owns: { taskArguments: [...CONNECTION, ...MACHINERY], names: ["flytekit.eager", EAGER_EXCEPTION] },
  findings: EAGER_FINDINGS,
  example: {
    before: `import asyncio

from flytekit import eager, task


@task
def double(x: int) -> int:
    return x * 2


@eager
async def total(x: int) -> int:
    first = double(x=x)
    return first + sum(await asyncio.gather(double(x=1), double(x=2)))
`,
    after: `import asyncio

import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def double(x: int) -> int:
    return x * 2


@env.task
async def total(x: int) -> int:
    first = await double.aio(x=x)
    return first + sum(await asyncio.gather(double.aio(x=1), double.aio(x=2)))
`,
  },

  begin(context: MigrationContext) {
    const calls = callsOfTasks(context).filter(({ reachedFrom }) => [...reachedFrom].some((task) => task.kind === "eager"));
    return {
      supports: ({ name, node }: Reference) => name === EAGER_EXCEPTION && isCaught(node),
      translate(task: TaskDeclaration, target: TaskTarget): void {
        if (task.kind !== "eager") return;
        noteConnection(task, target);
        notePassedOver(context, task, target);
        for (const name of MACHINERY) {
          const argument = target.take(name);
          if (argument) target.note("eager/machinery", argument.node, { slots: { task: task.name, argument: name } });
        }
        for (const { callee, reachedFrom } of calls) {
          if (!reachedFrom.has(task) || isInCoroutine(callee)) continue;
          target.note("eager/sync-function", callee, { slots: { task: task.name, callee: callee.text } });
        }
      },
      rewrite(rewrite: ModuleRewrite): void {
        const listed = new Set<SyntaxNode>();
        for (const call of calls) {
          const isOurs = [...call.reachedFrom].every((task) => task.kind === "eager" && context.isMigrated(task));
          if (call.module === rewrite.module && isOurs) awaitCall(context, call, listed, rewrite);
        }
        for (const reference of rewrite.references) {
          if (reference.name === EAGER_EXCEPTION && isCaught(reference.node)) replaceException(reference, rewrite);
        }
      },
    };
  },
});

function noteConnection(task: TaskDeclaration, target: TaskTarget): void {
  const given = CONNECTION.flatMap((name) => target.take(name) ?? []);
  const [first] = given;
  if (!first) return;
  const names = given.map(({ name }) => `\`${name}\``).join(", ");
  target.note("eager/connection", first.node, { slots: { task: task.name, arguments: names } });
}

function notePassedOver({ repository }: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const given = resolveArguments(repository, task).arguments.filter(({ name }) => name !== null && PASSED_OVER.includes(name));
  const [first] = given;
  if (!first) return;
  const names = given.map(({ name }) => `\`${name}\``).join(", ");
  target.note("eager/ignored-setting", first.node, { slots: { task: task.name, arguments: names } });
}

/** A synchronous task gives a coroutine through `aio`; one that is asynchronous gives it by itself. */
function awaitCall(
  context: MigrationContext,
  { module, callee, result, task }: CallInEager,
  listed: Set<SyntaxNode>,
  rewrite: ModuleRewrite,
): void {
  const isAsync = "kind" in task ? context.isAsync(task) : task.isAsync;
  if (!isAsync) rewrite.replaceBetween(callee.end, callee.end, ".aio");
  if (task.isAsync || eagerUseOf(context.repository, module, result) !== "value") return;
  for (const { start, end, text } of awaitInPlace(result, listed)) rewrite.replaceBetween(start, end, text);
}

/** `except EagerException:`, alone or in a tuple. */
function isCaught(node: Reference["node"]): boolean {
  const clause = node.ancestor("except_clause");
  return clause !== undefined && clause.parts.at(-1)?.contains(node) === false;
}

function replaceException(reference: Reference, { replace, spell, note, settle }: ModuleRewrite): void {
  const { node } = reference;
  replace(node, spell("flyte.errors.BaseRuntimeError", node));
  note("eager/exception", node);
  settle(reference, "review");
}
