/** Expressions that hold secrets: what `secret_requests=` is given, and the names that such expressions are built from. */
import { commentsByItem, type ItemComments, NO_COMMENTS } from "../python/comments.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";
import type { SecretDeclaration, SecretDeclarations } from "./secrets.ts";

/** A name, or a class's attribute, that holds a secret or several. */
export interface SecretHolder {
  /** The name's binding; for a class's attribute that of the class. */
  readonly binding: Binding;
  /** The class's attribute. */
  readonly member: string | null;
  readonly module: Module;
  /** What it is set to, by branches. */
  readonly values: readonly SecretExpression[];
}

/** An expression that yields secrets. */
export type SecretExpression =
  | {
      readonly kind: "declared";
      readonly node: SyntaxNode;
      readonly declarations: readonly SecretDeclaration[];
      readonly isList: boolean;
    }
  | { readonly kind: "list"; readonly node: SyntaxNode; readonly items: readonly SecretItem[]; readonly rest: readonly string[] }
  | { readonly kind: "sum"; readonly node: SyntaxNode; readonly sides: readonly SecretExpression[] }
  | { readonly kind: "choice"; readonly node: SyntaxNode; readonly branches: readonly SecretExpression[] }
  | { readonly kind: "name"; readonly node: SyntaxNode; readonly holder: SecretHolder };

/** An element of a list of secrets. */
export interface SecretItem {
  readonly value: SecretExpression;
  readonly isSplat: boolean;
  readonly comments: ItemComments;
}

const MAX_DEPTH = 20;

/** Reads expressions that yield secrets, through names and modules. */
export class SecretExpressions {
  constructor(
    private readonly repository: Repository,
    private readonly declarations: SecretDeclarations,
  ) {}

  /** Undefined when anything else than secrets can come out of it, or something that the source does not say. */
  read(module: Module, node: SyntaxNode, depth = 0): SecretExpression | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const next = (child: SyntaxNode | undefined) => child && this.read(module, child, depth + 1);
    switch (node.kind) {
      case "call":
      case "list_comprehension": {
        const declarations = this.declarations.at(node);
        return declarations && { kind: "declared", node, declarations, isList: node.kind === "list_comprehension" };
      }
      case "list":
      case "tuple":
        return this.list(module, node, depth);
      case "parenthesized_expression":
        return next(node.parts[0]);
      case "binary_operator": {
        const [left, right] = [next(node.field("left")), next(node.field("right"))];
        return left && right && isList(left) && isList(right) ? { kind: "sum", node, sides: [left, right] } : undefined;
      }
      case "conditional_expression": {
        const [then, otherwise] = [next(node.parts[0]), next(node.parts[2])];
        return then && otherwise ? { kind: "choice", node, branches: [then, otherwise] } : undefined;
      }
      case "identifier":
      case "attribute": {
        const holder = this.holder(module, node, depth);
        return holder && { kind: "name", node, holder };
      }
      default:
        return undefined;
    }
  }

  /** The holder whose definition, directly or as a part of it, is the node. */
  holderAround(module: Module, node: SyntaxNode): SecretHolder | undefined {
    const assignment = node.ancestor("assignment");
    const left = assignment?.field("left");
    if (!assignment?.field("right")?.contains(node) || left?.kind !== "identifier") return undefined;
    const scope = module.scopes.scopeAt(assignment);
    if (scope.kind === "module") {
      const binding = scope.bindings.get(left.text);
      return binding && this.holderOf(module, binding, null, sitesOf(binding), 0);
    }
    const owner = scope.kind === "class" ? scope.node.field("name") : undefined;
    const binding = owner && module.scopes.scopeAt(scope.node).bindings.get(owner.text);
    return binding && this.member(module, binding, left.text);
  }

  private holder(module: Module, node: SyntaxNode, depth: number): SecretHolder | undefined {
    const meaning = this.repository.symbols.meaningOf(module, node);
    if (meaning?.kind !== "definition") return undefined;
    const [member, ...rest] = meaning.attributes;
    if (rest.length > 0) return undefined;
    if (member !== undefined) return this.member(meaning.module, meaning.binding, member, depth);
    const isGlobal = meaning.binding.scope.kind === "module";
    return isGlobal ? this.holderOf(meaning.module, meaning.binding, null, sitesOf(meaning.binding), depth) : undefined;
  }

  /** The holder that a class's attribute is. */
  member(module: Module, binding: Binding, name: string, depth = 0): SecretHolder | undefined {
    const [site, ...others] = binding.sites;
    if (site?.kind !== "class" || others.length > 0) return undefined;
    const values = (site.statement.field("body")?.parts ?? []).flatMap((statement) => {
      const assignment = statement.parts[0];
      return assignment?.kind === "assignment" && assignment.field("left")?.text === name ? [assignment.field("right")] : [];
    });
    return this.holderOf(module, binding, name, values, depth);
  }

  private holderOf(
    module: Module,
    binding: Binding,
    member: string | null,
    nodes: readonly (SyntaxNode | undefined)[],
    depth: number,
  ): SecretHolder | undefined {
    const values: SecretExpression[] = [];
    for (const node of nodes) {
      const value = node && this.read(module, node, depth + 1);
      if (!value) return undefined;
      values.push(value);
    }
    return values.length > 0 ? { binding, member, module, values } : undefined;
  }

  private list(module: Module, node: SyntaxNode, depth: number): SecretExpression | undefined {
    const { items: comments, rest } = commentsByItem(node);
    const items: SecretItem[] = [];
    for (const part of node.parts) {
      const isSplat = part.kind === "list_splat";
      const inner = isSplat ? part.parts[0] : part;
      const value = inner && this.read(module, inner, depth + 1);
      if (!value || isList(value) !== isSplat) return undefined;
      items.push({ value, isSplat, comments: comments.get(part) ?? NO_COMMENTS });
    }
    return { kind: "list", node, items, rest };
  }
}

/** True for an expression that yields a list (or a tuple) of secrets, false for one that yields a single one. */
export function isList(expression: SecretExpression): boolean {
  switch (expression.kind) {
    case "declared":
      return expression.isList;
    case "list":
    case "sum":
      return true;
    case "choice":
      return expression.branches.every(isList);
    case "name":
      return expression.holder.values.every(isList);
  }
}

/** The expressions that one is directly built from. */
export function partsOf(expression: SecretExpression): readonly SecretExpression[] {
  switch (expression.kind) {
    case "declared":
      return [];
    case "list":
      return expression.items.map(({ value }) => value);
    case "sum":
      return expression.sides;
    case "choice":
      return expression.branches;
    case "name":
      return expression.holder.values;
  }
}

/** Every secret that can come out of an expression. */
export function declarationsOf(expression: SecretExpression): SecretDeclaration[] {
  return expression.kind === "declared" ? [...expression.declarations] : partsOf(expression).flatMap(declarationsOf);
}

/** Every name on the way to the secrets of an expression. */
export function holdersOf(expression: SecretExpression): SecretHolder[] {
  const own = expression.kind === "name" ? [expression.holder] : [];
  return [...own, ...partsOf(expression).flatMap(holdersOf)];
}

/** True when a name in the expression holds a tuple, which `flyte.TaskEnvironment(secrets=…)` refuses. */
export function yieldsTuple(expression: SecretExpression): boolean {
  if (expression.kind === "list") return expression.node.kind === "tuple";
  return expression.kind !== "declared" && partsOf(expression).some(yieldsTuple);
}

/** What every site sets a name to; undefined for a site that does not set it plainly. */
function sitesOf(binding: Binding): (SyntaxNode | undefined)[] {
  return binding.sites.map((site) => (site.kind === "assignment" && site.value ? site.value : undefined));
}
