import type { SyntaxNode } from "../src/python/syntax.ts";
import type { TaskCall } from "../src/flyte1/calls.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";

/** Context managers that expect an exception of the class in their first argument. */
const EXPECTS_AN_ERROR = /(^|\.)(raises|assertRaises|assertRaisesRegex)$/;
/** Flyte 2 raises `RuntimeUserError` for every error of a task; these classes still match it. */
const MATCHES_ANY_ERROR = new Set(["Exception", "BaseException"]);

export default defineTransform({
  id: "task-calls",
  title: "Calls that ran a task in place still do: task.func(…)",
  owns: { names: ["flytekit.task"] },
  findings: [
    {
      code: "task-calls/inline",
      confidence: "review",
      title: "A task called inside another task",
      why: "Flyte 1 ran `{callee}` inside `{caller}`; a plain Flyte 2 call would start it as an action of its own, so it became `{callee}.func(…)`.",
      todo: "Keep it, or call `{callee}(…)` to run it with its own resources, secrets, cache and retries.",
      explanation: `A Flyte 1 task that another task calls is an ordinary function: it runs in the same container. In Flyte 2 the same call submits a new
action with its own container, cache and retries. \`task.func(…)\` calls the function itself and keeps what Flyte 1 did.

If the two were meant to be separate steps, remove \`.func\` and add the callee's environment to \`depends_on\`.`,
    },
    {
      code: "task-calls/inline-or-submitted",
      confidence: "review",
      title: "A helper that both tasks and workflows use calls a task",
      why: "`{callee}` is called by a function that tasks and former workflows share: Flyte 1 ran it in place for the tasks, and now it always starts an action.",
      todo: "Give the tasks a helper of their own that calls `{callee}.func(…)`, or accept the extra action.",
      explanation: `A plain function that calls a Flyte 1 task made a node when a workflow called it, and ran the task in place when another task called it.
In Flyte 2 the plain call always submits an action, and \`.func(…)\` always runs in place, so one line cannot do both.`,
    },
    {
      code: "task-calls/expected-error-of-workflow",
      confidence: "review",
      title: "A test that expects an exception through a former workflow",
      why: "`{callee}` calls tasks, whose errors arrive as `flyte.errors.RuntimeUserError`, so `{expected}` no longer matches.",
      todo: "Expect `flyte.errors.RuntimeUserError` and compare its `code` with `{expected}`.",
      explanation: `Each task that a former workflow calls wraps its errors, so the original class does not reach the test. \`RuntimeUserError.code\` is the name
of the original class, and \`__cause__\` holds the exception itself in local runs.`,
    },
  ],
  example: {
    before: `from flytekit import task


@task
def clean(text: str) -> str:
    return text.strip()


@task
def shout(text: str) -> str:
    return clean(text=text).upper()
`,
    after: `import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def clean(text: str) -> str:
    return text.strip()


@env.task
def shout(text: str) -> str:
    return clean.func(text=text).upper()
`,
  },

  begin(context: MigrationContext) {
    return {
      rewrite(rewrite: ModuleRewrite): void {
        for (const call of context.calls) {
          if (call.module !== rewrite.module || !context.isMigrated(call.task)) continue;
          const around = [...call.reachedFrom].filter((task) => context.isMigrated(task));
          const submits = around.some((task) => task.kind !== "task");
          const [caller] = around;
          if (caller && submits && around.some((task) => task.kind === "task")) ambiguous(call, caller.name, rewrite);
          else if (caller && !submits) inline(call, caller.name, rewrite);
          else if (call.reachedFrom.size === 0) expectedError(call, rewrite);
        }
      },
    };
  },
});

function inline({ callee }: TaskCall, caller: string, { replaceBetween, note }: ModuleRewrite): void {
  replaceBetween(callee.end, callee.end, ".func");
  note("task-calls/inline", callee, { slots: { callee: callee.text, caller } });
}

function ambiguous({ callee }: TaskCall, caller: string, { note }: ModuleRewrite): void {
  note("task-calls/inline-or-submitted", callee, { slots: { callee: callee.text, caller } });
}

function expectedError({ task, call, callee }: TaskCall, { replaceBetween, note }: ModuleRewrite): void {
  const expected = expectedClass(call);
  if (expected === undefined || MATCHES_ANY_ERROR.has(expected)) return;
  const slots = { callee: callee.text, expected };
  if (task.kind !== "task") return note("task-calls/expected-error-of-workflow", callee, { slots });
  // Outside of a run a task wraps its errors in RuntimeUserError; `func` raises the original, as Flyte 1 did.
  replaceBetween(callee.end, callee.end, ".func");
}

/** The class that a `with pytest.raises(X):` around a call expects. */
function expectedClass(call: SyntaxNode): string | undefined {
  for (let outer = call.ancestor("with_statement"); outer; outer = outer.ancestor("with_statement")) {
    for (const node of outer.children[0]?.nodesOf("call") ?? []) {
      if (!EXPECTS_AN_ERROR.test(node.field("function")?.text ?? "")) continue;
      return node.field("arguments")?.parts[0]?.text;
    }
  }
  return undefined;
}
