/** Flyte 1 `Resources` objects: what an expression holds, and who else reads it (`flytekit/core/resources.py`). */
import type { ItemComments } from "../python/comments.ts";
import { callArguments } from "../python/arguments.ts";
import { NO_COMMENTS } from "../python/comments.ts";
import type { Binding, Site } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Definition } from "../project/symbols.ts";
import type { Use } from "../project/uses.ts";
import { choiceOf } from "./choices.ts";
import { constructionAt, type Construction } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** The fields in the order of the constructor. */
export const FLYTE1_FIELDS = ["cpu", "mem", "gpu", "ephemeral_storage"] as const;

export type Flyte1Field = (typeof FLYTE1_FIELDS)[number];

/** Keywords of the constructor; `storage` was its name before flytekit 1.10. */
const KEYWORDS: Readonly<Record<string, Flyte1Field>> = {
  cpu: "cpu",
  mem: "mem",
  gpu: "gpu",
  ephemeral_storage: "ephemeral_storage",
  storage: "ephemeral_storage",
};

/** The field that a keyword or an attribute of `Resources` stands for. */
export function flyte1Field(name: string): Flyte1Field | undefined {
  return Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
}

/** One field of a construction. */
export interface FieldArgument {
  /** Where the value's names mean what they mean. */
  readonly module: Module;
  readonly value: SyntaxNode;
  readonly comments: ItemComments;
}

/** One `Resources(…)`. */
export interface MadeResources {
  readonly construction: Construction;
  readonly fields: ReadonlyMap<Flyte1Field, FieldArgument>;
}

/** Resources that a module's name, or an attribute of a module's class, holds. */
export interface SharedResources {
  /** The name, or the class. */
  readonly binding: Binding;
  /** The class's attribute, else null. */
  readonly attribute: string | null;
  readonly module: Module;
  /** The places that bind it. */
  readonly sites: readonly Site[];
  /** One for each branch. */
  readonly made: readonly MadeResources[];
}

/** What an expression holds; a choice holds one of two. */
export type ResourcesExpression =
  | { readonly kind: "none" }
  | ({ readonly kind: "made" } & MadeResources)
  | {
      readonly kind: "choice";
      readonly node: SyntaxNode;
      readonly condition: SyntaxNode;
      readonly whenTrue: ResourcesExpression;
      readonly whenFalse: ResourcesExpression;
    }
  | ({ readonly kind: "shared"; readonly node: SyntaxNode } & SharedResources);

/** The resources of an expression; undefined when the source does not tell. */
export function resourcesOf(repository: Repository, module: Module, node: SyntaxNode): ResourcesExpression | undefined {
  if (node.kind === "none") return { kind: "none" };
  const made = madeAt(repository, module, node);
  if (made) return { kind: "made", ...made };
  const choice = choiceOf(node, (branch) => resourcesOf(repository, module, branch));
  if (choice) return choice.kind === "single" ? choice.value : choice;
  const meaning = repository.symbols.meaningOf(module, node);
  const shared = meaning?.kind === "definition" ? sharedResources(repository, meaning) : undefined;
  return shared && { kind: "shared", node, ...shared };
}

/** The resources that a definition holds; undefined when it can hold anything else. */
function sharedResources(repository: Repository, definition: Definition): SharedResources | undefined {
  const { binding, module, attributes } = definition;
  const [attribute = null, ...deeper] = attributes;
  if (binding.scope.kind !== "module" || deeper.length > 0) return undefined;
  const sites = attribute === null ? binding.sites : sitesInClass(module, binding, attribute);
  const made: MadeResources[] = [];
  for (const { kind, value } of sites) {
    const found = kind === "assignment" && value ? madeIn(repository, module, value) : undefined;
    if (!found) return undefined;
    made.push(...found);
  }
  return made.length > 0 ? { binding, attribute, module, sites, made } : undefined;
}

function sitesInClass(module: Module, binding: Binding, attribute: string): readonly Site[] {
  const body =
    binding.sites.length === 1 && binding.sites[0]?.kind === "class" ? binding.sites[0].statement.field("body") : undefined;
  const first = body?.children[0];
  return (first && module.scopes.scopeAt(first).bindings.get(attribute)?.sites) ?? [];
}

/** Every construction that an expression makes itself, one for each branch. */
function madeIn(repository: Repository, module: Module, node: SyntaxNode): readonly MadeResources[] | undefined {
  const made = madeAt(repository, module, node);
  if (made) return [made];
  const choice = choiceOf(node, (branch) => madeIn(repository, module, branch));
  if (!choice) return undefined;
  return choice.kind === "single" ? choice.value : [...choice.whenTrue, ...choice.whenFalse];
}

function madeAt(repository: Repository, module: Module, node: SyntaxNode): MadeResources | undefined {
  const construction = constructionAt(repository, module, node);
  if (construction?.name !== "flytekit.Resources") return undefined;
  const fields = new Map<Flyte1Field, FieldArgument>();
  for (const argument of construction.arguments) {
    const entries: Entries | undefined =
      argument.splat === "**"
        ? mappingEntries(repository, module, argument.value)
        : [[argument.name ?? "", { ...argument, module }]];
    if (!entries || argument.splat === "*") return undefined;
    for (const [name, value] of entries) {
      const field = flyte1Field(name);
      if (!field || fields.has(field)) return undefined;
      fields.set(field, value);
    }
  }
  return { construction, fields };
}

type Entries = readonly (readonly [string, FieldArgument])[];

/** The entries of a mapping that is written out here, or in a module's name that is bound once and never changed. */
function mappingEntries(repository: Repository, module: Module, node: SyntaxNode): Entries | undefined {
  const written = writtenEntries(repository, module, node);
  if (written) return written;
  const meaning = repository.symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const { binding, module: home } = meaning;
  const [site, ...others] = binding.sites;
  if (binding.scope.kind !== "module" || !site?.value || others.length > 0) return undefined;
  return repository.usesOf(binding).every(isHarmless) ? writtenEntries(repository, home, site.value) : undefined;
}

function isHarmless({ kind, node, meaning }: Use): boolean {
  if (kind === "import") return true;
  if (meaning.kind === "definition" && meaning.attributes.length > 0) return false;
  if (node.parent?.kind === "dictionary_splat") return true;
  return node.parent?.kind === "subscript" && !isAssigned(node.parent);
}

function isAssigned(node: SyntaxNode): boolean {
  return node.fieldName === "left" || node.parent?.kind === "delete_statement";
}

function writtenEntries(repository: Repository, module: Module, node: SyntaxNode): Entries | undefined {
  if (node.kind === "dictionary") {
    const entries = node.parts.map((pair): Entries[number] | undefined => {
      const [key, value] = [pair.field("key"), pair.field("value")];
      const name = key && repository.constants.textOf(module, key);
      return name === undefined || !value ? undefined : [name, { module, value, comments: NO_COMMENTS }];
    });
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  }
  const callee = node.kind === "call" ? node.field("function") : undefined;
  if (callee?.text !== "dict" || repository.symbols.meaningOf(module, callee)) return undefined;
  const given = callArguments(node);
  return given.some((argument) => argument.name === null)
    ? undefined
    : given.map(({ name, value, comments }) => [name ?? "", { module, value, comments }] as const);
}

/** A read of one field of a shared object. */
export interface FieldRead {
  readonly field: Flyte1Field;
  /** What names the field: an attribute, or the text in `getattr(LIMITS, "mem")`. */
  readonly name: SyntaxNode;
}

/**
 * The field that a use of a shared object reads: `LIMITS.mem`, `getattr(LIMITS, "mem", None)`. Undefined for anything else.
 *
 * @param attribute see {@link SharedResources.attribute}
 */
export function fieldRead(repository: Repository, use: Use, attribute: string | null): FieldRead | undefined {
  const { module, node, meaning } = use;
  if (use.kind !== "read" || meaning.kind !== "definition") return undefined;
  const path = attribute === null ? meaning.attributes : meaning.attributes.slice(1);
  if (path.length === 0) return dynamicRead(repository, module, node);
  const field = path.length === 1 ? flyte1Field(path[0] ?? "") : undefined;
  const name = node.field("attribute");
  return field && name && !isAssigned(node) ? { field, name } : undefined;
}

function dynamicRead(repository: Repository, module: Module, node: SyntaxNode): FieldRead | undefined {
  const call = node.parent?.kind === "argument_list" ? node.parent.parent : undefined;
  const callee = call?.field("function");
  if (!call || callee?.text !== "getattr" || repository.symbols.meaningOf(module, callee)) return undefined;
  const [object, name] = callArguments(call);
  if (object?.node !== node || name?.value.kind !== "string") return undefined;
  const field = flyte1Field(repository.constants.textOf(module, name.value) ?? "");
  return field && { field, name: name.value };
}

/** True when code sets a field of a shared object (`LIMITS.mem = …`, `setattr(LIMITS, …)`): its values are not what was written. */
export function isChanged(repository: Repository, { binding }: SharedResources): boolean {
  return repository.usesOf(binding).some(({ module, node, meaning }) => {
    const hasAttributes = meaning.kind === "definition" && meaning.attributes.length > 0;
    if (hasAttributes && isAssigned(node)) return true;
    const callee = node.parent?.kind === "argument_list" ? node.parent.parent?.field("function") : undefined;
    return callee?.text === "setattr" && !repository.symbols.meaningOf(module, callee);
  });
}

/** Every shared object of the repository, in order of path and place. */
export function findSharedResources(repository: Repository): SharedResources[] {
  const found = new Map<Site, SharedResources>();
  for (const { module, node, name } of repository.references) {
    if (name !== "flytekit.Resources" || node.parent?.kind !== "call") continue;
    const target = node.ancestor("assignment")?.field("left");
    const definition = target?.kind === "identifier" ? definitionOf(module, target) : undefined;
    const shared = definition && sharedResources(repository, definition);
    const first = shared?.sites[0];
    if (shared && first) found.set(first, shared);
  }
  return [...found.values()];
}

/** A module's name, or an attribute in the body of a class of the module. */
function definitionOf(module: Module, target: SyntaxNode): Definition | undefined {
  const scope = module.scopes.scopeAt(target);
  const own = scope.bindings.get(target.text);
  if (scope.kind === "module") return own && { kind: "definition", module, binding: own, attributes: [] };
  const owner = scope.kind === "class" ? scope.node.field("name") : undefined;
  const binding = owner && scope.parent?.kind === "module" ? scope.parent.bindings.get(owner.text) : undefined;
  return own && binding && { kind: "definition", module, binding, attributes: [target.text] };
}
