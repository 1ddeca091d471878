/** Turns decisions into edits: decorators, environments, overrides, then what the transforms rewrite elsewhere, then imports. */
import { flat, type Expression, type Item } from "../python/expression.ts";
import { commentsWithin } from "../python/comments.ts";
import { mergedItem } from "../python/items.ts";
import { indentAt } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { OVERRIDE_FIELDS, TASK_FIELDS } from "../flyte2/fields.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { Decision, OverridePlan, RunningTransform, TaskPlan } from "./decide.ts";
import { keepComments } from "./comments-in-bodies.ts";
import { importNames, type NeededName } from "./environment-imports.ts";
import { EnvironmentImports, insertEnvironments } from "./environment-statements.ts";
import type { Environments } from "./environments.ts";
import { addImports, removableImports, removeImports } from "./import-cleanup.ts";
import type { Ledger } from "./ledger.ts";
import { ModuleEdits } from "./module-edits.ts";
import { type FindingKinds, kindOf, type NoteRecord } from "./notes.ts";
import type { Change } from "./plan.ts";
import { makeImportsAbsolute } from "./relative-imports.ts";
import type { ModuleRewrite, Transform } from "./transform.ts";
import { UnusedImports } from "./unused-imports.ts";

export interface RewriteInput {
  readonly repository: Repository;
  readonly decision: Decision;
  readonly environments: Environments;
  readonly running: readonly RunningTransform[];
  readonly ledger: Ledger;
  readonly kinds: FindingKinds;
}

export interface Rewritten {
  readonly edits: ReadonlyMap<Module, ModuleEdits>;
  readonly notes: readonly NoteRecord[];
  readonly changes: ReadonlyMap<Module, readonly Change[]>;
}

export function rewriteRepository(input: RewriteInput): Rewritten {
  return new Rewriter(input).run();
}

class Rewriter {
  private readonly edits = new Map<Module, ModuleEdits>();
  private readonly notes: NoteRecord[] = [];
  private readonly changes = new Map<Module, Change[]>();
  private readonly environmentImports = new Map<Module, EnvironmentImports>();

  constructor(private readonly input: RewriteInput) {}

  run(): Rewritten {
    const { decision, repository } = this.input;
    for (const plan of decision.plans.values()) this.settlePlan(plan);
    for (const [task] of decision.blocked) this.settleBlocked(task.module, task.decorated);
    for (const plan of decision.plans.values()) this.rewriteDecorator(plan);
    for (const override of decision.overrides.values()) this.rewriteOverride(override);
    this.removeMappings();
    for (const module of repository.modules.all) this.runTransforms(module);
    for (const { task } of decision.plans.values()) keepComments(task, this.editsOf(task.module));
    this.insertEnvironments();
    this.cleanImports();
    return { edits: this.edits, notes: this.notes, changes: this.changes };
  }

  private editsOf(module: Module): ModuleEdits {
    const known = this.edits.get(module);
    if (known) return known;
    const edits = new ModuleEdits(module, this.input.repository.settings.lineLength);
    this.edits.set(module, edits);
    return edits;
  }

  private changed(module: Module, node: SyntaxNode, transform: string, confidence: Change["confidence"]): void {
    const changes = this.changes.get(module) ?? [];
    this.changes.set(module, changes);
    changes.push({ ...module.locate(node), transform, confidence });
  }

  /** References in the arguments that transforms took end as those transforms' notes say. */
  private settlePlan(plan: TaskPlan): void {
    const { task, notes, taken } = plan;
    const ofTheTask = notes.filter((note) => ![...taken.keys()].some((argument) => argument.contains(note.node)));
    const inReview = ofTheTask.some((note) => note.kind.confidence === "review");
    this.input.ledger.settle(task.reference.node, inReview ? "review" : "migrated", "tasks");
    this.settleTaken(task.module, plan);
    this.notes.push(...plan.notes);
  }

  private settleTaken(module: Module, { taken, notes }: Pick<TaskPlan, "taken" | "notes">): void {
    for (const [argument, transform] of taken) {
      const inReview = notes.some((note) => note.by === transform && (note.node === argument || argument.contains(note.node)));
      const outcome = inReview ? "review" : "migrated";
      this.input.ledger.settle(argument, outcome, transform);
      for (const reference of this.input.repository.referencesWithin(module, argument))
        this.input.ledger.settle(reference.node, outcome, transform);
    }
  }

  private settleBlocked(module: Module, decorated: SyntaxNode): void {
    for (const reference of this.input.repository.referencesWithin(module, decorated))
      this.input.ledger.settle(reference.node, "manual", "pipeline");
  }

  private rewriteDecorator(plan: TaskPlan): void {
    const { task } = plan;
    const environment = this.input.environments.of(task);
    if (!environment) return;
    const edits = this.editsOf(task.module);
    const items = TASK_FIELDS.flatMap((field) => {
      const fact = plan.decorator.get(field);
      return fact ? [mergedItem(`${field}=`, fact.value, fact.from)] : [];
    });
    const callee = `${environment.variable}.task`;
    const expression: Expression =
      items.length > 0 ? { kind: "call", callee, arguments: items } : { kind: "source", text: callee };
    // The grammar counts a comment behind the decorator, and its line break, as part of it.
    const old = decoratorExpression(task);
    const text = edits.layOut(expression, old, callee);
    edits.replaceRange(task.decorator.start, old.end, `@${text}`);
    this.keepComments(plan, text, edits);
    const confidence = plan.notes.length > 0 ? "review" : "exact";
    this.changed(task.module, task.decorator, task.kind === "workflow" ? "workflows" : "tasks", confidence);
  }

  /** Comments of the old decorator that neither the new one nor the environment carries stand above it. */
  private keepComments(plan: TaskPlan, decoratorText: string, edits: ModuleEdits): void {
    const { task } = plan;
    const environment = this.input.environments.of(task);
    const [first] = environment?.tasks ?? [];
    // The environment is printed from the first task's facts; the other tasks' comments are only their own.
    const facts = environment && first === task ? [...environment.facts.values()] : [];
    const items = facts.map((fact) => mergedItem("", fact.value, fact.from));
    const kept =
      decoratorText + items.map((item) => commentsOf({ kind: "display", brackets: "[]", items: [item] }).join("\n")).join("\n");
    const lost = commentsWithin(decoratorExpression(task)).filter((comment) => !kept.includes(comment));
    if (lost.length === 0) return;
    const indent = indentAt(task.module.text, task.decorator.start);
    edits.insert(task.decorator.start, lost.map((comment) => comment + edits.newline + indent).join(""));
  }

  private rewriteOverride(plan: OverridePlan): void {
    const { call } = plan;
    const { caller, overrides, module } = call;
    if (!caller || !overrides || !this.input.decision.plans.has(caller)) return;
    this.settleTaken(module, plan);
    this.notes.push(...plan.notes);
    const edits = this.editsOf(module);
    const items = overrideItems(plan);
    // A map is written as a whole, by its transform.
    if (items.length > 0 && call.form === "call") {
      const callee = `${call.callee.text}.override`;
      const [given = ""] = module.text.slice(call.callee.end, call.call.end).split(/[\r\n]/);
      const behind = given + edits.restOfLine(call.result.end);
      const text = edits.layOut({ kind: "call", callee, arguments: items }, call.callee, callee, behind);
      edits.insert(call.callee.end, text.slice(call.callee.text.length));
    }
    if (overrides.statement) edits.removeStatement(overrides.statement);
    else if (call.form === "call") edits.replaceRange(call.call.end, overrides.call.end, "");
    this.changed(module, overrides.call, "overrides", plan.notes.length > 0 ? "review" : "exact");
  }

  /** Mappings that were splatted into decorators, once nothing reads them. */
  private removeMappings(): void {
    for (const { task, mappings } of this.input.decision.plans.values()) {
      for (const binding of mappings) {
        const statement = binding.sites[0]?.statement;
        if (!statement) continue;
        this.editsOf(task.module).removeStatement(statement);
        for (const reference of this.input.repository.referencesWithin(task.module, statement)) {
          this.input.ledger.settle(reference.node, "migrated", "tasks");
        }
      }
    }
  }

  private runTransforms(module: Module): void {
    for (const { transform, run } of this.input.running) run.rewrite?.(this.moduleRewrite(module, transform));
    for (const { transform, run } of this.input.running) run.arrange?.(this.moduleRewrite(module, transform));
  }

  private moduleRewrite(module: Module, transform: Transform): ModuleRewrite {
    const { ledger, repository, kinds } = this.input;
    const owned = transform.owns.names ?? [];
    const isOwned = (name: string) => owned.some((own) => name === own || name.startsWith(`${own}.`));
    const touched = (node: SyntaxNode) => {
      this.changed(module, node, transform.id, "exact");
      return this.editsOf(module);
    };
    return {
      module,
      note: (code, node, details = {}) =>
        void this.notes.push({ kind: kindOf(kinds, code), module, node, details, by: transform.id }),
      references: repository
        .referencesIn(module)
        .filter(
          (reference) => reference.kind === "read" && isOwned(reference.name) && ledger.outcomeOf(reference.node) === undefined,
        ),
      replace: (node, replacement) => touched(node).replace(node, replacement),
      replaceBetween: (start, end, text) => this.editsOf(module).replaceRange(start, end, text),
      takeText: (start, end) => this.editsOf(module).takeText(start, end),
      removeStatement: (statement) => touched(statement).removeStatement(statement),
      overrideOf: (call) => overrideItems(this.input.decision.overrides.get(call)),
      spell: (path, node) => this.editsOf(module).names.spell(path, node),
      settle: (reference, outcome) => ledger.settle(reference.node, outcome, transform.id),
    };
  }

  /** The environment's import stands at the top, also where the task's own is tried in several ways. */
  private noteGuardedImports(module: Module, { needed }: EnvironmentImports): void {
    const { repository, kinds } = this.input;
    for (const [environment] of needed) {
      const guarded = module.imports.find(({ statement, module: name }) => {
        const isGuarded = statement.ancestor("try_statement") !== undefined;
        return isGuarded && repository.modules.layout.find(name, module.path) === environment.module.path;
      });
      if (!guarded) continue;
      const details = { slots: { environment: environment.name, module: guarded.module } };
      this.notes.push({ kind: kindOf(kinds, "imports/guarded"), module, node: guarded.statement, details, by: "imports" });
    }
  }

  private insertEnvironments(): void {
    for (const environment of this.input.environments.all) {
      const { module } = environment;
      if (this.environmentImports.has(module)) continue;
      const own = this.input.environments.all.filter((other) => other.module === module);
      const imports = new EnvironmentImports(module, own);
      this.environmentImports.set(module, imports);
      insertEnvironments(own, this.editsOf(module), (other) => imports.variableOf(other));
      this.noteGuardedImports(module, imports);
    }
  }

  /** Other modules' environments, and the image that a driver takes from another module. */
  private neededIn(module: Module): NeededName[] {
    const environments = this.environmentImports.get(module)?.needed ?? [];
    const facts = this.input.environments.all
      .filter((environment) => environment.module === module)
      .flatMap((one) => [...one.facts.values()]);
    const images = facts.map((fact) => fact.imports).filter(isDefined);
    const isBound = (name: string) => module.scopes.module.bindings.has(name);
    return [
      ...environments.map(([environment, local]) => ({ module: environment.module, name: environment.variable, local })),
      ...images.filter(({ name }) => !isBound(name)).map((needed) => ({ ...needed, local: needed.name })),
    ];
  }

  private cleanImports(): void {
    const { repository, ledger } = this.input;
    const removable = removableImports(repository, ledger);
    for (const reference of removable) ledger.settle(reference.node, "migrated", "imports");
    const byModule = groupBy(removable, ({ module }) => module);
    const unused = new UnusedImports(repository.modules);
    for (const module of byModule.keys()) this.editsOf(module);
    for (const [module, edits] of this.edits) {
      const needed = this.neededIn(module);
      const gone = byModule.get(module)?.map(({ node }) => node) ?? [];
      const isNamed = (path: string) => needed.some((name) => name.module.path === path);
      removeImports(edits, [...gone, ...unused.itemsWithoutReads(edits, isNamed)]);
      this.notes.push(...makeImportsAbsolute(edits, this.input));
      const lines = new Set(edits.names.added);
      for (const line of importNames(edits, repository, needed)) lines.add(line);
      addImports(edits, repository, lines);
    }
  }
}

/** What stands between the brackets of `.override(…)`. */
function overrideItems(plan: OverridePlan | undefined): Item[] {
  return OVERRIDE_FIELDS.flatMap((field) => {
    const fact = plan?.fields.get(field);
    return fact ? [mergedItem(`${field}=`, fact.value, fact.from)] : [];
  });
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

function decoratorExpression(task: TaskDeclaration): SyntaxNode {
  return task.decorator.parts[0] ?? task.decorator;
}

function commentsOf(expression: Expression): string[] {
  const items = expression.kind === "call" ? expression.arguments : expression.kind === "display" ? expression.items : [];
  const nested = items.flatMap((item) => [
    ...(item.comments?.above ?? []),
    item.comments?.behind ?? "",
    ...commentsOf(item.value),
  ]);
  return expression.kind === "source" && expression.text.includes("#") ? [flat(expression)] : nested;
}
