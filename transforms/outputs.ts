import type { SyntaxNode } from "../src/python/syntax.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import { OUTPUT_FINDINGS } from "./outputs/findings.ts";
import { readsWithin } from "./outputs/reads.ts";
import { Results } from "./outputs/results.ts";
import { readByNameOutside, returnNamedTuples } from "./outputs/returns.ts";
import { runningFunctions } from "./outputs/running.ts";
import { rewriteUnnamedReads } from "./outputs/unnamed.ts";

export default defineTransform({
  id: "outputs",
  title: "Outputs of tasks are unpacked or read by position, because a run hands over plain tuples",
  owns: {},
  findings: OUTPUT_FINDINGS,
  example: {
    before: `from typing import NamedTuple

from flytekit import task, workflow


class Fit(NamedTuple):
    loss: float
    epochs: int


@task
def fit(day: str) -> Fit:
    return Fit(0.5, len(day))


@workflow
def training(day: str) -> float:
    result = fit(day=day)
    return result.loss
`,
    after: `from typing import NamedTuple

import flyte


class Fit(NamedTuple):
    loss: float
    epochs: int


env = flyte.TaskEnvironment(name="pipeline")


@env.task
def fit(day: str) -> Fit:
    return Fit(0.5, len(day))


@env.task
def training(day: str) -> float:
    loss, _ = fit(day=day)
    return loss
`,
  },

  begin(context: MigrationContext) {
    const results = new Results(context.repository, context.calls);
    let readByName: ReadonlySet<SyntaxNode> | undefined;
    return {
      rewrite(rewrite: ModuleRewrite): void {
        const { module, note, replaceBetween } = rewrite;
        for (const definition of runningFunctions(context, module)) {
          for (const { start, end, text, onlyField } of readsWithin(context.repository, results, module, definition)) {
            replaceBetween(start, end, text);
            if (!onlyField) continue;
            note("outputs/single-field", onlyField, {
              slots: { read: onlyField.text, function: definition.field("name")?.text ?? "" },
            });
          }
        }
        rewriteUnnamedReads(context, results, rewrite);
        readByName ??= readByNameOutside(context, results);
        returnNamedTuples(context, readByName, rewrite);
      },
    };
  },
});
