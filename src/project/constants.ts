/** What an expression's value can be, where the source alone decides it. Nothing is executed. */
import { numberValue, stringContent, stringValue, unescape } from "../python/literals.ts";
import type { Binding, Site } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "./modules.ts";
import type { Definition, Symbols } from "./symbols.ts";

/** A Python value as JavaScript has it: `None` is null, lists and tuples are arrays, dictionaries with text keys are maps. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

/** One value that an expression can have. */
export interface Constant {
  readonly value: PythonValue;
  /** The value is the default of `os.getenv`: another environment may give another one. */
  readonly fromEnvironment: boolean;
}

/** More alternatives than this are as good as unknown. */
const MAX_ALTERNATIVES = 16;
const MAX_DEPTH = 25;

/** Calls that read a variable of the environment; the second argument is the default. */
const ENVIRONMENT_READS = new Set(["os.getenv", "os.environ.get"]);

export class Constants {
  private readonly known = new Map<SyntaxNode, Alternatives>();

  constructor(private readonly symbols: Symbols) {}

  /** The one value of an expression; undefined when it is unknown, differs by branch, or comes from the environment. */
  valueOf(module: Module, node: SyntaxNode): PythonValue | undefined {
    const [only, ...others] = this.alternativesOf(module, node) ?? [];
    return only && others.length === 0 && !only.fromEnvironment ? only.value : undefined;
  }

  /** The one text of an expression; see {@link valueOf}. */
  textOf(module: Module, node: SyntaxNode): string | undefined {
    const value = this.valueOf(module, node);
    return typeof value === "string" ? value : undefined;
  }

  /** Every value that an expression can have (by branches and conditional expressions), without repeats; undefined when unknown. */
  alternativesOf(module: Module, node: SyntaxNode): readonly Constant[] | undefined {
    if (!this.known.has(node)) this.known.set(node, new Evaluation(this.symbols).expression(module, node, 0));
    return this.known.get(node);
  }
}

type Alternatives = readonly Constant[] | undefined;

const known = (value: PythonValue): readonly Constant[] => [{ value, fromEnvironment: false }];

class Evaluation {
  constructor(private readonly symbols: Symbols) {}

  expression(module: Module, node: SyntaxNode, depth: number): Alternatives {
    if (depth > MAX_DEPTH) return undefined;
    const next = (child: SyntaxNode | undefined) => (child ? this.expression(module, child, depth + 1) : undefined);
    switch (node.kind) {
      case "string":
        return this.string(module, node, depth);
      case "concatenated_string":
        return combine(node.parts.map(next), (values) => values.map(asText).join(""));
      case "integer":
      case "float": {
        const value = numberValue(node);
        return value === undefined ? undefined : known(value);
      }
      case "true":
        return known(true);
      case "false":
        return known(false);
      case "none":
        return known(null);
      case "list":
      case "tuple":
      case "expression_list":
        return this.sequence(module, node, depth);
      case "dictionary":
        return this.dictionary(module, node, depth);
      case "parenthesized_expression":
        return next(node.parts[0]);
      case "unary_operator":
        return combine([next(node.field("argument"))], ([value]) =>
          typeof value === "number" && node.text.startsWith("-") ? -value : undefined,
        );
      case "conditional_expression":
        return merge([next(node.parts[0]), next(node.parts[2])]);
      case "binary_operator":
        return this.sum(module, node, depth);
      case "call":
        return this.call(module, node, depth);
      case "identifier":
      case "attribute":
        return this.name(module, node, depth);
      default:
        return undefined;
    }
  }

  private string(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const plain = stringValue(node);
    if (plain !== undefined) return known(plain);
    const opening = node.children[0]?.text ?? "";
    if (!/f/i.test(opening)) return undefined;
    const pieces = node.children.slice(1, -1).map((child): Alternatives => {
      if (child.kind !== "interpolation") {
        const content = unescape(child.text, opening);
        return content === undefined ? undefined : known(content);
      }
      // A conversion or a format can change the text, so only the plain `{name}` is read.
      const expression = child.field("expression");
      return expression && child.parts.length === 1 ? this.expression(module, expression, depth + 1) : undefined;
    });
    if (pieces.length === 0) return known(stringContent(node));
    return combine(pieces, (values) => (values.every(isPlain) ? values.map(asText).join("") : undefined));
  }

  private sequence(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const parts = node.parts.map((part) => {
      if (part.kind !== "list_splat") {
        return combine([this.expression(module, part, depth + 1)], ([value]) => (value === undefined ? undefined : [value]));
      }
      const inner = part.parts[0];
      return (
        inner && combine([this.expression(module, inner, depth + 1)], ([value]) => (Array.isArray(value) ? value : undefined))
      );
    });
    return combine(parts, (values) => values.flat() as PythonValue[]);
  }

  private dictionary(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const keys: string[] = [];
    const values: Alternatives[] = [];
    for (const pair of node.parts) {
      const [key, value] = [pair.field("key"), pair.field("value")];
      const name = key && this.single(module, key, depth);
      if (pair.kind !== "pair" || typeof name !== "string" || !value) return undefined;
      keys.push(name);
      values.push(this.expression(module, value, depth + 1));
    }
    return combine(values, (found) => new Map(keys.map((key, index) => [key, found[index] ?? null])));
  }

  private single(module: Module, node: SyntaxNode, depth: number): PythonValue | undefined {
    const found = this.expression(module, node, depth + 1);
    return found?.length === 1 ? found[0]?.value : undefined;
  }

  /** `+` of texts, numbers and lists; nothing else is worth guessing. */
  private sum(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const [left, right] = [node.field("left"), node.field("right")];
    if (!left || !right || node.tree.text.slice(left.end, right.start).trim() !== "+") return undefined;
    return combine([this.expression(module, left, depth + 1), this.expression(module, right, depth + 1)], ([a, b]) => {
      if (typeof a === "string" && typeof b === "string") return a + b;
      if (typeof a === "number" && typeof b === "number") return a + b;
      return Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : undefined;
    });
  }

  private call(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const [callee, list] = [node.field("function"), node.field("arguments")];
    if (!callee || !list) return undefined;
    const parts = list.parts;
    const next = (child: SyntaxNode | undefined) => (child ? this.expression(module, child, depth + 1) : undefined);
    const meaning = this.symbols.meaningOf(module, callee);
    if (meaning?.kind === "external" && ENVIRONMENT_READS.has(meaning.path)) {
      const fallback = parts[1] ?? null;
      const value = fallback?.kind === "keyword_argument" ? fallback.field("value") : fallback;
      const found = value ? next(value) : known(null);
      return found?.map((constant) => ({ ...constant, fromEnvironment: true }));
    }
    if (callee.kind !== "identifier" || meaning !== undefined) return undefined;
    if (callee.text === "str" && parts.length === 1) {
      return combine([next(parts[0])], ([value]) => (value !== undefined && isPlain(value) ? asText(value) : undefined));
    }
    if (callee.text === "dict") return this.dictCall(module, parts, depth);
    if ((callee.text === "tuple" || callee.text === "list") && parts.length === 1) {
      return combine([next(parts[0])], ([value]) => (Array.isArray(value) ? value : undefined));
    }
    return undefined;
  }

  private dictCall(module: Module, parts: readonly SyntaxNode[], depth: number): Alternatives {
    if (parts.some((part) => part.kind !== "keyword_argument")) return undefined;
    const values = parts.map((part) => this.expression(module, part.field("value") ?? part, depth + 1));
    const names = parts.map((part) => part.field("name")?.text ?? "");
    return combine(values, (found) => new Map(names.map((name, index) => [name, found[index] ?? null])));
  }

  private name(module: Module, node: SyntaxNode, depth: number): Alternatives {
    const meaning = this.symbols.meaningOf(module, node);
    if (meaning?.kind !== "definition") return undefined;
    const found = this.definition(meaning, depth);
    return found;
  }

  /** A name's values; `Class.NAME` reads the class body, and `.value` of an enum's member is the member's value. */
  private definition({ module, binding, attributes }: Definition, depth: number): Alternatives {
    const [attribute, ...rest] = attributes;
    if (attribute === undefined) return this.binding(module, binding, depth);
    const owner = binding.sites.length === 1 ? binding.sites[0] : undefined;
    if (owner?.kind !== "class") return undefined;
    const member = classMember(owner, attribute);
    if (!member) return undefined;
    const isEnum = /\b(Str|Int)?Enum\b/.test(owner.statement.field("superclasses")?.text ?? "");
    const isValueRead = isEnum && rest.length === 1 && rest[0] === "value";
    if (rest.length > 0 && !isValueRead) return undefined;
    return this.binding(module, member, depth);
  }

  private binding(module: Module, binding: Binding, depth: number): Alternatives {
    if (binding.scope.kind === "function" || binding.scope.kind === "lambda" || binding.scope.kind === "comprehension")
      return undefined;
    if (binding.sites.some((site) => site.kind !== "assignment" || !site.value)) return undefined;
    return merge(binding.sites.map((site) => (site.value ? this.expression(module, site.value, depth + 1) : undefined)));
  }
}

function classMember(owner: Site, name: string): Binding | undefined {
  const body = owner.statement.field("body");
  const values: Site[] = [];
  for (const statement of body?.children ?? []) {
    const assignment = statement.kind === "expression_statement" ? statement.children[0] : undefined;
    const left = assignment?.kind === "assignment" ? assignment.field("left") : undefined;
    if (assignment && left?.text === name) {
      values.push({ kind: "assignment", node: left, statement: assignment, value: assignment.field("right") ?? null });
    }
  }
  const scope = { kind: "class" } as Binding["scope"];
  return values.length > 0 ? { name, scope, sites: values } : undefined;
}

/** Every combination of alternatives, put together by `join`; undefined when one part is unknown. */
function combine(
  parts: readonly (Alternatives | undefined)[],
  join: (values: readonly PythonValue[]) => PythonValue | undefined,
): Alternatives {
  let rows: { values: PythonValue[]; fromEnvironment: boolean }[] = [{ values: [], fromEnvironment: false }];
  for (const part of parts) {
    if (!part || rows.length * part.length > MAX_ALTERNATIVES) return undefined;
    rows = rows.flatMap((row) =>
      part.map((constant) => ({
        values: [...row.values, constant.value],
        fromEnvironment: row.fromEnvironment || constant.fromEnvironment,
      })),
    );
  }
  const results: Constant[] = [];
  for (const row of rows) {
    const value = join(row.values);
    if (value === undefined) return undefined;
    results.push({ value, fromEnvironment: row.fromEnvironment });
  }
  return withoutRepeats(results);
}

function merge(parts: readonly Alternatives[]): Alternatives {
  const all: Constant[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    all.push(...part);
  }
  return all.length > 0 && all.length <= MAX_ALTERNATIVES ? withoutRepeats(all) : undefined;
}

function withoutRepeats(constants: readonly Constant[]): readonly Constant[] {
  if (constants.length < 2) return constants;
  const seen = new Map<string, Constant>();
  for (const constant of constants) {
    const key = JSON.stringify([constant.fromEnvironment, constant.value], (_, value) =>
      value instanceof Map ? [...value.entries()] : (value as unknown),
    );
    if (!seen.has(key)) seen.set(key, constant);
  }
  return [...seen.values()];
}

function isPlain(value: PythonValue): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function asText(value: PythonValue): string {
  return String(value);
}
