import { stringValue } from "../src/python/literals.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { constructionAt } from "../src/flyte1/objects.ts";
import type { Reference } from "../src/flyte1/references.ts";
import { ITS_FUNCTION } from "../src/flyte1/task-attributes.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import type { Module } from "../src/project/modules.ts";
import { TEST_DOUBLE_FINDINGS } from "./test-doubles/findings.ts";
import { type Patch, patchesIn } from "./test-doubles/patches.ts";

/** Flyte 1's own doubles, with the parameter that takes the task. */
const TASK_PARAMETER: Readonly<Record<string, string>> = {
  "flytekit.testing.task_mock": "t",
  "flytekit.testing.patch": "target",
};

export default defineTransform({
  id: "test-doubles",
  title: 'Tests replace the function of a task: patch.object(task, "func")',
  owns: { names: Object.keys(TASK_PARAMETER) },
  findings: TEST_DOUBLE_FINDINGS,
  example: {
    before: `from flytekit import task, workflow
from flytekit.testing import task_mock


@task
def rows(day: str) -> int:
    raise NotImplementedError


@workflow
def nightly(day: str) -> int:
    return rows(day=day)


def test_nightly():
    with task_mock(rows) as mock:
        mock.return_value = 3
        assert nightly(day="2026-01-01") == 3
`,
    after: `from unittest.mock import patch

import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def rows(day: str) -> int:
    raise NotImplementedError


@env.task
def nightly(day: str) -> int:
    return rows(day=day)


def test_nightly():
    with patch.object(rows, "func") as mock:
        mock.return_value = 3
        assert nightly(day="2026-01-01") == 3
`,
  },

  begin(context: MigrationContext) {
    return {
      supports: ({ name }) => name in TASK_PARAMETER,

      rewrite(rewrite: ModuleRewrite): void {
        for (const reference of rewrite.references) rewriteDouble(context, reference, rewrite);
        for (const patch of patchesIn(context.repository, rewrite.module)) {
          if (context.isMigrated(patch.task)) rewritePatch(context, patch, rewrite);
        }
      },
    };
  },
});

/** `task_mock(fit)` replaced what a task executes, and so does `patch.object(fit, "func")`. */
function rewriteDouble({ repository, isMigrated }: MigrationContext, reference: Reference, rewrite: ModuleRewrite): void {
  const { node, module, name } = reference;
  const made = node.parent && constructionAt(repository, module, node.parent);
  const argument = made?.arguments.find((one) => one.name === TASK_PARAMETER[name]);
  const task = argument && repository.taskNamed(module, argument.value);
  // Flyte 1 gave the mock to a method before `self`.
  const isOnMethod = node.parent?.parent?.kind === "decorator" && module.scopes.scopeAt(node).kind === "class";
  if (!argument || !task || !isMigrated(task) || isOnMethod) return;
  rewrite.replace(node, `${rewrite.spell("unittest.mock.patch", node)}.object`);
  rewrite.replace(argument.node, `${argument.value.text}, "func"`);
  rewrite.settle(reference, "migrated");
}

/** A name that is replaced as a whole stays, unless its calls became calls of something on it. */
function rewritePatch(context: MigrationContext, patch: Patch, rewrite: ModuleRewrite): void {
  const { task, module, attribute, object, name, replacement } = patch;
  const isOnFunction = attribute !== undefined && ITS_FUNCTION.has(attribute);
  if (!isOnFunction && !(module && answersDifferently(context, task, module))) return;
  const [opening, closing] = [name.children.at(0), name.children.at(-1)];
  const isWritten = name.kind === "string" && stringValue(name) !== undefined;
  if (!isWritten || !opening || !closing) {
    return rewrite.note("test-doubles/by-name", name, { slots: { task: task.name, code: name.text } });
  }
  const path = name.tree.text.slice(opening.end, closing.start);
  if (!object) rewrite.replaceBetween(opening.end, closing.start, `${isOnFunction ? path.replace(/\.\w+$/, "") : path}.func`);
  else {
    if (!isOnFunction) rewrite.replaceBetween(object.end, object.end, `.${path}`);
    rewrite.replaceBetween(opening.end, closing.start, "func");
  }
  if (replacement && context.isAsync(task) && !task.isAsync && !isAwaitable(context, rewrite.module, replacement)) {
    rewrite.note("test-doubles/replacement", replacement, { slots: { task: task.name, replacement: replacement.text } });
  }
}

/** True when a mock of the task in a module would have to answer `.aio(…)`, `.func(…)` or `.override(…)`, or be awaited. */
function answersDifferently(context: MigrationContext, task: TaskDeclaration, module: Module): boolean {
  if (context.isAsync(task)) return true;
  return context.calls.some((call) => {
    if (call.module !== module || call.task !== task || call.reachedFrom.size === 0) return false;
    const callers = [...call.reachedFrom];
    return call.overrides !== null || callers.every(({ kind }) => kind === "task") || callers.some((one) => context.isAsync(one));
  });
}

/** An `async def`, or a mock that was made to be awaited. */
function isAwaitable({ repository }: MigrationContext, module: Module, replacement: SyntaxNode): boolean {
  const callee = replacement.kind === "call" ? replacement.field("function") : replacement;
  if (callee?.text.endsWith("AsyncMock")) return true;
  const meaning = repository.symbols.meaningOf(module, replacement);
  return meaning?.kind === "definition" && meaning.binding.sites.every(({ statement }) => statement.text.startsWith("async"));
}
