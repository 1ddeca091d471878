/** What a person has to know or decide about gates. */
import type { FindingKind } from "../../src/migrate/transform.ts";

const ANSWERS = `
It is answered in the console, with \`flyte signal condition RUN ACTION VALUE\`, or with \`flyte.remote.Condition\`. Scripts that call
\`set_input\`, \`approve\` or \`reject\` of a \`FlyteRemote\` have to change. A local run asks on the console in both.`;

export const GATE_FINDINGS = [
  {
    code: "gates/input",
    confidence: "review",
    title: "Input from a person",
    why: "{gate} is a condition of the run now, which is answered in another way.",
    todo: "Answer it in the console or with `flyte signal condition`, and change the scripts that did.",
    explanation: `
\`wait_for_input\` becomes \`flyte.new_condition(…).wait()\` with the same name, type and timeout.
${ANSWERS}

The condition is open, and its timeout counts, from the moment in which it is made. A former workflow that runs calls at the same time makes it when
Flyte 1 opened the gate; in one that runs in order it is made when the line is reached.`,
  },
  {
    code: "gates/approval",
    confidence: "review",
    title: "Approval by a person",
    why: "{gate} is a condition of the run now, which is answered in another way, and a refusal raises `RuntimeError`.",
    todo: "Approve it in the console or with `flyte signal condition`, and change the scripts that did.",
    explanation: `
\`approve\` becomes a condition that is true or false. The value passes through when it is true; when it is false the task fails, as the
workflow did. Whoever approves sees the name; to show the value as well, put it into the prompt: \`prompt=f"publish {text}?"\`.
${ANSWERS}

The question is asked when the value is there and the line is reached; what ran beside it in Flyte 1 has been started before. An approval
inside of another call waits for whatever stands before it; where Flyte 1 did not, \`workflows/sequential\` says so. Assign it on a line of its own,
\`checked = approve(report, …)\`, in Flyte 1 already, and it is open at the same time again.`,
  },
  {
    code: "gates/type",
    confidence: "manual",
    title: "A type that no condition has",
    why: "{gate} expects a type that Flyte 2 cannot ask for; a condition gives a `bool`, `int`, `float` or `str`.",
    todo: "Ask for text and convert it in a task, for example with `json.loads`, in Flyte 1 already.",
    explanation: `
Flyte 1 asks for anything that its types can express: lists, dataclasses, files. A Flyte 2 condition gives one of \`bool\`, \`int\`,
\`float\` and \`str\`, and the type has to stand in the call.

Ask for a \`str\` and let a task make the value of it; then migrate again.`,
  },
  {
    code: "gates/nested-approval",
    confidence: "manual",
    title: "An approval in the middle of an expression",
    why: "{gate} is asked for in the middle of an expression, and the question needs a statement of its own.",
    todo: "Assign what is approved to a name first: `approved = approve(…)`, in Flyte 1 already.",
    explanation: `
In Flyte 2 an approval is an \`if\` with a \`raise\`, before the value is used. It can be written where the value is known before the
statement, or is assigned or returned by it. In a condition's arm, a comprehension or a lambda, and around a call inside of another call, the
statement would have to be taken apart.`,
  },
  {
    code: "gates/arguments",
    confidence: "manual",
    title: "A gate whose arguments cannot be seen",
    why: "The arguments of {gate} are splatted, so the source does not show them.",
    todo: "Write the arguments out.",
    explanation: `
The call of a gate becomes another call with other names for its arguments. For that they have to stand in the call.`,
  },
] as const satisfies readonly FindingKind[];

/** A code of this topic. */
export type GateCode = (typeof GATE_FINDINGS)[number]["code"];
