/** What a person has to know or decide about eager functions. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const EAGER_FINDINGS: readonly FindingKind[] = [
  {
    code: "eager/connection",
    confidence: "review",
    title: "An eager task's own connection to the cluster",
    why: "{arguments} of `{task}` said how it reaches the cluster; a Flyte 2 task is connected to the one that runs it, so this is gone.",
    todo: "Check that `{task}` and the tasks that it calls belong to the same cluster, project and domain.",
    explanation: `
An eager task of Flyte 1 started executions through a \`FlyteRemote\`, with a client secret of its own. In Flyte 2 every task can call
tasks: the calls become actions of the same run, and nothing has to be configured.

A task that reached *another* cluster, project or domain this way has to do so explicitly now: \`flyte.remote.Task.get(…)\` finds a
deployed task, and \`flyte.init(…)\` says where. The secret can be deleted when nothing else uses it.`,
  },
  {
    code: "eager/ignored-setting",
    confidence: "review",
    title: "Settings that an eager function did not heed",
    why: "{arguments} of `{task}`: flytekit 1.14 and later pass over this for eager functions, and Flyte 2 does what it says.",
    todo: "Keep it if it was meant, else remove it.",
    explanation: `
\`@eager\` takes every keyword of \`@task\`. Up to flytekit 1.13 it also did what they said; since then the cache, the retries, the time-out and a few
others have no effect on an eager function, and nothing says so. In Flyte 2 it is a task like any other, so the settings hold: a cached driver
does not call its tasks again, and a failed one is started anew.`,
  },
  {
    code: "eager/machinery",
    confidence: "manual",
    title: "Internals of the SDK on an eager task",
    why: "`{argument}=` of `{task}` is an object of Flyte 1's own machinery, which Flyte 2 does not have.",
    todo: "Say the same with `retries=`, `timeout=`, `cache=` or `secret_requests=` in Flyte 1, then migrate again.",
    explanation: `
\`metadata=TaskMetadata(…)\` and \`security_ctx=SecurityContext(…)\` are what \`@eager\` makes of its plain arguments. The plain arguments are
understood: \`retries\`, \`timeout\`, \`cache\`, \`interruptible\` and \`secret_requests\`.`,
  },
  {
    code: "eager/sync-function",
    confidence: "manual",
    title: "A synchronous function inside an eager task calls a task",
    why: "`{callee}` is called in a function that is not `async`, in the course of `{task}`: Flyte 2 refuses plain calls there.",
    todo: "Make the function `async`, and await it in `{task}`.",
    explanation: `
While an \`async\` task runs, the plain call of a synchronous task raises \`SyncTaskCallInAsyncContextError\`, also in functions that the
task calls. The call has to be \`await task.aio(…)\`, for which the function around it must be \`async def\`, and whoever calls that
function must await it. A lambda cannot await: write a function.

The eager task stays Flyte 1 until then.`,
  },
  {
    code: "eager/exception",
    confidence: "review",
    title: "Errors of tasks that an eager function catches",
    why: "A failed task raises `flyte.errors.RuntimeUserError` or a relative of it, so `EagerException` became their base class.",
    todo: "Catch `flyte.errors.RuntimeUserError` where only errors of the task's own code are meant.",
    explanation: `
Flyte 1 raised \`EagerException\` for every execution that failed. Flyte 2 tells the reasons apart: an error of the task's code is a
\`RuntimeUserError\` with the name of the original class in \`code\`; too little memory is \`OOMError\`; a time-out is \`TaskTimeoutError\`. All of them,
and errors of the system, are \`flyte.errors.BaseRuntimeError\`.

In local runs Flyte 1 did not wrap errors at all: there the original exception passed the \`except EagerException\`.`,
  },
];
