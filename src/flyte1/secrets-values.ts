/**
 * What an expression can be at run time, when functions' parameters and loops' variables take part in it.
 *
 * {@link Constants} knows what is fixed for a module. A helper like `read(key)` is not: there the repository's calls of it say what
 * `key` can be, and each of them is one {@link Way}.
 */
import { callArguments } from "../python/arguments.ts";
import { type Binding, parameterName, type Site } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Constant, PythonValue } from "../project/constants.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

export interface Place {
  readonly module: Module;
  readonly node: SyntaxNode;
}

/** What a parameter or a loop's variable is on one way. */
export interface OpenValue {
  readonly alternatives: readonly Constant[];
  /** Where the value was written; null when it came out of a sequence that has a name. */
  readonly written: Place | null;
}

/** One way to come to some expressions: one call of a helper, one round of a loop. */
export interface Way {
  readonly open: ReadonlyMap<Binding, OpenValue>;
  /** The values of each expression, by branches; there is at least one. */
  readonly results: readonly (readonly Constant[])[];
  /** The outermost call that decides the values; null when only the place itself does. */
  readonly origin: Place | null;
}

/** More than this is not worth a dictionary in the source. */
const MAX_WAYS = 64;
const MAX_DEPTH = 6;

type Alternatives = readonly Constant[] | undefined;
type Open = ReadonlyMap<Binding, OpenValue>;

/** Says what an attribute of an object is, which the constants do not know: `TOKEN.group` of a declared secret. */
type AttributeValue = (module: Module, attribute: SyntaxNode) => readonly Constant[] | undefined;

export class Values {
  constructor(
    private readonly repository: Repository,
    private readonly attributeValue: AttributeValue = () => undefined,
  ) {}

  /** Every way to come to the expressions with their values; undefined when one of them can be something unknown. */
  waysOf(places: readonly Place[], depth = 0): readonly Way[] | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const sources = new Map<SyntaxNode, { module: Module; bindings: Set<Binding> }>();
    for (const place of places) {
      for (const { binding, site } of this.openNames(place)) {
        const source = site.kind === "parameter" ? binding.scope.node : site.statement;
        const known = sources.get(source) ?? { module: place.module, bindings: new Set() };
        sources.set(source, { ...known, bindings: known.bindings.add(binding) });
      }
    }
    let rows: readonly { open: Open; origin: Place | null }[] = [{ open: new Map(), origin: null }];
    for (const [source, { module, bindings }] of sources) {
      const found = isLoop(source)
        ? this.loopRows(module, source, [...bindings], depth)
        : this.callRows(module, source, [...bindings], depth);
      if (!found || found.length === 0 || rows.length * found.length > MAX_WAYS) return undefined;
      rows = rows.flatMap((row) =>
        found.map(({ open, origin }) => ({ open: new Map([...row.open, ...open]), origin: origin ?? row.origin })),
      );
    }
    const ways: Way[] = [];
    for (const { open, origin } of rows) {
      const results = places.map((place) => this.evaluate(place.module, place.node, open, depth));
      if (!results.every((found): found is readonly Constant[] => found !== undefined)) return undefined;
      ways.push({ open, results, origin });
    }
    return ways;
  }

  /** The expressions that tell the ways apart, as they are spelled at the places: `key`, or `name.value` of an enum's member. */
  openExpressions(places: readonly Place[]): { expression: SyntaxNode; binding: Binding }[] {
    const byText = new Map<string, { expression: SyntaxNode; binding: Binding }>();
    for (const place of places) {
      for (const { node, binding } of this.openNames(place)) {
        const expression = isValueOfEnum(node.parent) ? node.parent : node;
        byText.set(expression.text, { expression, binding });
      }
    }
    return [...byText.values()];
  }

  /** Reads of parameters and loops' variables that an expression depends on, through local names too. */
  private openNames({ module, node }: Place, depth = 0): { node: SyntaxNode; binding: Binding; site: Site }[] {
    if (depth > MAX_DEPTH || (node.kind === "attribute" && this.ownAttribute(module, node))) return [];
    if (node.kind === "identifier") {
      const binding = module.scopes.bindingOf(node);
      const site = binding && isLocal(binding) ? onlySite(binding) : undefined;
      if (!binding || !site) return [];
      if (isOpen(site)) return [{ node, binding, site }];
      return site.value ? this.openNames({ module, node: site.value }, depth + 1) : [];
    }
    return node.parts
      .filter((part) => !(part.kind === "identifier" && (part.fieldName === "attribute" || part.fieldName === "name")))
      .flatMap((part) => this.openNames({ module, node: part }, depth));
  }

  private loopRows(module: Module, loop: SyntaxNode, bindings: readonly Binding[], depth: number) {
    const iterable = loop.field("right");
    const target = loop.field("left");
    if (!iterable || !target) return undefined;
    const elements = this.elementsOf(module, iterable, depth);
    return collect(elements, (element) => {
      const open = collect(bindings, (binding) => {
        const value = pick(element, target, binding);
        return value && ([binding, value] as const);
      });
      return open && { open: new Map(open), origin: null };
    });
  }

  private elementsOf(module: Module, iterable: SyntaxNode, depth: number): readonly OpenValue[] | undefined {
    if (["list", "tuple", "set"].includes(iterable.kind) && iterable.parts.every((part) => part.kind !== "list_splat")) {
      return collect(iterable.parts, (node) => {
        const alternatives = this.evaluate(module, node, new Map(), depth);
        return alternatives && { alternatives, written: { module, node } };
      });
    }
    const value = this.repository.constants.valueOf(module, iterable);
    if (value instanceof Map) return Array.from(value.keys(), (key) => ({ alternatives: [constant(key)], written: null }));
    if (!Array.isArray(value)) return undefined;
    return (value as readonly PythonValue[]).map((element) => ({ alternatives: [constant(element)], written: null }));
  }

  private callRows(module: Module, callable: SyntaxNode, bindings: readonly Binding[], depth: number) {
    const calls = this.callsOf(module, callable);
    const rows = collect(calls, ({ module: caller, node: call }) => {
      const places = collect(bindings, (binding) => argumentOf(callable, module, { module: caller, node: call }, binding));
      const ways = places && this.waysOf(places, depth + 1);
      return ways?.map((way) => {
        const open = bindings.map((binding, index): readonly [Binding, OpenValue] => {
          const place = places?.[index];
          const handedOn = place && way.open.get(place.module.scopes.bindingOf(place.node) ?? binding);
          return [binding, handedOn ?? { alternatives: way.results[index] ?? [], written: place ?? null }];
        });
        return { open: new Map(open), origin: way.origin ?? { module: caller, node: call } };
      });
    });
    return rows?.flat();
  }

  /** Every call of a function or a named lambda; undefined when it can be called from where nobody sees it. */
  private callsOf(module: Module, callable: SyntaxNode): readonly Place[] | undefined {
    const binding = bindingOfCallable(module, callable);
    if (!binding || this.repository.tasks.some((task) => task.binding === binding)) return undefined;
    const uses = this.repository.usesOf(binding).filter((use) => use.kind === "read");
    return collect(uses, ({ module: caller, node }) => {
      const call = node.parent;
      return call?.kind === "call" && node.fieldName === "function" ? { module: caller, node: call } : undefined;
    });
  }

  private evaluate(module: Module, node: SyntaxNode, open: Open, depth: number): Alternatives {
    const fixed = this.repository.constants.alternativesOf(module, node);
    if (fixed || depth > 4 * MAX_DEPTH) return fixed;
    const next = (child: SyntaxNode | undefined) => (child ? this.evaluate(module, child, open, depth + 1) : undefined);
    switch (node.kind) {
      case "identifier": {
        const binding = module.scopes.bindingOf(node);
        const site = binding && onlySite(binding);
        const isPlain = site?.kind === "assignment" && binding && isLocal(binding);
        return (binding && open.get(binding)?.alternatives) ?? (isPlain ? next(site.value ?? undefined) : undefined);
      }
      case "attribute": {
        if (isValueOfEnum(node)) return next(node.field("object"));
        const own = this.ownAttribute(module, node);
        return own ? next(own) : this.attributeValue(module, node);
      }
      case "parenthesized_expression":
        return next(node.parts[0]);
      case "conditional_expression": {
        const [then, otherwise] = [next(node.parts[0]), next(node.parts[2])];
        return then && otherwise && [...then, ...otherwise];
      }
      case "string":
        return formatted(node, next);
      case "binary_operator":
        return isSum(node)
          ? combine([next(node.field("left")), next(node.field("right"))], (texts) => texts.join(""))
          : undefined;
      case "subscript":
        return this.lookup(module, node, next);
      case "call":
        return changedCase(node, next);
      default:
        return undefined;
    }
  }

  /** `NAMES[key]` of a fixed mapping. */
  private lookup(module: Module, node: SyntaxNode, next: (child: SyntaxNode | undefined) => Alternatives): Alternatives {
    const mapped = node.field("value");
    const mapping = mapped && this.repository.constants.valueOf(module, mapped);
    const keys = next(node.field("subscript"));
    if (!(mapping instanceof Map)) return undefined;
    return collect(keys, ({ value: key, fromEnvironment }) => {
      const value = typeof key === "string" ? (mapping.get(key) as PythonValue | undefined) : undefined;
      return value === undefined ? undefined : { value, fromEnvironment };
    });
  }

  /** `self.KEY` where the class itself sets `KEY` once and nothing can set another: the expression it is set to. */
  private ownAttribute(module: Module, node: SyntaxNode): SyntaxNode | undefined {
    const object = node.field("object");
    const binding = object?.kind === "identifier" ? module.scopes.bindingOf(object) : undefined;
    const method = binding?.scope.kind === "function" ? binding.scope.node : undefined;
    const first = method?.field("parameters")?.parts[0];
    const owner = method && classOf(method);
    if (!binding || !owner || !first || parameterName(first)?.text !== binding.name) return undefined;
    const name = node.field("attribute")?.text ?? "";
    const className = owner.field("name");
    const classBinding = className && module.scopes.scopeAt(owner).bindings.get(className.text);
    const isDerived =
      !classBinding || this.repository.usesOf(classBinding).some((use) => use.node.parent?.fieldName === "superclasses");
    const settings = owner.nodesOf("assignment").filter((child) => setsName(child, name));
    const [only] = settings;
    return !isDerived && settings.length === 1 && only?.field("left")?.kind === "identifier" ? only.field("right") : undefined;
  }
}

const constant = (value: PythonValue): Constant => ({ value, fromEnvironment: false });

/** All results, or undefined as soon as one is unknown. */
function collect<From, To>(items: readonly From[] | undefined, change: (item: From) => To | undefined): To[] | undefined {
  const results: To[] = [];
  for (const item of items ?? []) {
    const result = change(item);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return items && results;
}

/** Every combination of texts, put together. */
function combine(parts: readonly Alternatives[], join: (texts: readonly string[]) => string): Alternatives {
  let rows: { texts: readonly string[]; fromEnvironment: boolean }[] = [{ texts: [], fromEnvironment: false }];
  for (const part of parts) {
    if (!part || part.some(({ value }) => typeof value !== "string" && typeof value !== "number")) return undefined;
    rows = rows.flatMap((row) =>
      part.map(({ value, fromEnvironment }) => ({
        texts: [...row.texts, String(value)],
        fromEnvironment: row.fromEnvironment || fromEnvironment,
      })),
    );
    if (rows.length > MAX_WAYS) return undefined;
  }
  return rows.map(({ texts, fromEnvironment }) => ({ value: join(texts), fromEnvironment }));
}

/** An f-string; what has no interpolation and no fixed value either is a bytes literal. */
function formatted(node: SyntaxNode, next: (child: SyntaxNode | undefined) => Alternatives): Alternatives {
  const pieces = node.children.slice(1, -1);
  if (!pieces.some((piece) => piece.kind === "interpolation")) return undefined;
  return combine(
    pieces.map((piece) => (piece.kind === "interpolation" ? interpolated(piece, next) : [constant(piece.text)])),
    (texts) => texts.join(""),
  );
}

/** Only the plain `{name}` is read: a conversion or a format can change the text. */
function interpolated(piece: SyntaxNode, next: (child: SyntaxNode | undefined) => Alternatives): Alternatives {
  return piece.parts.length === 1 ? next(piece.field("expression")) : undefined;
}

function isSum(node: SyntaxNode): boolean {
  const [left, right] = [node.field("left"), node.field("right")];
  return left !== undefined && right !== undefined && node.tree.text.slice(left.end, right.start).trim() === "+";
}

/** `name.upper()` and `name.lower()`. */
function changedCase(node: SyntaxNode, next: (child: SyntaxNode | undefined) => Alternatives): Alternatives {
  const callee = node.field("function");
  const method = callee?.kind === "attribute" ? callee.field("attribute")?.text : undefined;
  if ((method !== "upper" && method !== "lower") || node.field("arguments")?.parts.length !== 0) return undefined;
  return combine([next(callee?.field("object"))], ([text = ""]) =>
    method === "upper" ? text.toUpperCase() : text.toLowerCase(),
  );
}

/** `name.value`, where the name is a parameter or a local one: a member of an enum. */
function isValueOfEnum(node: SyntaxNode | null | undefined): node is SyntaxNode {
  return node?.kind === "attribute" && node.field("attribute")?.text === "value" && node.field("object")?.kind === "identifier";
}

function onlySite(binding: Binding): Site | undefined {
  return binding.sites.length === 1 ? binding.sites[0] : undefined;
}

function isLocal(binding: Binding): boolean {
  return binding.scope.kind !== "module" && binding.scope.kind !== "class";
}

function isOpen(site: Site): boolean {
  return site.kind === "parameter" || isLoop(site.statement);
}

function isLoop(node: SyntaxNode): boolean {
  return node.kind === "for_statement" || node.kind === "for_in_clause";
}

function classOf(method: SyntaxNode): SyntaxNode | undefined {
  const outer = method.parent?.kind === "decorated_definition" ? method.parent.parent : method.parent;
  return outer?.kind === "block" && outer.parent?.kind === "class_definition" ? outer.parent : undefined;
}

function setsName(assignment: SyntaxNode, name: string): boolean {
  const left = assignment.field("left");
  return left?.text === name || (left?.kind === "attribute" && left.field("attribute")?.text === name);
}

/** The part of a loop's element that a name in the loop's target takes. */
function pick({ alternatives, written }: OpenValue, target: SyntaxNode, binding: Binding): OpenValue | undefined {
  if (target.kind === "identifier") return { alternatives, written };
  const index = target.parts.findIndex((part) => part.kind === "identifier" && part.text === binding.name);
  const parts = collect(alternatives, ({ value, fromEnvironment }) => {
    const part = Array.isArray(value) ? (value[index] as PythonValue | undefined) : undefined;
    return part === undefined ? undefined : { value: part, fromEnvironment };
  });
  const node = written?.node.kind === "tuple" ? written.node.parts[index] : undefined;
  return parts && { alternatives: parts, written: written && node ? { module: written.module, node } : null };
}

function bindingOfCallable(module: Module, callable: SyntaxNode): Binding | undefined {
  const isNamedLambda = callable.kind === "lambda" && callable.parent?.kind === "assignment";
  const name = isNamedLambda ? callable.parent?.field("left") : callable.field("name");
  const scope = module.scopes.scopeAt(callable);
  const binding = name && scope.kind !== "class" ? scope.bindings.get(name.text) : undefined;
  return binding?.sites.length === 1 ? binding : undefined;
}

/** What a call passes for a parameter, or the parameter's default; undefined when the call does not show it. */
function argumentOf(callable: SyntaxNode, home: Module, call: Place, binding: Binding): Place | undefined {
  const parameters = callable.field("parameters")?.parts ?? [];
  const parameter = onlySite(binding)?.statement;
  if (!parameter || parameter.text.startsWith("*")) return undefined;
  const end = parameters.findIndex((candidate) => candidate.text.startsWith("*"));
  const positional = parameters.slice(0, end === -1 ? undefined : end).map((candidate) => parameterName(candidate)?.text ?? "");
  const given = callArguments(call.node, positional);
  if (given.some(({ splat }) => splat !== null)) return undefined;
  const node = given.find(({ name }) => name === binding.name)?.value;
  if (node) return { module: call.module, node };
  const fallback = onlySite(binding)?.value;
  return fallback ? { module: home, node: fallback } : undefined;
}
