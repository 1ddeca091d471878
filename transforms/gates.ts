/** Gates become conditions that the driver waits for, and durable sleep. */
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { findGates, type Gate, GATES } from "../src/flyte1/gates.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite, type Note } from "../src/migrate/transform.ts";
import { approvalPlace, rewriteApproval } from "./gates/approvals.ts";
import { GATE_FINDINGS, type GateCode } from "./gates/findings.ts";
import { inputType, rewriteInput } from "./gates/inputs.ts";
import { rewriteSleep } from "./gates/sleeps.ts";

/** What is said of every gate of a kind. A sleep is the same in both. */
const REVIEW: Readonly<Record<Gate["kind"], GateCode | undefined>> = {
  input: "gates/input",
  approval: "gates/approval",
  sleep: undefined,
};

const REWRITE: Readonly<Record<Gate["kind"], (context: MigrationContext, gate: Gate, rewrite: ModuleRewrite) => void>> = {
  input: rewriteInput,
  approval: rewriteApproval,
  sleep: rewriteSleep,
};

export default defineTransform({
  id: "gates",
  title: "wait_for_input and approve become conditions, sleep becomes durable sleep",
  owns: { names: Object.keys(GATES) },
  findings: GATE_FINDINGS,
  example: {
    before: `from datetime import timedelta

from flytekit import approve, task, wait_for_input, workflow

HOUR = timedelta(hours=1)


@task
def report(rows: int) -> str:
    return f"{rows} rows"


@workflow
def reviewed() -> str:
    rows = wait_for_input("rows", timeout=HOUR, expected_type=int)
    text = report(rows=rows)
    return approve(text, "publish", timeout=HOUR * 2)
`,
    after: `from datetime import timedelta

import flyte

HOUR = timedelta(hours=1)

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def report(rows: int) -> str:
    return f"{rows} rows"


@env.task
def reviewed() -> str:
    rows = flyte.new_condition("rows", prompt="rows", data_type=int, timeout=HOUR).wait()
    text = report(rows=rows)
    if not flyte.new_condition("publish", timeout=HOUR * 2).wait():
        raise RuntimeError("publish was not approved")
    return text
`,
  },

  begin(context: MigrationContext) {
    const gates = findGates(context.repository);
    return {
      supports: (reference: Reference) => gates.some((gate) => gate.reference === reference),
      translate(task: TaskDeclaration, target): void {
        for (const gate of gates) if (gate.caller === task) noteGate(gate, target.note);
      },
      rewrite(rewrite: ModuleRewrite): void {
        for (const gate of gates) {
          if (gate.module !== rewrite.module || !context.isMigrated(gate.caller)) continue;
          REWRITE[gate.kind](context, gate, rewrite);
          rewrite.settle(gate.reference, REVIEW[gate.kind] ? "review" : "migrated");
        }
      },
    };
  },
});

function noteGate(gate: Gate, note: Note): void {
  const { kind, call, caller, isPlain } = gate;
  const review = REVIEW[kind];
  const slots = { gate: `\`${gate.arguments.get("name")?.value.text ?? call.field("function")?.text}\``, task: caller.name };
  if (!isPlain) note("gates/arguments", call, { slots });
  else if (kind === "input" && inputType(gate) === undefined) note("gates/type", call, { slots });
  else if (kind === "approval" && !approvalPlace(gate)) note("gates/nested-approval", call, { slots });
  else if (review) note(review, call, { slots });
}
