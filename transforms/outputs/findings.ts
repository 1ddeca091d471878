import type { FindingKind } from "../../src/migrate/transform.ts";

export const OUTPUT_FINDINGS: readonly FindingKind[] = [
  {
    code: "outputs/single-field",
    confidence: "review",
    title: "The only field of a NamedTuple",
    why: "`{read}` is the value itself now: a run hands over a task's only output without its NamedTuple, a plain call of `{function}` outside of a run does not.",
    todo: "Start `{function}` with `flyte.run` wherever it was called directly, in tests as well; or let the called task return the field's own type.",
    explanation: `A Flyte 1 workflow reads an output by its name. In a Flyte 2 run the caller of a task gets a NamedTuple as a plain tuple, and where it has
one field only, that field's value. So the read of the field is gone.

Called as a plain function outside of a run (in a test, in \`if __name__ == "__main__":\`), a task hands over what its function returned: the
NamedTuple. There the code sees a tuple in place of the value. With more fields than one nothing differs, because they are unpacked. A task
that returns the bare type instead of the NamedTuple gives the same in both cases.`,
  },
  {
    code: "outputs/plain-tuple",
    confidence: "review",
    title: "A plain tuple whose fields are read by name",
    why: "`{function}` returns a plain tuple, and called outside of a run it hands over just that; Flyte 1 made a `{type}` of it.",
    todo: "Return `{type}(…)`, so that tests and scripts can read the fields.",
    explanation: `A Flyte 1 workflow may return a plain tuple where its annotation says a NamedTuple: called from a test, it gave the NamedTuple. A Flyte 2
task that is called outside of a run gives what its function returns. Where the return statement could be changed safely, it was; where a
comment stands on its line, or the body is wrapped in a \`try\`, that is left to you.`,
  },
];
