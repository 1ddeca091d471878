/** One declared secret as Flyte 2 writes it, with what a person should know about the change. */
import type { SecretDeclaration, SecretPart } from "../../src/flyte1/secrets.ts";
import { isTargetItem, secretCall, type StoredSecret } from "../../src/flyte2/secrets.ts";
import { mergeComments, type NoteDetails } from "../../src/migrate/transform.ts";
import { commentsByItem } from "../../src/python/comments.ts";
import { type CallExpression, type Expression, type Item, source } from "../../src/python/expression.ts";
import { quote } from "../../src/python/literals.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { KnownSecret, SecretRegistry } from "./registry.ts";

/** A note as data: given by whoever places the declaration. */
export interface PlannedNote {
  readonly code: string;
  readonly node: SyntaxNode;
  readonly details: NoteDetails;
}

/**
 * `flyte.Secret(…)` for a declaration whose name is known.
 *
 * @param isInPlace true where the declaration's own names may not be visible: values are written instead of expressions
 */
export function printDeclaration(registry: SecretRegistry, declaration: SecretDeclaration, isInPlace = false): CallExpression {
  const stored = storedAs(registry, declaration);
  const isFolded = stored.group === null && declaration.group !== null && declaration.key !== null;
  const isLiteral = declaration.names.length === 1 && !declaration.names[0]?.fromEnvironment;
  const byValue = (isInPlace || isFolded) && isLiteral;
  const keyPart = declaration.key ?? declaration.group;
  const groupPart = declaration.key ? declaration.group : null;
  const key = byValue ? source(quote(stored.key)) : textOf(keyPart);
  const group = byValue ? stored.group && source(quote(stored.group)) : groupPart && textOf(groupPart);
  const variable = declaration.mount === "file" ? null : variableOf(registry, declaration);
  return withComments(secretCall(key, group || undefined, variable), declaration);
}

/** The environment variable of one declaration: the one that it chose itself, else the one of its secret. */
export function variableOf(registry: SecretRegistry, declaration: SecretDeclaration): string {
  return declaration.variable ?? secretOf(registry, declaration).variable;
}

/** Key and group of one declaration in the store: its own spelling, where Flyte 1 did not tell upper from lower case. */
export function storedAs(registry: SecretRegistry, declaration: SecretDeclaration): StoredSecret {
  const [name] = declaration.names;
  return name ? registry.storedAs(name) : secretOf(registry, declaration).stored;
}

/** @throws Error for a declaration without a name: those are never printed */
export function secretOf(registry: SecretRegistry, declaration: SecretDeclaration): KnownSecret {
  const [name] = declaration.names;
  const secret = name && registry.find([name]);
  if (!secret) throw new Error(`a secret without a name reached the printer: ${declaration.call.text}`);
  return secret;
}

/** What differs from Flyte 1 for a declaration that is rewritten. */
export function notesOn(registry: SecretRegistry, declaration: SecretDeclaration): PlannedNote[] {
  const secret = secretOf(registry, declaration);
  const stored = storedAs(registry, declaration);
  const slots = { secret: describe({ stored }), variable: variableOf(registry, declaration), path: secret.path };
  const note = (
    code: string,
    node: SyntaxNode,
    more: Readonly<Record<string, string>> = {},
    related: readonly SecretDeclaration[] = [],
  ) => ({
    code,
    node,
    details: { slots: { ...slots, ...more }, related: related.map(({ module, call }) => ({ module, node: call })) },
  });
  const notes: PlannedNote[] = [];
  const { call, version, names, mount, variable } = declaration;
  if (version) notes.push(note("secrets/group-version", version.node, { version: version.value.text }));
  if (declaration.key === null) notes.push(note("secrets/group-only", call));
  if (names.length > 1 || names.some(({ fromEnvironment }) => fromEnvironment))
    notes.push(note("secrets/name-from-environment", call));
  if (mount === "file" && variable !== null) notes.push(note("secrets/file-variable", call));
  if (secret.collidesWith && mount !== "file" && variable === null) {
    notes.push(note("secrets/name-collision", call, { other: describe(secret.collidesWith) }, secret.collidesWith.declarations));
  }
  const other = secret.declarations.find(
    (candidate) => describe({ stored: storedAs(registry, candidate) }) !== describe({ stored }),
  );
  if (other && secret.declarations.indexOf(other) < secret.declarations.indexOf(declaration)) {
    notes.push(note("secrets/same-variable", call, { other: describe({ stored: storedAs(registry, other) }) }, [other]));
  }
  const [twin] = twinsOf(registry, secret);
  if (twin) notes.push(note("secrets/same-key", call, { other: describe(twin), key: secret.stored.key }, twin.declarations));
  return notes;
}

/** Other groups' secrets with the same key, declared further up: the default secret manager cannot tell them apart. */
function twinsOf(registry: SecretRegistry, secret: KnownSecret): KnownSecret[] {
  const declared = registry.all.filter(({ declarations }) => declarations.length > 0);
  const earlier = declared.slice(0, declared.indexOf(secret));
  return earlier.filter(({ stored }) => stored.key === secret.stored.key && stored.group !== secret.stored.group);
}

/** `db/password`, as people say it. */
export function describe({ stored }: Pick<KnownSecret, "stored">): string {
  return stored.group ? `${stored.group}/${stored.key}` : stored.key;
}

function textOf(part: SecretPart | null): Expression {
  return source(part?.text ?? '""');
}

/** Comments between the arguments stay with theirs; those of arguments that are gone go to the one that took their place. */
function withComments(call: CallExpression, declaration: SecretDeclaration): CallExpression {
  const list = declaration.call.field("arguments");
  const rest = list && declaration.node === declaration.call ? commentsByItem(list).rest : [];
  const owner = (item: Item) => {
    const names = declaration.arguments.filter(({ name }) => {
      if (name === "group" || name === "key")
        return item.prefix === `${name}=` || (item.prefix === "key=" && !has(call, `${name}=`));
      return isTargetItem(item);
    });
    const comments = names.map((argument) => argument.comments);
    return mergeComments(isTargetItem(item) ? [...comments, { above: rest, behind: null }] : comments);
  };
  return { ...call, arguments: call.arguments.map((item) => ({ ...item, comments: owner(item) })) };
}

function has(call: CallExpression, prefix: string): boolean {
  return call.arguments.some((item) => item.prefix === prefix);
}
