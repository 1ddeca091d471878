/**
 * Types that Flyte 2 sends in another form than Flyte 1: values that somebody stored, or that something else reads, are written
 * otherwise. `src/verify/compare/expected-differences.ts` holds the same against the SDKs.
 */
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import type { Module } from "../project/modules.ts";
import type { Definition, Meaning } from "../project/symbols.ts";
import { stringContent } from "../python/literals.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";

/** Classes for which flytekit has a form of its own and Flyte 2 has none (`TypeEngine.register` in both). */
const PICKLED_NOW =
  /^(?:numpy\.ndarray|torch\.Tensor|torch\.nn\.Module|sklearn\..+|tensorflow\.keras\.Model|keras\.Model|PIL\.Image\.Image|os\.PathLike|(?:typing|collections\.abc)\.Iterator|typing\.(?:TextIO|BinaryIO))$/;

const ENUMS = /^enum\.(?:Enum|StrEnum|IntEnum)$/;
const NAMED_TUPLES = /^(?:typing|collections)\.(?:NamedTuple|namedtuple)$/;
const LITERALS = /^typing(?:_extensions)?\.Literal$/;

/** A note for every type in the signature of a migrated task. */
export function notesOnTypes(repository: Repository, migrated: Iterable<TaskDeclaration>, kinds: FindingKinds): NoteRecord[] {
  return [...migrated].flatMap(({ module, function: definition }) => {
    const types = [definition.field("parameters"), definition.field("return_type")].flatMap(
      (node) => node?.nodesOf("type") ?? [],
    );
    const outermost = types.filter((type) => !types.some((other) => other !== type && other.contains(type)));
    return outermost.flatMap((type) =>
      changesIn(repository, module, type).map(({ code, name }) => {
        const details = { slots: { type: name } };
        return { kind: kindOf(kinds, code), module, node: type, details, by: "pipeline" };
      }),
    );
  });
}

interface Change {
  readonly code: "types/enum-names" | "types/pickled";
  /** The type as the source names it. */
  readonly name: string;
}

function changesIn(repository: Repository, module: Module, type: SyntaxNode, seen = new Set<SyntaxNode>()): Change[] {
  return repository.usesWithin(module, type).flatMap((use) => {
    const { node } = use;
    // Uses are read with the modules that mention Flyte 1; a class may stand in another one.
    const meaning = node.kind === "string" ? use.meaning : (repository.symbols.meaningOf(module, node) ?? use.meaning);
    if (meaning.kind === "external") return changesOfExternal(meaning.path, node, type);
    const definition = definitionOf(meaning);
    if (!definition || seen.has(definition.statement)) return [];
    seen.add(definition.statement);
    return changesOfDefinition(repository, definition, nameAt(node, definition.name), seen);
  });
}

function changesOfExternal(path: string, node: SyntaxNode, type: SyntaxNode): Change[] {
  if (PICKLED_NOW.test(path)) return [{ code: "types/pickled", name: nameAt(node, path) }];
  if (!LITERALS.test(path)) return [];
  const whole = node.parent?.kind === "subscript" || node.parent?.kind === "generic_type" ? node.parent : node;
  return isLiteralOfTexts(whole, type) ? [] : [{ code: "types/pickled", name: nameAt(whole, path) }];
}

/** Texts that are the whole type of an input become an enum of the same texts. */
function isLiteralOfTexts(literal: SyntaxNode, type: SyntaxNode): boolean {
  return literal.text === type.text && /\[\s*(?:(?:"[^"]*"|'[^']*')\s*,?\s*)+\]$/.test(literal.text);
}

/** A class, or a name for a type (`Colours = list[Colour]`). */
interface TypeDefinition {
  readonly module: Module;
  readonly name: string;
  readonly statement: SyntaxNode;
  readonly bases: readonly SyntaxNode[];
  /** The class's body, or the type that the name stands for. */
  readonly content: SyntaxNode;
  readonly isClass: boolean;
}

function definitionOf(meaning: Meaning | undefined): TypeDefinition | undefined {
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const { module, binding } = meaning satisfies Definition;
  const [site] = binding.sites;
  const content = site?.kind === "class" ? site.statement.field("body") : site?.value;
  if (!site || !content) return undefined;
  const bases = site.kind === "class" ? (site.statement.field("superclasses")?.parts ?? []) : [];
  return { module, name: binding.name, statement: site.statement, bases, content, isClass: site.kind === "class" };
}

function changesOfDefinition(repository: Repository, definition: TypeDefinition, name: string, seen: Set<SyntaxNode>): Change[] {
  const { module, content, isClass } = definition;
  if (!isClass) return changesIn(repository, module, content, seen);
  const ancestors = ancestorsOf(repository, definition);
  if (ancestors.some((path) => ENUMS.test(path))) return hasOtherNames(content) ? [{ code: "types/enum-names", name }] : [];
  if (ancestors.some((path) => PICKLED_NOW.test(path))) return [{ code: "types/pickled", name }];
  // The fields of a named tuple are outputs of their own; those of other classes travel inside of them, in one form.
  return ancestors.some((path) => NAMED_TUPLES.test(path)) ? changesIn(repository, module, content, seen) : [];
}

/** Dotted paths of the classes outside of the repository that a class derives from. */
function ancestorsOf(repository: Repository, { module, bases }: TypeDefinition, depth = 0): string[] {
  return bases.flatMap((base) => {
    const meaning = repository.symbols.meaningOf(module, base);
    if (meaning?.kind === "external") return [meaning.path];
    const definition = depth < 10 ? definitionOf(meaning) : undefined;
    return definition ? ancestorsOf(repository, definition, depth + 1) : [];
  });
}

/** True unless every member's value is its name. */
function hasOtherNames(body: SyntaxNode): boolean {
  const members = body.nodesOf("assignment").filter((node) => node.field("left")?.kind === "identifier");
  return members.some((member) => {
    const value = member.field("right");
    return value?.kind !== "string" || stringContent(value) !== member.field("left")?.text;
  });
}

/** As the source has it; quoted annotations hold more than the name. */
function nameAt(node: SyntaxNode, name: string): string {
  return node.kind === "string" ? name : node.text;
}
