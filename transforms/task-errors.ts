import type { SyntaxNode } from "../src/python/syntax.ts";
import type { TaskCall } from "../src/flyte1/calls.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import { arrivalOf } from "./task-errors/arrival.ts";
import { TASK_ERROR_FINDINGS } from "./task-errors/findings.ts";
import { type GuardedCalls, guardedCalls } from "./task-errors/guarded-calls.ts";
import { expectingCall, matchesAsBefore } from "./task-errors/guards.ts";
import { noteMessages } from "./task-errors/messages.ts";
import { rewriteGuard } from "./task-errors/rewrite.ts";

export default defineTransform({
  id: "task-errors",
  title: "Errors of tasks, which arrive wrapped, are expected and caught as before",
  owns: {},
  findings: TASK_ERROR_FINDINGS,
  example: {
    before: `from flytekit import task


@task
def parse(text: str) -> int:
    return int(text)


def read(text: str) -> int:
    try:
        return parse(text=text)
    except ValueError:
        return 0
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def parse(text: str) -> int:
    return int(text)


def read(text: str) -> int:
    try:
        return parse.func(text=text)
    except ValueError:
        return 0
`,
  },

  begin(context: MigrationContext) {
    let guarded: ReadonlyMap<SyntaxNode, GuardedCalls> | undefined;
    return {
      rewrite(rewrite: ModuleRewrite): void {
        guarded ??= guardedCalls(context);
        const calls = [...guarded.values()].flatMap((one) => one.calls);
        for (const call of new Set(calls)) if (call.module === rewrite.module) callFunction(call, rewrite);
        for (const one of guarded.values()) if (one.guard.module === rewrite.module) keepGuard(context, one, rewrite);
        for (const use of context.repository.usesWithin(rewrite.module, rewrite.module.tree.root)) {
          const task = context.repository.taskMeant(use.meaning);
          if (task && context.isMigrated(task)) expectedOfArgument(context, task, use.node, rewrite);
        }
        noteMessages(context, [...guarded.values()], rewrite);
      },
    };
  },
});

/** `func` raises the original, as Flyte 1 did. */
function callFunction({ task, callee, reachedFrom }: TaskCall, { replaceBetween }: ModuleRewrite): void {
  if (raisesThroughFunction(task) && reachedFrom.size === 0) replaceBetween(callee.end, callee.end, ".func");
}

/** A task's own function raises its errors as they are; that of a former workflow calls tasks, which wrap theirs. */
function raisesThroughFunction(task: TaskDeclaration): boolean {
  return task.kind === "task" && !task.isAsync;
}

function keepGuard(context: MigrationContext, { guard, calls, isIndirect }: GuardedCalls, rewrite: ModuleRewrite): void {
  const wrapping = calls.filter((call) => isWrapped(context, call));
  const [first] = wrapping;
  if (!first) return;
  const isSimple =
    !isIndirect && calls.length === 1 && first.reachedFrom.size === 0 && arrivalOf(context, first.task) === "wrapped";
  if (isSimple && rewriteGuard(context.repository, guard, rewrite)) return;
  const slots = { callee: first.callee.text, expected: guard.expected.text };
  rewrite.note("task-errors/expected-class", guard.expected, { slots });
}

/** True when an error of the call can be no instance of its own class any more. */
function isWrapped(context: MigrationContext, { task, reachedFrom }: TaskCall): boolean {
  if (reachedFrom.size > 0) return true;
  return !raisesThroughFunction(task) && arrivalOf(context, task) !== "original";
}

/** `pytest.raises(ValueError, parse, text="x")` calls what it is given; so does `pytest.raises(ValueError, lambda: parse(text="x"))`. */
function expectedOfArgument(
  context: MigrationContext,
  task: TaskDeclaration,
  node: SyntaxNode,
  { replaceBetween, note }: ModuleRewrite,
): void {
  const given = node.fieldName === "function" ? (node.ancestor("lambda") ?? node) : node;
  const call = given.parent?.kind === "argument_list" ? given.parent.parent : undefined;
  const expecting = call && expectingCall(call);
  const expected = expecting?.arguments[0]?.value;
  if (!expected || expected === given || matchesAsBefore(expected)) return;
  if (raisesThroughFunction(task)) replaceBetween(node.end, node.end, ".func");
  else if (given === node || arrivalOf(context, task) !== "original") {
    note("task-errors/expected-class", expected, { slots: { callee: node.text, expected: expected.text } });
  }
}
