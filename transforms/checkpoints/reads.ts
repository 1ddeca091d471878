/** `checkpoint.read()`: Flyte 2 gives the path of the file in which the bytes are. */
import { firstFree } from "../../src/python/free-name.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { CheckpointUse } from "../../src/flyte1/checkpoints.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";

/** In two lines where the bytes are assigned, else in one expression. */
export function rewriteRead(context: MigrationContext, { node, attribute }: CheckpointUse, rewrite: ModuleRewrite): void {
  const { module, replaceBetween } = rewrite;
  const name = attribute?.field("attribute");
  const task = context.repository.taskAround(module, node);
  if (!name || !task) return;
  const [wait, load] = context.isAsync(task) ? ["await ", "load"] : ["", "load_sync"];
  rewrite.replace(name, load);
  const target = assignedName(node);
  const path = freeName(rewrite, node, target === undefined ? ["path", "checkpoint_path"] : [`${target}_path`]);
  if (target === undefined) {
    replaceBetween(node.start, node.start, `(${path}.read_bytes() if (${path} := ${wait}`);
    return replaceBetween(node.end, node.end, ") else None)");
  }
  const line = dominantNewline(module.text) + indentAt(module.text, node.start);
  replaceBetween(statementOf(node).start, node.start, `${path} = ${wait}`);
  replaceBetween(node.end, node.end, `${line}${target} = ${path}.read_bytes() if ${path} else None`);
}

/** `previous` of `previous = checkpoint.read()`, as a statement of its own. */
function assignedName(node: SyntaxNode): string | undefined {
  const assignment = node.parent?.kind === "assignment" && node.fieldName === "right" ? node.parent : undefined;
  const left = assignment?.parent?.kind === "expression_statement" ? assignment.field("left") : undefined;
  return left?.kind === "identifier" && !assignment?.field("type") ? left.text : undefined;
}

function freeName({ module }: ModuleRewrite, node: SyntaxNode, candidates: readonly string[]): string {
  const scope = module.scopes.scopeAt(node);
  const isFree = (name: string): boolean => !scope.bindsBelow(name) && scope.lookup(name) === undefined;
  return firstFree(candidates, (number) => `${candidates[0]}_${number}`, isFree);
}
