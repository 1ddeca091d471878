/**
 * Which name is bound where, by Python's own rules: functions, classes, lambdas and comprehensions open a scope, and a name
 * that a function binds anywhere is local to it everywhere.
 */
import type { SyntaxNode, SyntaxTree } from "./syntax.ts";

export type ScopeKind = "module" | "function" | "class" | "lambda" | "comprehension";

/** How a name came to be bound at one place. */
export type SiteKind = "import" | "assignment" | "function" | "class" | "parameter" | "other";

/** One place that binds a name. */
export interface Site {
  readonly kind: SiteKind;
  /** The identifier that is bound; for an import, the import's item. */
  readonly node: SyntaxNode;
  /** The statement (or parameter) that binds it. */
  readonly statement: SyntaxNode;
  /** The bound expression where it is plain (`x = value`, `x: T = value`, a parameter's default). */
  readonly value: SyntaxNode | null;
}

/** A name in a scope, with every place that binds it. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  readonly sites: Site[];
}

export class Scope {
  readonly bindings = new Map<string, Binding>();
  /** Names that `global` or `nonlocal` hand to an outer scope. */
  readonly outerNames = new Map<string, "global" | "nonlocal">();
  readonly children: Scope[] = [];

  constructor(
    readonly kind: ScopeKind,
    readonly node: SyntaxNode,
    readonly parent: Scope | null,
  ) {
    parent?.children.push(this);
  }

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  bind(name: string, site: Site): void {
    const outer = this.outerNames.get(name);
    const scope = outer === "global" ? this.module : this;
    const binding = scope.bindings.get(name) ?? { name, scope, sites: [] };
    scope.bindings.set(name, binding);
    binding.sites.push(site);
  }

  /** The binding that `name` means when it is read in this scope; undefined for builtins and unknown names. */
  lookup(name: string): Binding | undefined {
    const own = this.bindings.get(name);
    if (own && !this.outerNames.has(name)) return own;
    // A class body's names are not seen by the functions inside it.
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind === "class") continue;
      const found = scope.bindings.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** True when `name` is bound in this scope or in one below it. */
  bindsBelow(name: string): boolean {
    return this.bindings.has(name) || this.children.some((child) => child.bindsBelow(name));
  }
}

/** The scopes of a module and every identifier that reads a name. */
export interface Scopes {
  readonly module: Scope;
  /** Identifiers that read a name, in source order. */
  readonly reads: readonly SyntaxNode[];
  /** The scope in which a node is evaluated. */
  scopeAt(node: SyntaxNode): Scope;
  /** What a reading identifier means. */
  bindingOf(identifier: SyntaxNode): Binding | undefined;
}

const OPENS_SCOPE: Readonly<Record<string, ScopeKind>> = {
  module: "module",
  function_definition: "function",
  class_definition: "class",
  lambda: "lambda",
  list_comprehension: "comprehension",
  set_comprehension: "comprehension",
  dictionary_comprehension: "comprehension",
  generator_expression: "comprehension",
};

export function analyseScopes(tree: SyntaxTree): Scopes {
  const analysis = new ScopeAnalysis(tree.root);
  return {
    module: analysis.module,
    reads: analysis.reads.map(([node]) => node),
    scopeAt: (node) => analysis.scopeAt(node),
    bindingOf: (identifier) => analysis.scopeAt(identifier).lookup(identifier.text),
  };
}

class ScopeAnalysis {
  readonly module: Scope;
  readonly reads: [SyntaxNode, Scope][] = [];
  private readonly scopes = new Map<SyntaxNode, Scope>();
  private readonly hasOuterNames: boolean;

  constructor(root: SyntaxNode) {
    this.module = new Scope("module", root, null);
    this.scopes.set(root, this.module);
    this.hasOuterNames = /\b(?:global|nonlocal)\b/.test(root.tree.text);
    this.declareOuterNames(root, this.module);
    for (const child of root.children) this.visit(child, this.module);
  }

  /** Decorators, defaults and annotations of a function are evaluated outside it; so is the first iterable of a comprehension. */
  scopeAt(node: SyntaxNode): Scope {
    let inner: SyntaxNode = node;
    for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
      const scope = this.scopes.get(outer);
      if (!scope) continue;
      if (scope.kind === "module" || this.isInside(scope, outer, inner, node)) return scope;
    }
    return this.module;
  }

  private isInside(scope: Scope, opener: SyntaxNode, child: SyntaxNode, node: SyntaxNode): boolean {
    if (scope.kind === "comprehension") return !isFirstIterable(opener, node);
    return child.fieldName === "body";
  }

  /** `global x` counts for the whole function, also above the statement. */
  private declareOuterNames(node: SyntaxNode, scope: Scope): void {
    if (!this.hasOuterNames) return;
    for (const child of node.children) {
      if (child.kind === "global_statement" || child.kind === "nonlocal_statement") {
        const kind = child.kind === "global_statement" ? "global" : "nonlocal";
        for (const name of child.parts) scope.outerNames.set(name.text, kind);
      } else if (!(child.kind in OPENS_SCOPE)) this.declareOuterNames(child, scope);
    }
  }

  private visit(node: SyntaxNode, scope: Scope): void {
    const opens = OPENS_SCOPE[node.kind];
    if (opens) return this.visitScope(node, opens, scope);
    switch (node.kind) {
      case "identifier":
        this.reads.push([node, scope]);
        return;
      case "import_statement":
      case "import_from_statement":
        return this.visitImport(node, scope);
      case "future_import_statement":
      case "global_statement":
      case "nonlocal_statement":
      case "comment":
        return;
      case "assignment":
        return this.visitAssignment(node, scope);
      case "augmented_assignment":
        return this.visitAugmented(node, scope);
      case "named_expression":
        return this.visitNamedExpression(node, scope);
      case "for_statement":
      case "for_in_clause":
        return this.visitLoop(node, scope);
      case "as_pattern":
        return this.visitAsPattern(node, scope);
      case "attribute":
        return this.visitField(node, "object", scope);
      case "keyword_argument":
        return this.visitField(node, "value", scope);
      case "case_clause":
        return this.visitCase(node, scope);
      default:
        for (const child of node.children) this.visit(child, scope);
    }
  }

  private visitField(node: SyntaxNode, field: string, scope: Scope): void {
    const child = node.field(field);
    if (child) this.visit(child, scope);
  }

  private visitScope(node: SyntaxNode, kind: ScopeKind, scope: Scope): void {
    const inner = new Scope(kind, node, scope);
    this.scopes.set(node, inner);
    if (kind === "comprehension") {
      for (const clause of node.children) if (clause.kind === "for_in_clause") this.visit(clause, inner);
      for (const child of node.children) if (child.kind !== "for_in_clause") this.visit(child, inner);
      return;
    }
    const name = node.field("name");
    if (name && (kind === "function" || kind === "class")) {
      scope.bind(name.text, { kind, node: name, statement: node, value: null });
    }
    const body = node.field("body");
    if (body && kind !== "lambda") this.declareOuterNames(body, inner);
    for (const child of node.children) {
      if (child === name) continue;
      if (child === body) this.visit(child, inner);
      else if (child.kind === "parameters" || child.kind === "lambda_parameters") this.visitParameters(child, scope, inner);
      else this.visit(child, scope);
    }
  }

  private visitParameters(parameters: SyntaxNode, outer: Scope, inner: Scope): void {
    for (const parameter of parameters.parts) {
      const name = parameterName(parameter);
      const value = parameter.field("value") ?? null;
      if (name) inner.bind(name.text, { kind: "parameter", node: name, statement: parameter, value });
      if (value) this.visit(value, outer);
      const type = parameter.field("type");
      if (type) this.visit(type, outer);
    }
  }

  private visitImport(node: SyntaxNode, scope: Scope): void {
    for (const item of node.fields("name")) {
      const bound = item.kind === "aliased_import" ? item.field("alias") : item.parts[0];
      if (bound) scope.bind(bound.text, { kind: "import", node: item, statement: node, value: null });
    }
  }

  private visitAssignment(node: SyntaxNode, scope: Scope): void {
    const left = node.field("left");
    const right = node.field("right") ?? null;
    const type = node.field("type");
    if (type) this.visit(type, scope);
    if (right) this.visit(right, scope);
    if (!left) return;
    // `x: int` without a value declares but does not bind; it still makes the name local.
    if (left.kind === "identifier") scope.bind(left.text, { kind: "assignment", node: left, statement: node, value: right });
    else this.bindTargets(left, node, scope);
  }

  private visitAugmented(node: SyntaxNode, scope: Scope): void {
    const left = node.field("left");
    this.visitField(node, "right", scope);
    if (!left) return;
    this.visit(left, scope);
    if (left.kind === "identifier") scope.bind(left.text, { kind: "other", node: left, statement: node, value: null });
  }

  private visitNamedExpression(node: SyntaxNode, scope: Scope): void {
    this.visitField(node, "value", scope);
    const name = node.field("name");
    // PEP 572: a walrus inside a comprehension binds in the scope around it.
    let target = scope;
    while (target.kind === "comprehension" && target.parent) target = target.parent;
    if (name) target.bind(name.text, { kind: "assignment", node: name, statement: node, value: node.field("value") ?? null });
  }

  private visitLoop(node: SyntaxNode, scope: Scope): void {
    const left = node.field("left");
    for (const child of node.children) if (child !== left) this.visit(child, scope);
    if (left) this.bindTargets(left, node, scope);
  }

  private visitAsPattern(node: SyntaxNode, scope: Scope): void {
    for (const child of node.children) {
      if (child.kind === "as_pattern_target") this.bindTargets(child, node, scope);
      else this.visit(child, scope);
    }
  }

  /** In a `case` pattern a bare name is a capture; which ones are does not matter to us, so all of them bind and none reads. */
  private visitCase(node: SyntaxNode, scope: Scope): void {
    for (const child of node.children) {
      if (child.kind === "case_pattern") this.bindTargets(child, node, scope);
      else this.visit(child, scope);
    }
  }

  private bindTargets(target: SyntaxNode, statement: SyntaxNode, scope: Scope): void {
    if (target.kind === "identifier") scope.bind(target.text, { kind: "other", node: target, statement, value: null });
    else if (target.kind === "attribute" || target.kind === "subscript") this.visit(target, scope);
    else for (const child of target.children) this.bindTargets(child, statement, scope);
  }
}

/** The identifier that a parameter binds, in any of its spellings (`x`, `x=1`, `x: int`, `*xs`, `**options`). */
export function parameterName(parameter: SyntaxNode): SyntaxNode | undefined {
  if (parameter.kind === "identifier") return parameter;
  const named = parameter.field("name");
  if (named) return named;
  const first = parameter.parts[0];
  return first ? parameterName(first) : undefined;
}

function isFirstIterable(comprehension: SyntaxNode, node: SyntaxNode): boolean {
  const iterable = comprehension.children.find((child) => child.kind === "for_in_clause")?.field("right");
  return iterable?.contains(node) ?? false;
}
