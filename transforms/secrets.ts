/** Secrets: declared by the environment, read from the process's environment variables. */
import {
  declarationsOf,
  holdersOf,
  type SecretExpression,
  SecretExpressions,
  type SecretHolder,
} from "../src/flyte1/secrets-requests.ts";
import { contextFlows, type ContextFlow, CURRENT_CONTEXT, type SecretRead } from "../src/flyte1/secrets-reads.ts";
import { SECRET, type SecretDeclaration, SecretDeclarations } from "../src/flyte1/secrets.ts";
import { resolveArguments } from "../src/flyte1/splats.ts";
import { flyte1CallsAround } from "../src/flyte1/surrounding-calls.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { PlannedSecret } from "../src/migrate/plan.ts";
import {
  defineTransform,
  type MigrationContext,
  type ModuleRewrite,
  type TaskTarget,
  type TransformRun,
} from "../src/migrate/transform.ts";
import type { Use } from "../src/project/uses.ts";
import type { Expression } from "../src/python/expression.ts";
import type { Binding } from "../src/python/scopes.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { describe, notesOn, printDeclaration, secretOf, storedAs, variableOf } from "./secrets/declarations.ts";
import { definitionEdits } from "./secrets/definitions.ts";
import { rewriteFileVariables, rewritePrefixedNames } from "./secrets/environment-reads.ts";
import { SECRETS_FINDINGS } from "./secrets/findings.ts";
import { Holders } from "./secrets/holders.ts";
import { tasksReaching } from "./secrets/reach.ts";
import { type ReadContext, readsOf, resolveRead, rewriteFlow, shownText } from "./secrets/reads.ts";
import { type KnownSecret, SecretRegistry } from "./secrets/registry.ts";
import { obstacle, printRequests } from "./secrets/requests.ts";

export default defineTransform({
  id: "secrets",
  title: "secret_requests become the environment's secrets, reads become os.environ",
  owns: { taskArguments: ["secret_requests"], names: [SECRET, CURRENT_CONTEXT] },
  findings: SECRETS_FINDINGS,
  example: {
    before: `from flytekit import Secret, current_context, task


@task(secret_requests=[Secret(group="db", key="password")])
def connect() -> int:
    password = current_context().secrets.get("db", "password")
    return len(password)
`,
    after: `import os

import flyte

env = flyte.TaskEnvironment(
    name="pipeline",
    secrets=[flyte.Secret(key="password", group="db", as_env_var="DB_PASSWORD")],
)


@env.task
def connect() -> int:
    password = os.environ["DB_PASSWORD"]
    return len(password)
`,
  },
  begin: (context) => new SecretsRun(context),
});

class SecretsRun implements TransformRun, ReadContext {
  readonly registry: SecretRegistry;
  private readonly declarations: SecretDeclarations;
  private readonly expressions: SecretExpressions;
  private readonly holders: Holders;
  private readonly flows: readonly ContextFlow[];
  private readonly reads: readonly SecretRead[];
  private readonly rewritten = new Set<SecretDeclaration>();
  private reached: ReadonlyMap<TaskDeclaration, readonly ReachedRead[]> | undefined;

  constructor(readonly context: MigrationContext) {
    const { repository } = context;
    this.declarations = new SecretDeclarations(repository);
    this.expressions = new SecretExpressions(repository, this.declarations);
    this.holders = new Holders(context, this.expressions);
    this.flows = contextFlows(repository, this.expressions);
    this.reads = readsOf(this.flows);
    this.registry = new SecretRegistry(this.declarations.all, this.reads, repository.settings.secretNames);
  }

  /** Reads in a task that cannot be rewritten are notes of that task; elsewhere the tasks that come to them stay. */
  supports(reference: Reference): boolean {
    const flow = this.flows.find((candidate) => candidate.reference === reference);
    if (!flow?.isComplete) return false;
    const isInTask = this.context.repository.taskAround(reference.module, reference.node) !== undefined;
    return isInTask || flow.reads.every((read) => resolveRead(this, read) !== undefined);
  }

  translate(task: TaskDeclaration, target: TaskTarget): void {
    const argument = target.take("secret_requests");
    if (argument && !isNothing(argument.value)) {
      const requests = this.expressions.read(task.module, argument.value);
      const printed = requests && printRequests({ registry: this.registry, holders: this.holders }, requests);
      if (printed) target.environment("secrets", printed, argument);
      else this.noteObstacle(target, argument.value, requests);
      for (const { binding } of requests ? holdersOf(requests) : []) target.refer(binding);
      if (printed && requests) this.noteInline(target, argument.value, requests);
    }
    this.noteUnknownReads(task, target);
    this.noteReachedReads(task, target);
  }

  acceptsUse(binding: Binding, use: Use): boolean {
    return this.holders.acceptsUse(binding, use);
  }

  rewrite(module: ModuleRewrite): void {
    if (this.declarations.all.length === 0 && this.flows.length === 0) return;
    this.rewriteDefinitions(module);
    const unsettled = new Set(module.references);
    const done = new Set<SyntaxNode>();
    for (const flow of this.flows) {
      if (unsettled.has(flow.reference)) rewriteFlow(this, module, flow, this.context.repository.settings.lineLength, done);
    }
    rewritePrefixedNames(this.context, this.registry, module);
    rewriteFileVariables(this.context, this.registry, module);
  }

  secrets(): readonly PlannedSecret[] {
    const asked = new Set(this.rewritten);
    for (const task of this.context.repository.tasks) {
      if (!this.context.isMigrated(task)) continue;
      for (const declaration of this.requestsOf(task) ?? []) asked.add(declaration);
    }
    const planned = new Map<string, PlannedSecret>();
    for (const declaration of this.declarations.all) {
      if (!asked.has(declaration)) continue;
      const stored = storedAs(this.registry, declaration);
      const variable = declaration.mount === "file" ? null : variableOf(this.registry, declaration);
      const name = JSON.stringify([stored, variable]);
      const declarations = [...(planned.get(name)?.declarations ?? []), declaration.module.locate(declaration.call)];
      planned.set(name, { ...stored, variable, declarations });
    }
    return [...planned.values()];
  }

  requestsOf(task: TaskDeclaration): readonly SecretDeclaration[] | undefined {
    const argument = resolveArguments(this.context.repository, task).arguments.findLast(({ name }) => name === "secret_requests");
    if (!argument || isNothing(argument.value)) return [];
    const requests = this.expressions.read(task.module, argument.value);
    const declared = requests && declarationsOf(requests);
    return declared?.every(({ unknown }) => unknown === null) ? declared : undefined;
  }

  private noteObstacle(target: TaskTarget, node: SyntaxNode, requests: SecretExpression | undefined): void {
    const why = requests ? obstacle({ registry: this.registry, holders: this.holders }, requests) : "form";
    const code = {
      "unknown-name": "secrets/unknown-name",
      pinned: "secrets/shared-with-flyte1",
      form: "secrets/unknown-requests",
    }[why];
    target.note(code, node, { slots: { expression: shownText(node) } });
  }

  /** Notes on what is declared in the decorator itself; definitions elsewhere get theirs where they stand. */
  private noteInline(target: TaskTarget, argument: SyntaxNode, requests: SecretExpression): void {
    for (const declaration of declarationsOf(requests)) {
      if (!argument.contains(declaration.node)) continue;
      for (const { code, node, details } of notesOn(this.registry, declaration)) target.note(code, node, details);
    }
  }

  private noteUnknownReads(task: TaskDeclaration, target: TaskTarget): void {
    for (const read of this.reads) {
      if (read.module !== task.module || !task.function.contains(read.node) || resolveRead(this, read)) continue;
      target.note("secrets/unknown-name", read.node, { slots: { expression: shownText(read.node) } });
    }
  }

  /** Compares what the task comes to read with what it asks for. */
  private noteReachedReads(task: TaskDeclaration, target: TaskTarget): void {
    const requested = this.requestsOf(task);
    if (!requested) return;
    for (const { read, secret } of this.readsReachedBy(task)) {
      const declared = requested.find((declaration) => secretOf(this.registry, declaration) === secret);
      const isOwn = read.module === task.module && task.function.contains(read.node);
      const place = isOwn ? read.node : task.decorator;
      const slots = { task: task.name, secret: describe(secret) };
      const related = isOwn ? [] : [{ module: read.module, node: read.node }];
      if (!declared) target.note("secrets/not-declared", place, { slots, related });
      else if (!isOwn && read.form === "value" && !isReceivedAs(this.registry, declared, secret)) {
        target.note("secrets/received-differently", place, { slots, related });
      }
    }
  }

  /** Computed at the first question, and only from the reads backwards: most functions have nothing to do with secrets. */
  private readsReachedBy(asked: TaskDeclaration): readonly ReachedRead[] {
    if (!this.reached) {
      const reached = new Map<TaskDeclaration, ReachedRead[]>();
      for (const read of this.reads) {
        const resolved = resolveRead(this, read);
        for (const [index, way] of (resolved?.read.ways ?? []).entries()) {
          const secret = resolved?.secrets[index];
          const tasks = secret ? tasksReaching(this.context.repository, way.origin) : [];
          for (const task of tasks) reached.set(task, [...(reached.get(task) ?? []), ...(secret ? [{ read, secret }] : [])]);
        }
      }
      this.reached = reached;
    }
    return this.reached.get(asked) ?? [];
  }

  private rewriteDefinitions(rewrite: ModuleRewrite): void {
    const { module } = rewrite;
    const unsettled = new Set(rewrite.references.map((reference) => reference.node));
    const free: SyntaxNode[] = [];
    for (const [node, declared] of this.declarations.in(module)) {
      if (!declared.every(({ call }) => unsettled.has(call.field("function") ?? call))) continue;
      const holder = this.expressions.holderAround(module, node);
      // An argument of something that stays stays with it.
      if (!holder && flyte1CallsAround(this.context.repository, module, node).length > 0) continue;
      const isUnknown = declared.some(({ unknown }) => unknown !== null);
      if (!isUnknown && holder && this.holders.isFree(holder)) free.push(node);
      else if (isUnknown) this.leave(rewrite, node, "secrets/unknown-name", { expression: shownText(node) });
      else if (holder) this.leave(rewrite, node, "secrets/stays-flyte1", { name: nameOf(holder) });
    }
    for (const { node, expression } of definitionEdits(free, (declaration) => this.print(declaration)))
      rewrite.replace(node, expression);
    for (const node of free) this.settleDefinition(rewrite, node);
  }

  private print(node: SyntaxNode): readonly Expression[] {
    return (this.declarations.at(node) ?? []).map((declaration) => printDeclaration(this.registry, declaration));
  }

  private leave(rewrite: ModuleRewrite, node: SyntaxNode, code: string, slots: Readonly<Record<string, string>>): void {
    rewrite.note(code, node, { slots });
    this.settleInside(rewrite, node, "manual");
  }

  private settleDefinition(rewrite: ModuleRewrite, node: SyntaxNode): void {
    const declared = this.declarations.at(node) ?? [];
    const notes = declared.flatMap((declaration) => notesOn(this.registry, declaration));
    for (const { code, node: place, details } of notes) rewrite.note(code, place, details);
    for (const declaration of declared) this.rewritten.add(declaration);
    this.settleInside(rewrite, node, notes.length > 0 ? "review" : "migrated");
    this.rewriteAnnotation(rewrite, node);
  }

  /** `TOKEN: Secret = …` and `ALL: list[Secret] = …`. */
  private rewriteAnnotation(rewrite: ModuleRewrite, node: SyntaxNode): void {
    const type = node.ancestor("assignment")?.field("type");
    for (const reference of rewrite.references) {
      if (reference.name !== SECRET || !type?.contains(reference.node)) continue;
      rewrite.replace(reference.node, rewrite.spell("flyte.Secret", reference.node));
      rewrite.settle(reference, "migrated");
    }
  }

  private settleInside(rewrite: ModuleRewrite, node: SyntaxNode, outcome: "migrated" | "review" | "manual"): void {
    for (const reference of rewrite.references) if (node.contains(reference.node)) rewrite.settle(reference, outcome);
  }
}

/** A secret that a task comes to read. */
interface ReachedRead {
  readonly read: SecretRead;
  readonly secret: KnownSecret;
}

/** True when a declaration gives the secret in the way in which reads outside of tasks expect it. */
function isReceivedAs(registry: SecretRegistry, declaration: SecretDeclaration, secret: KnownSecret): boolean {
  if (declaration.mount === "file" || secret.isFile) return declaration.mount === "file" && secret.isFile;
  return variableOf(registry, declaration) === secret.variable;
}

function nameOf({ binding, member }: SecretHolder): string {
  return member === null ? binding.name : `${binding.name}.${member}`;
}

/** `secret_requests=None` and an empty list. */
function isNothing(value: SyntaxNode): boolean {
  return value.kind === "none" || ((value.kind === "list" || value.kind === "tuple") && value.parts.length === 0);
}
