/** Rewrites one guard so that it takes the same errors as before: the wrapper's `__cause__` is the original exception. */
import { firstFree } from "../../src/python/free-name.ts";
import { dominantNewline } from "../../src/python/newlines.ts";
import { indentAt, indentStep, lineStart, nextLine } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";
import { exceptClauses, type Guard } from "./guards.ts";

/** What every error of a task is wrapped in. */
const WRAPPER = "flyte.errors.RuntimeUserError";
/** Names for the exception where the code has none. */
const ERROR_NAMES = ["error", "task_error"];
/** How what a context manager gives hands out the exception. */
const EXCEPTION_OF: Readonly<Record<"raises" | "assertRaises", string>> = { raises: "value", assertRaises: "exception" };
/** What else may be asked of it: `match` looks at the message only. */
const HARMLESS = new Set(["match"]);

/** Rewrites a guard whose statement does nothing but one call of a task that wraps its errors. False when that cannot be done in place. */
export function rewriteGuard(repository: Repository, guard: Guard, rewrite: ModuleRewrite): boolean {
  if (guard.statement.field("body")?.parts.length !== 1) return false;
  return guard.kind === "except"
    ? rewriteExcept(repository, guard, rewrite)
    : rewriteWith(repository, guard, guard.kind, rewrite);
}

/** `with pytest.raises(ValueError): …` expects the wrapper, and its cause is looked at below. */
function rewriteWith(repository: Repository, guard: Guard, kind: "raises" | "assertRaises", rewrite: ModuleRewrite): boolean {
  const { statement, expected } = guard;
  const exception = EXCEPTION_OF[kind];
  const reads = readsOf(repository, guard);
  if (reads.some(({ attribute }) => attribute !== exception && !HARMLESS.has(attribute))) return false;
  const manager = expected.ancestor("call");
  if (!manager) return false;
  const name = nameFor(guard);
  const cause = `${name}.${exception}.__cause__`;
  const owner = manager.field("function")?.text.split(".").slice(0, -1).join(".") ?? "self";
  const check =
    kind === "raises" ? `assert isinstance(${cause}, ${expected.text})` : `${owner}.assertIsInstance(${cause}, ${expected.text})`;
  rewrite.replace(expected, rewrite.spell(WRAPPER, expected));
  if (!guard.alias) rewrite.replaceBetween(manager.end, manager.end, ` as ${name}`);
  for (const { node } of reads.filter(({ attribute }) => attribute === exception)) {
    rewrite.replaceBetween(node.end, node.end, ".__cause__");
  }
  insertBelow(statement, check, rewrite);
  return true;
}

/** `except ValueError:` takes the wrapper, and hands on what has another cause. */
function rewriteExcept(repository: Repository, guard: Guard, rewrite: ModuleRewrite): boolean {
  const { statement, expected, module } = guard;
  const [clause, ...others] = exceptClauses(statement);
  const block = clause?.children.find((child) => child.kind === "block");
  const [first] = block?.parts ?? [];
  if (!clause || !block || !first || others.length > 0 || lineStart(module.text, block.start) <= clause.start) return false;
  const name = nameFor(guard);
  const newline = dominantNewline(module.text) + indentAt(module.text, first.start);
  const check = `if not isinstance(${name}.__cause__, ${expected.text}):${newline}${indentStep(module.tree.root)}raise`;
  rewrite.replace(expected, rewrite.spell(WRAPPER, expected) + (guard.alias ? "" : ` as ${name}`));
  for (const { node } of readsOf(repository, guard)) {
    const object = node.field("object") ?? node;
    rewrite.replaceBetween(object.end, object.end, ".__cause__");
  }
  if (first.kind === "pass_statement") rewrite.replace(first, check);
  else rewrite.replaceBetween(first.start, first.start, check + newline);
  return true;
}

/** Reads of attributes of the alias: `error.value`, as much of the chain as that. */
function readsOf(repository: Repository, { module, alias }: Guard): { node: SyntaxNode; attribute: string }[] {
  const binding = alias && module.scopes.scopeAt(alias).lookup(alias.text);
  const uses = binding ? repository.usesOf(binding) : [];
  return uses.flatMap(({ node, kind }) => {
    if (kind === "import" || node.kind !== "attribute") return [];
    let read = node;
    for (let object = read.field("object"); object?.kind === "attribute"; object = object.field("object")) read = object;
    return [{ node: read, attribute: read.field("attribute")?.text ?? "" }];
  });
}

function nameFor({ module, statement, alias }: Guard): string {
  if (alias) return alias.text;
  const scope = module.scopes.scopeAt(statement);
  return firstFree(
    ERROR_NAMES,
    (number) => `error_${number}`,
    (name) => scope.lookup(name) === undefined,
  );
}

/** A line of its own below a statement, as far in as the statement. */
function insertBelow(statement: SyntaxNode, line: string, { module, replaceBetween }: ModuleRewrite): void {
  const { text } = module;
  const newline = dominantNewline(text);
  const place = nextLine(text, statement.end - 1);
  const isOpen = place === text.length && !/[\r\n]$/.test(text);
  const inserted = indentAt(text, statement.start) + line;
  replaceBetween(place, place, isOpen ? newline + inserted : inserted + newline);
}
