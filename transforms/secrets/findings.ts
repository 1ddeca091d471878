/** What a person may have to decide about secrets. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const SECRETS_FINDINGS: readonly FindingKind[] = [
  {
    code: "secrets/unknown-name",
    confidence: "manual",
    title: "The name of a secret is not in the source",
    why: "`{expression}` has a group or a key that the source does not say, so its environment variable cannot be named.",
    todo: "Give the `flyte.Secret` an `as_env_var`, read that from `os.environ`, and pass the variable's name where the key was passed.",
    explanation: `Flyte 1 looks a secret up by group and key while the task runs, so both may be computed. Flyte 2 sets one environment variable per
secret, and its name has to be written down when the task environment is declared.

The tool follows constants, class attributes, enums, f-strings, loops over literals, and the parameters of helper functions through every
call in the repository. It gives up where a name comes from an input of a task, from a call with \`*args\`, from a helper that is passed on
as a value or that nobody calls, and where one expression means a mounted file for some callers and a variable for others.

Decide which secrets can be meant, declare each with an \`as_env_var\`, and choose among the variables in the code.`,
  },
  {
    code: "secrets/unknown-requests",
    confidence: "manual",
    title: "The list of secrets is not in the source",
    why: "`secret_requests={expression}` is not a list of secrets that the source spells out, so it cannot be rewritten.",
    todo: "Write the secrets as a list of `Secret(…)` or of names that hold them, and run the migration again.",
    explanation: `A Flyte 2 secret is another class with other arguments, so every \`Secret(…)\` that can reach \`secret_requests=\` has to be found and
rewritten. That works for lists, names, \`[*OTHER, …]\`, \`A + B\`, conditional expressions between names, and comprehensions over literals.
It does not work for functions that return secrets, dictionaries of secrets, and lists that are changed after they were made.`,
  },
  {
    code: "secrets/shared-with-flyte1",
    confidence: "manual",
    title: "Secrets are shared with code that stays Flyte 1",
    why: "`{expression}` is also used by code that stays Flyte 1, and what it holds cannot be written in place.",
    todo: "Migrate the other users first, or give this task a list of its own.",
    explanation: `A name that holds Flyte 1 secrets can only become Flyte 2 together with all of its uses. Where one of them stays (a \`ContainerTask\`,
a task with an argument that has no transform yet), the definition stays too, and the migrated tasks get the values written in place.
That needs every group and key to be constant; here one is not.`,
  },
  {
    code: "secrets/stays-flyte1",
    confidence: "manual",
    title: "A shared secret stays Flyte 1",
    why: "`{name}` stays Flyte 1, because a use of it stays Flyte 1.",
    todo: "Migrate its other users, then run the migration again.",
    explanation: `A name that holds Flyte 1 secrets can only become Flyte 2 together with all of its uses, with the names that it is built from, and with
those that are built from it. A use that stays is, for example, \`ContainerTask(secret_requests=…)\`, a task that stays Flyte 1, or a call that
changes the list.`,
  },
  {
    code: "secrets/read-stays-flyte1",
    confidence: "manual",
    title: "A read of a secret stays Flyte 1",
    why: "`{expression}` stays Flyte 1, because only tasks that stay Flyte 1 come to it.",
    todo: "Migrate {tasks} first, then run the migration again.",
    explanation: `A helper that reads a secret follows the tasks that call it, directly or through other functions: Flyte 1 and Flyte 2 set different
environment variables. Here all of them stay Flyte 1, so the helper stays as well.`,
  },
  {
    code: "secrets/still-read-by-flyte1",
    confidence: "review",
    title: "A helper is shared with tasks that stay Flyte 1",
    why: "This read of `{secret}` became Flyte 2, and {tasks}, which stays Flyte 1, comes to it too.",
    todo: "Migrate the task as well; until then give it a copy of the helper as it was.",
    explanation: `Flyte 1 sets other environment variables (\`_FSEC_DB_PASSWORD\`) than the migrated code reads (\`DB_PASSWORD\`). A helper serves only one of
the two, and it follows the tasks that were migrated. A task that stays Flyte 1 finds no value there.`,
  },
  {
    code: "secrets/name-from-environment",
    confidence: "review",
    title: "A secret's name depends on a branch or on the environment",
    why: "The name of secret `{secret}` depends on a branch or on an environment variable; the code reads it as `{variable}` in every case.",
    todo: "Check that `{variable}` is a good name for all of them; group and key still follow the branch.",
    explanation: `The group or key is chosen by \`if\`/\`else\` or comes from \`os.getenv\`. Both stay expressions in \`flyte.Secret(…)\`, so the store is asked
for the same secret as before. The environment variable however is one literal for all cases, made of the first branch or of the default,
because the reads have to know it.

Nothing needs to change when the cases are the same secret of different stages. When they are different secrets, choose a neutral name.`,
  },
  {
    code: "secrets/name-collision",
    confidence: "review",
    title: "Two secrets would have the same environment variable",
    why: "Secrets `{secret}` and `{other}` would both be read as the same variable, so this one is read as `{variable}`.",
    todo: "Check the name, or choose a better one here and in the reads.",
    explanation: `Names of environment variables are upper case letters, digits and \`_\`. Everything else in a group or key becomes \`_\`, so
\`api.key\` and \`api-key\` give the same name. Flyte 1 kept the characters apart (\`_FSEC_API.KEY\`). The secret that is declared later gets a
number behind its name; declarations and reads agree on it.`,
  },
  {
    code: "secrets/same-variable",
    confidence: "review",
    title: "Two secrets have always had the same environment variable",
    why: "Secrets `{secret}` and `{other}` are both read as `{variable}`, because Flyte 1 did not tell them apart either.",
    todo: "Check that they are one secret, or that no task asks for both.",
    explanation: `Flyte 1 looks secrets up by group and key joined with \`_\` in upper case: \`db/password\` and \`DB/password\`, or \`a_b/c\` and
\`a/b_c\`, are one to a task. Each task got the one that it asked for, and still does. A task that asks for both gets either of them.`,
  },
  {
    code: "secrets/same-key",
    confidence: "review",
    title: "Two groups have a secret of the same key",
    why: "`{secret}` and `{other}` have the same key, and the default secret manager of Flyte 2 ignores the group.",
    todo: "If your cluster uses the default secret manager, store them under different keys and change `key=` here.",
    explanation: `Flyte 2 still has groups, and secret managers like Kubernetes' use them. The default one (\`Embedded\`) looks a secret up by its key alone,
and \`flyte create secret\` cannot name a group. There, two secrets \`db/password\` and \`mail/password\` are one and the same.

Give them keys of their own, for example with the setting \`secret-names = "folded"\`, which writes \`db-password\` and \`mail-password\`.`,
  },
  {
    code: "secrets/group-version",
    confidence: "review",
    title: "Flyte 2 has no versions of secret groups",
    why: "Flyte 2 has no `group_version`: version `{version}` of `{secret}` was dropped, and the store's current value is used.",
    todo: "Make sure that the store's current value is the right one; a second version needs a key of its own.",
    explanation: `\`group_version\` chose a version of a group in secret managers that keep several. \`flyte.Secret\` has no such field. Declarations and reads
go on without it. Where two versions are in use at once, store them under different keys.`,
  },
  {
    code: "secrets/group-only",
    confidence: "review",
    title: "A secret without a key",
    why: "Secret `{secret}` has a group and no key; Flyte 2 needs a key, so the group became the key.",
    todo: "Check under which name the store has this secret.",
    explanation: `Flyte 1 accepts \`Secret(group="g")\`, and some secret managers then mount all keys of the group. \`flyte.Secret\` names exactly one secret by
its key. The group's name is used as the key; if the group holds several secrets, declare each of them.`,
  },
  {
    code: "secrets/file-variable",
    confidence: "review",
    title: "A file secret's variable no longer exists",
    why: "`{variable}` held the path of the file of `{secret}`; Flyte 2 sets no variable for a file, so reads of it became the path `{path}`.",
    todo: "Check who else reads `{variable}`: other programs and libraries in the container no longer find it.",
    explanation: `In Flyte 1, \`Secret(…, mount_requirement=FILE, env_var="X")\` mounts a file and sets \`X\` to its path. In Flyte 2, \`as_env_var="X"\` would put
the secret's value into \`X\` and mount nothing. So the secret is only mounted, and \`os.environ["X"]\` in your code became the path.

A library that reads \`X\` by itself (for example \`GOOGLE_APPLICATION_CREDENTIALS\`) does not see that. Set the variable at the start of the
task: \`os.environ["X"] = "/etc/flyte/secrets/<key>"\`.`,
  },
  {
    code: "secrets/file-path",
    confidence: "review",
    title: "The file of a secret has another path",
    why: "The file of `{secret}` is at `{path}` with Flyte 2's default secret manager; others use another path.",
    todo: "Check the path on your cluster, and where code or tests create or pass this file themselves.",
    explanation: `Flyte 1 mounted \`/etc/secrets/<group>/<key>\` in lower case. Flyte 2 mounts below \`/etc/flyte/secrets\`: its default secret manager at
\`/etc/flyte/secrets/<key>\`, Kubernetes' at \`/etc/flyte/secrets/<group>/<key>\` in lower case. The code now says the default's path.

For local runs the file has to exist under this path. A secret of which only the value matters is simpler as a variable: replace
\`mount=\` by \`as_env_var=\` and read \`os.environ\`.`,
  },
  {
    code: "secrets/not-declared",
    confidence: "review",
    title: "A task reads a secret that it does not ask for",
    why: "Task `{task}` reads secret `{secret}` but its `secret_requests` does not have it, so its environment will not set it.",
    todo: "Add the secret to the task's environment, or check that this read never runs there.",
    explanation: `A secret reaches a task only when the task's environment declares it. This task comes to a read, in its own body or through the functions
that it calls, of a secret that is not on its list. Flyte 1 would raise \`ValueError\` there unless the value came from somewhere else, such
as a variable of the image or a pod template. Flyte 2 reads the environment variable and raises \`KeyError\` without it.`,
  },
  {
    code: "secrets/received-differently",
    confidence: "review",
    title: "A helper reads a secret in another way than the task receives it",
    why: "Task `{task}` receives secret `{secret}` under another variable, or as a file, than the function reads that it calls.",
    todo: "Declare the secret in the same way everywhere, or read it in the task and pass the value.",
    explanation: `The same secret is declared more than once with different \`env_var\` or \`mount_requirement\`. Flyte 1 found it in every form. In Flyte 2 a
function that several tasks call reads one variable, or one file: that of the first declaration. Reads in a task's own body follow the
task's own declaration.`,
  },
  {
    code: "secrets/import-time",
    confidence: "review",
    title: "A secret is read when the module is imported",
    why: "`{secret}` is read while the module is imported, so it has to be set wherever the module is: also where you deploy.",
    todo: "Move the read into the function that needs it.",
    explanation: `\`flyte deploy\` and \`flyte run\` import the module on your machine or in CI, where no secret is set, and a missing variable raises \`KeyError\`.
In the container every task that imports the module needs the secret, whether it uses it or not. Flyte 1 had the same trouble with
\`ValueError\`. Read the secret inside of the task.`,
  },
  {
    code: "secrets/missing-raises-key-error",
    confidence: "review",
    title: "A missing secret raises another error",
    why: "`ValueError` is caught around the read of `{secret}` or around a call that leads to it; without the secret it now raises `{missing}`.",
    todo: "Catch `{missing}` where you mean a missing secret.",
    explanation: `\`secrets.get(…)\` raised \`ValueError\` for a secret that is not there. \`os.environ[…]\` raises \`KeyError\`, and reading a mounted file
raises \`FileNotFoundError\`. The \`except\` clause was left as it is, because it may be there for other statements of the \`try\` too. The same
goes for \`pytest.raises(ValueError)\` in tests.

Flyte 1 also stripped white space from both ends of the value. Stores keep values exactly, so a secret that was created from a file with a
newline at its end now has it: create it without, or call \`.strip()\`.`,
  },
];
