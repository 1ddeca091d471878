/** Findings of the pipeline itself: what it says where no transform's topic is concerned. */
import type { FindingKind } from "./transform.ts";

export const PIPELINE_FINDINGS = [
  {
    code: "flyte1/not-migrated",
    confidence: "manual",
    title: "Flyte 1 code without a transform",
    why: "`{name}` has no transform yet{consequence}.",
    todo: "Write the Flyte 2 form by hand, then remove the marker.",
    explanation: `The name on this line belongs to flytekit, and flyteshift does not rewrite it yet. A task or workflow that uses it in its
decorator, signature or body stays Flyte 1 as a whole, because half of a migrated task would import and run, and do something else.

Migrate the construct by hand, or wait for the transform. \`flyteshift transforms\` lists what there is.`,
  },
  {
    code: "flyte1/type-not-migrated",
    confidence: "manual",
    title: "A type that is made of Flyte 1 types",
    why: "`{task}` takes or gives a type that holds `{name}`, so it stays Flyte 1.",
    todo: "Migrate the type first, then run flyteshift again.",
    explanation: `A dataclass or NamedTuple with a field such as \`FlyteFile\` is as much Flyte 1 as the field. Flyte 2 does not refuse it: it treats the
field as a plain dataclass or pickles it, so files would silently stay where they are.`,
  },
  {
    code: "flyte1/helper-not-migrated",
    confidence: "manual",
    title: "A helper that uses Flyte 1",
    why: "`{task}` comes to a function that uses `{name}`, which has no transform yet, so it stays Flyte 1.",
    todo: "Migrate the function first, then run flyteshift again.",
    explanation: `The function runs inside the task. In a Flyte 2 task its Flyte 1 calls find no Flyte 1 context: some fail, others go on with a made-up
local one.`,
  },
  {
    code: "flyte1/used-at-import",
    confidence: "manual",
    title: "A task that a Flyte 1 object is made of",
    why: "`{name}` takes `{task}` when its module is imported and has no transform yet, so `{task}` stays Flyte 1.",
    todo: "Replace the Flyte 1 object first (a launch plan becomes a `flyte.Trigger`), then run flyteshift again.",
    explanation: `A launch plan, a reference or a map task at module level needs a Flyte 1 entity. With a Flyte 2 task in its place the module could not be
imported at all, and with it nothing that the module declares.`,
  },
  {
    code: "flyte1/argument-not-migrated",
    confidence: "manual",
    title: "An argument of a Flyte 1 decorator without a transform",
    why: "`{name}` has no transform yet, so `{task}` stays Flyte 1.",
    todo: "Move the setting by hand to the task environment or to `@env.task`.",
    explanation: `The argument changes how the task runs, and flyteshift does not know its Flyte 2 form yet. Dropping it would give a task that
imports, runs, and does something else, so the whole task stays Flyte 1.`,
  },
  {
    code: "flyte1/guarded-import",
    confidence: "manual",
    title: "A Flyte 1 name that is also bound to something else",
    why: "`{name}` is bound twice (for example by `try`/`except ImportError`), so what it means is decided at run time.",
    todo: "Decide which branch the Flyte 2 code needs, and write it by hand.",
    explanation: `Code that works with and without flytekit installed binds one name in two ways. Rewriting one branch would change what the
other one stands for, so everything that uses the name is left alone.`,
  },
  {
    code: "tasks/wrapper",
    confidence: "manual",
    title: "A decorator that wraps the Flyte decorator",
    why: "`{name}` is used as a value here, so the tasks that it makes cannot be seen where they are declared.",
    todo: "Give the wrapper a `flyte.TaskEnvironment` by hand; its uses are listed with this finding.",
    explanation: `A function or a \`functools.partial\` that calls \`flytekit.task\` makes tasks whose arguments are spread over the wrapper and its uses.
In Flyte 2 the environment must exist before a task is declared, so the wrapper has to choose or create environments.

Neither the wrapper nor its uses are changed: a half-migrated wrapper would break every task behind it.`,
  },
  {
    code: "tasks/not-at-module-level",
    confidence: "manual",
    title: "A task inside a class or a function",
    why: "`{task}` is declared inside a {place}, and Flyte 2 loads a task as an attribute of its module.",
    todo: "Move the function to the module's top level, then run flyteshift again.",
    explanation: `At run time Flyte 2 imports the module and takes the task from it by name (flyte/_internal/resolvers/default.py). A task inside a
function or a class runs locally and fails on the cluster. Check what the function takes from the scope around it before you move it.`,
  },
  {
    code: "tasks/decorator-above",
    confidence: "manual",
    title: "A decorator above the Flyte decorator",
    why: "`{decorator}` stands above the Flyte decorator of `{task}` and replaces the task by what it returns.",
    todo: "Move the decorator below the Flyte decorator if it wraps the function, then run flyteshift again.",
    explanation: `Flyte 2 loads the task by its name in the module. With another decorator above, that name holds something else than the task.
Below the Flyte decorator it works when it uses \`functools.wraps\`.`,
  },
  {
    code: "tasks/splat",
    confidence: "manual",
    title: "Decorator arguments from a mapping that cannot be read",
    why: "`{splat}` is not a literal mapping of this module that only decorators use, so the arguments of `{task}` are unknown.",
    todo: "Write the arguments out, then run flyteshift again.",
    explanation: `\`@task(**COMMON)\` is resolved when \`COMMON\` is a literal mapping in the same module and nothing but decorators reads it. Elsewhere the
arguments are not known for certain, and a dropped argument would not be noticed.`,
  },
  {
    code: "tasks/calls-flyte1",
    confidence: "manual",
    title: "A call of a task that stays Flyte 1",
    why: "`{task}` calls tasks that stay Flyte 1: {callees}.",
    todo: "Migrate those first, then run flyteshift again.",
    explanation: `A Flyte 2 task that calls a Flyte 1 task would run it in its own process, without its image, resources, secrets and cache. So the
caller waits until everything that it calls has been migrated.`,
  },
  {
    code: "tasks/used-by-flyte1",
    confidence: "manual",
    title: "A task of a workflow that is compiled at import",
    why: "`{task}` is used by {users}, which a Flyte 1 object takes when its module is imported, so it stays Flyte 1 as well.",
    todo: "Replace that object first (a launch plan becomes a `flyte.Trigger`), then run flyteshift again.",
    explanation: `A launch plan compiles its workflow, often while the module is imported. A Flyte 2 task in that workflow would not become a node: its body
would run then and there, with promises in place of values. So the tasks of such a workflow stay Flyte 1 together with it.`,
  },
  {
    code: "tasks/calls-flyte2",
    confidence: "manual",
    title: "A workflow that stays Flyte 1 calls tasks that are Flyte 2 now",
    why: "`{task}` stays Flyte 1, but it calls tasks that are Flyte 2 now: {callees}.",
    todo: "Finish `{task}` before anyone registers or runs it: flytekit would run those tasks' bodies while it compiles the workflow.",
    explanation: `Compiling a Flyte 1 workflow runs its body, and each Flyte 1 task in it becomes a node. A Flyte 2 task does not: flytekit would call its
function, on the machine that compiles, with promises in place of values.

The other findings of the workflow say what keeps it. Write those lines in their Flyte 2 form and run flyteshift again; it migrates the rest.`,
  },
  {
    code: "environments/driver-image",
    confidence: "review",
    title: "The image of a former workflow",
    why: "`{task}` now runs in a container, and the tasks around it use several images; it takes {image}.",
    todo: "Check that this image has everything that the module imports.",
    explanation: `A Flyte 1 workflow was compiled where it was registered and never ran in a container. In Flyte 2 it is a task: its module is imported
in the environment's image. The image of the module's own tasks is the best guess; where they use several, a person should choose.`,
  },
  {
    code: "environments/cycle",
    confidence: "review",
    title: "Task environments that need each other",
    why: "The tasks of `{environment}` and `{other}` call each other, so `depends_on` names only one direction.",
    todo: "Deploy both environments together, or break the cycle.",
    explanation: `\`depends_on\` must not form a cycle: flyte walks it without a guard and fails with a RecursionError. One direction was left out; the
environment on that side is deployed only when you name it.`,
  },
  {
    code: "environments/import-cycle",
    confidence: "review",
    title: "An environment that cannot be imported",
    why: "`{environment}` should depend on `{other}`, but their modules import each other, so `depends_on` leaves it out.",
    todo: "Deploy both together (`flyte deploy --all`), or move one of the two into a module of its own.",
    explanation: `\`depends_on\` needs the other environment as an object, and the module that defines it is still being imported at that moment. Without the
entry, deploying one environment does not deploy the other; a call into it works when its image is a plain name or the default one.`,
  },
  {
    code: "imports/relative",
    confidence: "review",
    title: "A relative import in a module that can be run",
    why: "`flyte run FILE` loads the file by its base name, where `{module}` cannot be resolved; it became `{absolute}`.",
    todo: "Check that the project is run from the folder that makes `{absolute}` importable, or with `--root-dir`.",
    explanation: `\`pyflyte run pkg/wf.py\` accepted relative imports. \`flyte run\` and \`flyte deploy\` load the entry file under its base name
(flyte/cli/_common.py) and fail with "attempted relative import with no known parent package". Absolute imports work in both.`,
  },
  {
    code: "imports/guarded",
    confidence: "review",
    title: "Tasks that are imported in several ways",
    why: "The tasks of `{environment}` are imported inside a `try`, and the import of their environment stands outside of it.",
    todo: "Decide on one way to import `{module}`, and import its environment in the same way.",
    explanation: `\`try: from .tasks import t\`, \`except ImportError: from tasks import t\` imports one file under two names, by how the program was started.
\`depends_on\` needs the environment before that is known. If the other branch is taken, the file is loaded twice and two environments have one
name, which deploy refuses. Flyte 2 loads files from the project's root, so one absolute import is enough.`,
  },
  {
    code: "types/enum-names",
    confidence: "review",
    title: "An enum that travels by name",
    why: "Flyte 2 sends members of `{type}` by their names; Flyte 1 sent their values.",
    todo: "Where inputs are stored or sent from outside (schedules, scripts, the console), change values to names.",
    explanation: `For \`class Colour(Enum): RED = "red"\` Flyte 1 sent and showed \`red\`; Flyte 2 sends and shows \`RED\`. Python code sees the same member in
both, so nothing has to change inside of tasks.

What was written down outside of them does: inputs of launch plans and schedules, scripts that start a run with \`--colour red\`, and cached
results, which are computed once more. An enum whose values equal its names (\`RED = "RED"\`) is the same in both.`,
  },
  {
    code: "types/pickled",
    confidence: "review",
    title: "A value that is pickled now",
    why: "Flyte 2 has no form of its own for `{type}` and pickles it.",
    todo: "Check that only Python code with the same packages reads it, and that its values can be pickled.",
    explanation: `Flyte 1 wrote some types in a form of their own: a NumPy array as an \`.npy\` file, a PyTorch tensor as PyTorch saves it, a \`Literal\` of
numbers as a number. Flyte 2 pickles them. Between tasks that changes nothing.

It matters for what reads the stored value without Python or with other versions of the packages, for inputs that a person types in the
console, and for what cannot be pickled: an \`Iterator\` of a generator fails, so give a list or a file there.`,
  },
  {
    code: "project/flyte-package",
    confidence: "manual",
    title: "A module of your own is called `flyte`",
    why: "`{path}` would be imported in place of the Flyte 2 SDK, so nothing was changed.",
    todo: "Rename it, then run flyteshift again.",
    explanation: `Flyte 2's package is called \`flyte\`. A module or package of that name on the import path hides it: every migrated file would import
your own code. Nothing in the repository is changed until it has another name.`,
  },
  {
    code: "project/outside-paths",
    confidence: "manual",
    title: "A task outside of the given paths",
    why: "`{task}` stands outside of the given paths, so it stays Flyte 1.",
    todo: "Run flyteshift over the whole repository.",
    explanation: `Only files under the given paths are changed, and a task outside of them stays Flyte 1 together with what calls it.`,
  },
  {
    code: "project/flyte-folder",
    confidence: "review",
    title: "A folder of your own is called `flyte`",
    why: "Code below a folder called `flyte` is taken for the SDK's own when Flyte 2 looks for the file that declares an environment.",
    todo: "Rename the folder `{path}`.",
    explanation: `The SDK skips frames whose path contains \`/flyte/\` when it looks for the file that created an environment, so environments declared there
are attributed to another file. Local runs do not show it.`,
  },
] as const satisfies readonly FindingKind[];
