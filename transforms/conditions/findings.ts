import type { FindingKind } from "../../src/migrate/transform.ts";

export const CONDITION_FINDINGS: readonly FindingKind[] = [
  {
    code: "conditions/incomplete",
    confidence: "manual",
    title: "A condition that cannot be followed to its end",
    why: "The chain that begins with `{code}` is put together in several statements, or has no `else_`.",
    todo: "Write it as one chain from `conditional(…)` to `.else_().then(…)` or `.else_().fail(…)`, or as `if`, `elif` and `else` by hand.",
    explanation: `A Flyte 1 condition is a chain of calls: \`conditional("name").if_(…).then(…)\`, any number of \`.elif_(…).then(…)\`, and
\`.else_().then(…)\` or \`.else_().fail(…)\`. It becomes \`if\`, \`elif\` and \`else\`.

A chain that a name holds in between (\`branch = conditional("x").if_(…).then(…)\`, later \`branch.else_().then(…)\`) is not followed, and
one without \`else_\` was refused by Flyte 1. Written as one expression it is migrated by the next run.`,
  },
  {
    code: "conditions/place",
    confidence: "manual",
    title: "A condition where no statement can stand",
    why: "`{code}` stands inside an expression that is evaluated more than once or not always, or in a function inside `{task}`.",
    todo: "Assign the condition to a name in a statement of its own, and use the name here.",
    explanation: `The arms of a condition are lazy: only the calls of the arm that is chosen run. In Flyte 2 that is an \`if\` statement, so a condition
needs a place where statements can stand.

As an argument of a call the condition is decided in the line before. Inside a comprehension, a lambda, an f-string, a test of another
condition, or between two semicolons there is no such line, and the workflow stays as it is.`,
  },
  {
    code: "conditions/different-outputs",
    confidence: "manual",
    title: "Arms that give different outputs",
    why: "`{first}` and `{second}` do not have the same outputs: Flyte 1 gave the condition those that they have in common, by name.",
    todo: "Let both return the same outputs in the same order, or unpack the result of each arm by hand in an `if` statement.",
    explanation: `A Flyte 1 condition has the outputs that all its arms have, matched by their names. In Flyte 2 an arm assigns or returns what its call
gives back, by position. When the names differ, or their order does, the same line would mean something else in each arm.

Write the condition as \`if\` and \`else\` and unpack each result:

    if amount > 0:
        total, _, rest = split(amount=amount)
    else:
        total, rest = nothing()`,
  },
  {
    code: "conditions/naive-datetime",
    confidence: "review",
    title: "A condition on a datetime without a time zone",
    why: "Flyte 1 took `{code}` for UTC; a Flyte 2 run hands `{task}` datetimes in UTC, and Python compares those only with one that has a time zone.",
    todo: "Where `{task}` is called directly, in tests or scripts, give it datetimes with a time zone.",
    explanation: `A Flyte 1 condition was evaluated by the cluster, which has timestamps in UTC and no time zones. In Flyte 2 the comparison is Python's:
inside a run every datetime arrives with \`datetime.timezone.utc\`, and comparing it with a naive one raises \`TypeError\`. So the datetime in
the condition got \`tzinfo=datetime.timezone.utc\`, which is what Flyte 1 took it for.

A direct call outside of a run (in a test, in \`if __name__ == "__main__":\`) hands its arguments over as they are. There a naive datetime now
fails.`,
  },
];
