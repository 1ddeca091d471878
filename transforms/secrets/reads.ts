/** Reads of secrets: which secret each one gives, and the Flyte 2 code in its place. */
import type { Repository } from "../../src/flyte1/repository.ts";
import type { ContextFlow, SecretRead } from "../../src/flyte1/secrets-reads.ts";
import type { SecretDeclaration } from "../../src/flyte1/secrets.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { describe, secretOf, variableOf } from "./declarations.ts";
import { runsAtImport, tasksReaching, usesAround } from "./reach.ts";
import { type ReadCase, type ReadPrinter, readText } from "./read-text.ts";
import type { KnownSecret, SecretRegistry } from "./registry.ts";

/** What a read gives, once every name of it is known. */
export interface ResolvedRead {
  readonly read: SecretRead;
  readonly cases: readonly ReadCase[];
  readonly secrets: readonly KnownSecret[];
  readonly isFile: boolean;
}

/** What resolving reads needs to know. */
export interface ReadContext {
  readonly context: MigrationContext;
  readonly registry: SecretRegistry;
  /** The secrets that a task asks for; undefined when the source does not say. */
  requestsOf(task: TaskDeclaration): readonly SecretDeclaration[] | undefined;
}

/** Undefined when a name is not in the source, or when files and variables come to one read. */
export function resolveRead(reading: ReadContext, original: SecretRead): ResolvedRead | undefined {
  const read = byBranches(reading.registry, original);
  if (!read.ways) return undefined;
  const task = reading.context.repository.taskAround(read.module, read.node);
  const requested = (task && reading.requestsOf(task)) ?? [];
  const cases: ReadCase[] = [];
  const secrets: KnownSecret[] = [];
  const mounts = new Set<boolean>();
  for (const { names, open } of read.ways) {
    const secret = reading.registry.find(names);
    const isFixed = open.every(({ alternatives: [only, ...others] }) => others.length === 0 && only?.fromEnvironment === false);
    if (!secret || !isFixed) return undefined;
    const own = requested.find((declaration) => secretOf(reading.registry, declaration) === secret);
    const isFile = own ? own.mount === "file" : secret.isFile;
    const variable = own ? variableOf(reading.registry, own) : secret.variable;
    const isPath = read.form === "file-path" || (read.form === "value" && isFile);
    mounts.add(isFile);
    secrets.push(secret);
    cases.push({ open, target: isPath ? secret.path : variable });
  }
  const [isFile = false] = mounts;
  return mounts.size > 1 && read.form === "value" ? undefined : { read, cases, secrets, isFile };
}

/** A read whose name depends on a branch, as one way for each name: the group or the key then tells the secrets apart. */
function byBranches(registry: SecretRegistry, read: SecretRead): SecretRead {
  const [way, ...others] = read.ways ?? [];
  if (!way || others.length > 0 || read.open.length > 0 || registry.find(way.names)) return read;
  const differing = (["group", "key"] as const).filter((part) => new Set(way.names.map((name) => name[part])).size > 1);
  const open = differing.flatMap((part) => read.parts[part] ?? []);
  const ways = way.names.map((name) => {
    const values = differing.map((part) => ({
      alternatives: [{ value: name[part], fromEnvironment: name.fromEnvironment }],
      written: null,
    }));
    return { names: [name], open: values, origin: way.origin };
  });
  return open.length === differing.length ? { ...read, open, ways } : read;
}

/** Rewrites everything that one `current_context()` leads to, or says why not. */
export function rewriteFlow(
  reading: ReadContext,
  rewrite: ModuleRewrite,
  flow: ContextFlow,
  width: number,
  done: Set<SyntaxNode>,
): void {
  if (!flow.isComplete || !isMigrated(reading.context, flow)) return;
  const resolved = flow.reads.map((read) => resolveRead(reading, read));
  const unknown = flow.reads.filter((_, index) => resolved[index] === undefined);
  for (const read of unknown) rewrite.note("secrets/unknown-name", read.node, { slots: { expression: shownText(read.node) } });
  if (unknown.length > 0) return rewrite.settle(flow.reference, "manual");
  const readers = flow.reads.flatMap((read) => tasksReaching(reading.context.repository, read));
  const staying = readers.filter((task) => !reading.context.isMigrated(task));
  if (readers.length > 0 && staying.length === readers.length) return leaveReads(rewrite, flow, staying);
  const printer: ReadPrinter = { rewrite, symbols: reading.context.repository.symbols, width };
  let inReview = false;
  for (const found of resolved) {
    if (!found || done.has(found.read.node)) continue;
    done.add(found.read.node);
    rewrite.replace(found.read.node, readText(printer, found.read, found.cases, found.isFile));
    inReview = noteRead(reading.context.repository, rewrite, found) || inReview;
    if (staying.length > 0) noteStaying(rewrite, found, staying);
  }
  for (const statement of flow.statements) if (!done.has(statement)) rewrite.removeStatement(statement);
  for (const statement of flow.statements) done.add(statement);
  rewrite.settle(flow.reference, inReview || staying.length > 0 ? "review" : "migrated");
}

/** Everything in a task goes with the task: nothing is rewritten in one that stays Flyte 1. */
function isMigrated(context: MigrationContext, flow: ContextFlow): boolean {
  const { repository } = context;
  const { module } = flow.reference;
  return [flow.reference.node, ...flow.reads.map(({ node }) => node)].every((node) => {
    const task = repository.taskAround(module, node);
    return !task || context.isMigrated(task);
  });
}

/** Says what a person should look at; true when there is something. */
function noteRead(repository: Repository, rewrite: ModuleRewrite, { read, secrets, isFile }: ResolvedRead): boolean {
  const slots = {
    secret: describeAll(secrets),
    path: secrets[0]?.path ?? "",
    missing: isFile ? "FileNotFoundError" : "KeyError",
  };
  const catching = read.form === "value" ? [read, ...usesAround(repository, read)].filter(({ node }) => isCaught(node)) : [];
  const codes = [
    read.form === "file-path" || (read.form === "value" && isFile) ? "secrets/file-path" : null,
    runsAtImport(read.module, read.node) ? "secrets/import-time" : null,
  ].filter((code) => code !== null);
  for (const code of codes) rewrite.note(code, read.node, { slots });
  const related = catching.filter(({ node }) => node !== read.node);
  if (catching.length > 0) rewrite.note("secrets/missing-raises-key-error", read.node, { slots, related });
  return codes.length > 0 || catching.length > 0;
}

function leaveReads(rewrite: ModuleRewrite, { reference, reads }: ContextFlow, staying: readonly TaskDeclaration[]): void {
  const slots = { tasks: taskNames(staying) };
  for (const { node } of reads)
    rewrite.note("secrets/read-stays-flyte1", node, { slots: { ...slots, expression: shownText(node) } });
  rewrite.settle(reference, "manual");
}

function taskNames(tasks: readonly TaskDeclaration[]): string {
  return [...new Set(tasks.map(({ name }) => `\`${name}\``))].join(", ");
}

/** Code as it stands in a sentence: on one line, and not too long for it. */
export function shownText(node: SyntaxNode): string {
  const text = node.text.replaceAll(/\s+/g, " ");
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

const MAX_SHOWN = 80;

function noteStaying(rewrite: ModuleRewrite, { read, secrets }: ResolvedRead, staying: readonly TaskDeclaration[]): void {
  const related = staying.map(({ module, decorator }) => ({ module, node: decorator }));
  rewrite.note("secrets/still-read-by-flyte1", read.node, {
    slots: { secret: describeAll(secrets), tasks: taskNames(staying) },
    related,
  });
}

function describeAll(secrets: readonly KnownSecret[]): string {
  return [...new Set(secrets.map(describe))].join(", ");
}

/** True for a place whose `ValueError` is expected in the same function: by an `except`, or by `pytest.raises`. */
function isCaught(place: SyntaxNode): boolean {
  for (let inner = place, outer = place.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.kind === "function_definition" || outer.kind === "lambda") return false;
    if (inner.fieldName !== "body") continue;
    const expecting = outer.children.filter(({ kind }) => kind === "except_clause" || kind === "with_clause");
    if (expecting.some(namesValueError)) return true;
  }
  return false;
}

function namesValueError(clause: SyntaxNode): boolean {
  const expected = clause.kind === "except_clause" ? clause.field("value") : clause;
  return (expected?.nodesOf("identifier") ?? []).some((node) => node.text === "ValueError");
}

/** Reads by the repository's flows, each once. */
export function readsOf(flows: readonly ContextFlow[]): SecretRead[] {
  const byNode = new Map(
    flows.filter(({ isComplete }) => isComplete).flatMap(({ reads }) => reads.map((read) => [read.node, read])),
  );
  return [...byNode.values()];
}
