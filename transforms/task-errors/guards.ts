/** Code that waits for an exception of a certain class: `with pytest.raises(…)`, `with self.assertRaises(…)`, `except …`. */
import { callArguments, type Argument } from "../../src/python/arguments.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Module } from "../../src/project/modules.ts";

export interface Guard {
  readonly kind: "raises" | "assertRaises" | "except";
  readonly module: Module;
  /** The `with` or `try` statement. */
  readonly statement: SyntaxNode;
  /** The class, or the tuple of classes. */
  readonly expected: SyntaxNode;
  /** The name that gets the exception (of `except`) or what tells about it. */
  readonly alias: SyntaxNode | undefined;
  /** What the message has to match. */
  readonly pattern: SyntaxNode | undefined;
}

/** Functions that expect an exception, by the last part of their name. */
const EXPECTING: Readonly<Record<string, "raises" | "assertRaises">> = {
  raises: "raises",
  assertRaises: "assertRaises",
  assertRaisesRegex: "assertRaises",
};
/** Classes that match whatever becomes of an exception: those above all errors, and those that are never wrapped. */
const MATCH_AS_BEFORE = new Set(["Exception", "BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit"]);
/** An exception does not leave these where they are written. */
const BOUNDARIES = new Set(["function_definition", "lambda", "class_definition"]);

/** The guards around a node in its own function, from the inside out. */
export function guardsAround(module: Module, node: SyntaxNode): Guard[] {
  const guards: Guard[] = [];
  for (let inner = node, outer = node.parent; outer && !BOUNDARIES.has(outer.kind); inner = outer, outer = outer.parent) {
    if (inner.fieldName !== "body") continue;
    if (outer.kind === "with_statement") guards.push(...withGuards(module, outer));
    if (outer.kind === "try_statement") guards.push(...exceptGuards(module, outer));
  }
  return guards;
}

/** `pytest.raises(ValueError, wf, x=1)`: the arguments, where a call expects an exception of what it is given. */
export function expectingCall(
  call: SyntaxNode,
): { readonly kind: Guard["kind"]; readonly arguments: readonly Argument[] } | undefined {
  const name = call.kind === "call" ? call.field("function")?.text.split(".").at(-1) : undefined;
  const kind = name === undefined ? undefined : EXPECTING[name];
  if (!kind) return undefined;
  const parameters = kind === "raises" ? ["expected_exception"] : ["expected_exception", "expected_regex"];
  return { kind, arguments: callArguments(call, parameters) };
}

/** True when a class, or one of a tuple of classes, matches in Flyte 2 as it did in Flyte 1. */
export function matchesAsBefore(expected: SyntaxNode): boolean {
  const classes = expected.kind === "tuple" ? expected.parts : [expected];
  return classes.some((one) => MATCH_AS_BEFORE.has(one.text.split(".").at(-1) ?? ""));
}

function withGuards(module: Module, statement: SyntaxNode): Guard[] {
  const items = statement.children.find((child) => child.kind === "with_clause")?.parts ?? [];
  return items.flatMap((item): Guard[] => {
    const [value, alias] = withAlias(item.field("value"));
    const expecting = value && expectingCall(value);
    const argument = (name: string) => expecting?.arguments.find((one) => one.name === name)?.value;
    const expected = argument("expected_exception");
    if (!expecting || !expected || matchesAsBefore(expected)) return [];
    const pattern = argument("match") ?? argument("expected_regex");
    return [{ kind: expecting.kind, module, statement, expected, alias, pattern }];
  });
}

function exceptGuards(module: Module, statement: SyntaxNode): Guard[] {
  return exceptClauses(statement).flatMap((clause): Guard[] => {
    const [expected, alias] = withAlias(clause.field("value"));
    if (!expected || matchesAsBefore(expected)) return [];
    return [{ kind: "except", module, statement, expected, alias, pattern: undefined }];
  });
}

/** The `except` clauses of a `try` statement. */
export function exceptClauses(statement: SyntaxNode): SyntaxNode[] {
  return statement.children.filter((child) => child.kind === "except_clause");
}

/** `value as alias` in its parts. */
function withAlias(node: SyntaxNode | undefined): [SyntaxNode | undefined, SyntaxNode | undefined] {
  return node?.kind === "as_pattern" ? [node.parts[0], node.field("alias")?.parts[0]] : [node, undefined];
}
