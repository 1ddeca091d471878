/**
 * Secrets as Flyte 1 code reads them: where the value of every `current_context()` goes.
 *
 * `ctx = current_context()`, `secrets = ctx.secrets`, `get = secrets.get` are followed to the calls, because only the whole way
 * says that nothing else is asked of the context.
 */
import { callArguments } from "../python/arguments.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Constant } from "../project/constants.ts";
import type { Module } from "../project/modules.ts";
import { attributeChain } from "../project/symbols.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import { declarationsOf, isList, type SecretExpressions } from "./secrets-requests.ts";
import { type SecretName, secretNames } from "./secrets.ts";
import { type OpenValue, type Place, Values } from "./secrets-values.ts";

export const CURRENT_CONTEXT = "flytekit.current_context";

/** What a read gives: the secret's value, the name of its variable, or the path of its file. */
type ReadForm = "value" | "variable-name" | "file-path";

/** Methods of `SecretsManager` (`flytekit/core/context_manager.py`). Every other attribute is a group. */
const METHODS: Readonly<Record<string, ReadForm>> = {
  get: "value",
  get_secrets_env_var: "variable-name",
  get_secrets_file: "file-path",
};
const PARAMETERS = ["group", "key", "group_version", "encode_mode"];

/** One way to come to a read: one call of the helper that holds it, or just the read. */
interface ReadWay {
  /** By branches; there is at least one. */
  readonly names: readonly SecretName[];
  /** Values of the read's `open` expressions, in their order. */
  readonly open: readonly OpenValue[];
  /** The call that decides the name; the read itself where none does. */
  readonly origin: Place;
}

/** One read of a secret. */
export interface SecretRead {
  readonly module: Module;
  /** The whole expression that gives the value. */
  readonly node: SyntaxNode;
  readonly form: ReadForm;
  /** `encode_mode="rb"`: the content of a file comes as bytes. */
  readonly isBinary: boolean;
  /** The expressions of group and key; null where there is none, or where an attribute says it. */
  readonly parts: { readonly group: SyntaxNode | null; readonly key: SyntaxNode | null };
  /** Expressions (parameters, loops' variables) on which the name depends. */
  readonly open: readonly SyntaxNode[];
  /** Null when the name can be something that the source does not say. */
  readonly ways: readonly ReadWay[] | null;
}

/** Everything that becomes of one `current_context`. */
export interface ContextFlow {
  readonly reference: Reference;
  readonly reads: readonly SecretRead[];
  /** Statements that only hand the context on: they have no purpose without it. */
  readonly statements: readonly SyntaxNode[];
  /** Nothing but secrets is asked of it. */
  readonly isComplete: boolean;
}

/** The flows of all references to `current_context`, in order of path and place. */
export function contextFlows(repository: Repository, expressions: SecretExpressions): ContextFlow[] {
  const values = new Values(repository, (module, attribute) => nameOfHeld(expressions, module, attribute));
  return repository.references
    .filter(({ name, kind, guarded }) => name === CURRENT_CONTEXT && kind === "read" && !guarded)
    .map((reference) => new Flow(repository, values, reference).followed());
}

type State =
  | { readonly kind: "function" | "context" | "secrets" }
  | { readonly kind: "method"; readonly form: ReadForm }
  | { readonly kind: "group"; readonly group: string };

class Flow {
  private readonly reads = new Map<SyntaxNode, SecretRead>();
  private readonly statements = new Set<SyntaxNode>();
  private readonly seen = new Set<Binding>();
  private isComplete = true;

  constructor(
    private readonly repository: Repository,
    private readonly values: Values,
    private readonly reference: Reference,
  ) {}

  followed(): ContextFlow {
    this.follow({ kind: "function" }, this.reference.node);
    const { reference, isComplete } = this;
    return { reference, isComplete, reads: [...this.reads.values()], statements: [...this.statements] };
  }

  private follow(state: State, node: SyntaxNode): void {
    const parent = node.parent;
    if (parent?.kind === "parenthesized_expression") return this.follow(state, parent);
    if (parent?.kind === "attribute" && node.fieldName === "object") return this.followAttribute(state, parent);
    if (parent?.kind === "call" && node.fieldName === "function") return this.followCall(state, parent);
    if (parent?.kind === "assignment" && node.fieldName === "right") return this.followName(state, parent);
    if (parent?.kind === "expression_statement" && state.kind === "context") this.statements.add(parent);
    else this.isComplete = false;
  }

  private followAttribute(state: State, attribute: SyntaxNode): void {
    const name = attribute.field("attribute")?.text ?? "";
    if (state.kind === "context" && name === "secrets") return this.follow({ kind: "secrets" }, attribute);
    if (state.kind === "group") return this.addAttributeRead(attribute, state.group, name);
    if (state.kind !== "secrets" || name.startsWith("_")) {
      this.isComplete = false;
      return;
    }
    const form = METHODS[name];
    this.follow(form ? { kind: "method", form } : { kind: "group", group: name }, attribute);
  }

  private followCall(state: State, call: SyntaxNode): void {
    if (state.kind === "function") this.follow({ kind: "context" }, call);
    else if (state.kind === "method") this.addCallRead(call, state.form);
    else this.isComplete = false;
  }

  /** `ctx = current_context()`: every use of the name goes the same way. */
  private followName(state: State, assignment: SyntaxNode): void {
    const { module } = this.reference;
    const left = assignment.field("left");
    const binding = left?.kind === "identifier" ? bindingAt(module, left) : undefined;
    const statement = assignment.parent;
    const value = assignment.field("right")?.text;
    const isOnlyThis = binding?.sites.every((site) => site.kind === "assignment" && site.value?.text === value);
    if (!binding || !isOnlyThis || statement?.kind !== "expression_statement" || binding.scope.kind === "class") {
      this.isComplete = false;
      return;
    }
    this.statements.add(statement);
    if (this.seen.has(binding)) return;
    this.seen.add(binding);
    for (const use of this.repository.usesOf(binding)) {
      const base = use.module === module ? attributeChain(use.node)?.base : undefined;
      if (use.kind === "read" && base && module.scopes.bindingOf(base) === binding) this.follow(state, base);
      else this.isComplete = false;
    }
  }

  private addAttributeRead(node: SyntaxNode, group: string, key: string): void {
    const { module } = this.reference;
    const names: SecretName[] = [{ group, key, version: null, fromEnvironment: false }];
    const ways = [{ names, open: [], origin: { module, node } }];
    this.reads.set(node, { module, node, form: "value", isBinary: false, parts: { group: null, key: null }, open: [], ways });
  }

  private addCallRead(node: SyntaxNode, form: ReadForm): void {
    const { module } = this.reference;
    const given = callArguments(node, PARAMETERS);
    const valueOf = (name: string) => given.find((argument) => argument.name === name)?.value;
    const mode = valueOf("encode_mode");
    const isBinary = mode !== undefined && this.repository.constants.textOf(module, mode) !== "r";
    const places = PARAMETERS.slice(0, 3).map((name) => valueOf(name) && { module, node: valueOf(name) as SyntaxNode });
    const known = places.filter((place) => place !== undefined);
    const open = this.values.openExpressions(known);
    const isWhole = given.every(({ splat, name }) => splat === null && name !== null);
    const ways = isWhole ? this.values.waysOf(known) : undefined;
    const readWays = ways?.map((way): ReadWay => {
      const results = places.map((place) => (place ? way.results[known.indexOf(place)] : undefined) ?? NOTHING);
      const [group = NOTHING, key = NOTHING, version = NOTHING] = results;
      return {
        names: secretNames(group, key, version),
        open: open.map(({ binding }) => way.open.get(binding) ?? { alternatives: NOTHING, written: null }),
        origin: way.origin ?? { module, node },
      };
    });
    const isKnown = readWays?.every(({ names }) => names.length > 0) ?? false;
    const expressions = open.map(({ expression }) => expression);
    const parts = { group: valueOf("group") ?? null, key: valueOf("key") ?? null };
    this.reads.set(node, { module, node, form, isBinary, parts, open: expressions, ways: isKnown ? (readWays ?? null) : null });
  }
}

/** `TOKEN.group` and `TOKEN.key`, where the name holds one secret. */
function nameOfHeld(expressions: SecretExpressions, module: Module, attribute: SyntaxNode): readonly Constant[] | undefined {
  const object = attribute.field("object");
  const field = attribute.field("attribute")?.text;
  const held = object && expressions.read(module, object);
  if (!held || isList(held) || (field !== "group" && field !== "key")) return undefined;
  const declarations = declarationsOf(held);
  if (declarations.some(({ unknown }) => unknown !== null)) return undefined;
  return declarations.flatMap(({ names }) =>
    names.map((name) => ({ value: name[field], fromEnvironment: name.fromEnvironment })),
  );
}

const NOTHING: readonly Constant[] = [{ value: null, fromEnvironment: false }];

/** The binding that an assigned identifier makes. */
function bindingAt(module: Module, identifier: SyntaxNode): Binding | undefined {
  const scope = module.scopes.scopeAt(identifier);
  return scope.outerNames.get(identifier.text) === "global"
    ? scope.module.bindings.get(identifier.text)
    : scope.bindings.get(identifier.text);
}
