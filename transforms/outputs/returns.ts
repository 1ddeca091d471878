/**
 * Former workflows that return a plain tuple for a NamedTuple. A run makes no difference; a direct call in a test hands over what
 * the function returns, and Flyte 1 made the NamedTuple of it there.
 */
import { stringContent } from "../../src/python/literals.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { bodyOf } from "../../src/flyte1/calls.ts";
import { outputsOf } from "../../src/flyte1/outputs.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Results } from "./results.ts";
import { isOutsideOfRuns, submits } from "./running.ts";

/** What only a NamedTuple answers to, besides its fields. */
const OF_NAMED_TUPLES = new Set(["_asdict", "_fields", "_replace"]);

/** Functions of workflows whose results are read by name outside of runs, and of those whose results they return. */
export function readByNameOutside(context: MigrationContext, results: Results): Set<SyntaxNode> {
  const workflows = new Map(context.repository.tasks.filter(submits).map((task) => [task.function, task]));
  const callers = context.calls.filter(({ module, call, task }) => submits(task) && isOutsideOfRuns(context, module, call));
  const found = new Set<SyntaxNode>();
  for (const module of new Set(callers.map((call) => call.module))) {
    for (const read of module.tree.root.nodesOf("attribute")) {
      const [object, name] = [read.field("object"), read.field("attribute")?.text ?? ""];
      const outputs = object && results.outputsAt(module, object);
      if (!object || outputs?.kind !== "named-tuple" || !isOutsideOfRuns(context, module, read)) continue;
      if (!outputs.fields.includes(name) && !OF_NAMED_TUPLES.has(name)) continue;
      for (const maker of results.makersAt(module, object)) if (workflows.has(maker)) found.add(maker);
    }
  }
  for (const maker of found) {
    const task = workflows.get(maker);
    for (const value of task ? returnedValues(task) : []) {
      for (const inner of task ? results.makersAt(task.module, value) : []) if (workflows.has(inner)) found.add(inner);
    }
  }
  return found;
}

/** Puts the NamedTuple around the tuples that these functions return. */
export function returnNamedTuples(context: MigrationContext, readByName: ReadonlySet<SyntaxNode>, rewrite: ModuleRewrite): void {
  for (const task of context.repository.tasks) {
    if (task.module !== rewrite.module || !readByName.has(task.function) || !context.isMigrated(task)) continue;
    const [type, outputs] = [returnedType(task), outputsOf(context.repository, task)];
    if (type === undefined || outputs.kind !== "named-tuple") continue;
    const values = returnedValues(task).filter(({ parts }) => parts.length === outputs.fields.length);
    for (const value of values) {
      if (value.kind === "tuple") rewrite.replaceBetween(value.start, value.start, type);
      else if (value.kind === "expression_list" && !surround(value, `${type}(`, task, rewrite)) {
        rewrite.note("outputs/plain-tuple", value, { slots: { function: task.name, type } });
      }
    }
  }
}

/**
 * Brackets in the place of the blank before the values and of the line break behind them: the text of calls at both ends may move.
 * False where a comment or a `try` around the body moves along with the end of the line.
 */
function surround(
  { start, end, parent }: SyntaxNode,
  opening: string,
  task: TaskDeclaration,
  { replaceBetween }: ModuleRewrite,
): boolean {
  const behind = /^(\r?\n|\r)?/.exec(task.module.text.slice(end))?.[0] ?? "";
  const isLast = end === task.module.text.length;
  if ((behind === "" && !isLast) || task.arguments.some(({ name }) => name === "on_failure")) return false;
  replaceBetween((parent?.start ?? start) + "return".length, start, ` ${opening}`);
  replaceBetween(end, end + behind.length, `)${behind}`);
  return true;
}

function returnedType(task: TaskDeclaration): string | undefined {
  const type = task.function.field("return_type")?.parts[0];
  return type?.kind === "string" ? stringContent(type) : type?.text;
}

/** What the task's own `return` statements give. */
function returnedValues(task: TaskDeclaration): SyntaxNode[] {
  const statements = bodyOf(task)?.nodesOf("return_statement") ?? [];
  const own = statements.filter((statement) => statement.ancestor("function_definition", "lambda") === task.function);
  return own.flatMap(({ parts }) => parts[0] ?? []);
}
