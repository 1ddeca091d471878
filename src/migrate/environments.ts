/**
 * Task environments: which tasks share one, what it is called, and which other environments it needs.
 *
 * Tasks of a module with equal environment-level facts share an environment. A former workflow shares its module's plain
 * environment (one with nothing but an image) unless a cycle comes of it.
 */
import { flat } from "../python/expression.ts";
import { firstFree } from "../python/free-name.ts";
import type { Binding } from "../python/scopes.ts";
import type { TaskCall } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { type DeclaredEnvironment, environmentName as declaredName } from "../flyte2/declared-tasks.ts";
import { environmentName, environmentVariable } from "../flyte2/environment-names.ts";
import { ENVIRONMENT_FIELDS, type EnvironmentField } from "../flyte2/fields.ts";
import { groupBy } from "../project/group-by.ts";
import { ImportGraph } from "../project/import-graph.ts";
import type { Module } from "../project/modules.ts";
import type { Decision, Fact, TaskPlan } from "./decide.ts";
import { findSubmissions } from "./submissions.ts";
import { distinguishingWord } from "./distinguishing-word.ts";
import { driverImage } from "./driver-image.ts";
import type { NoteRecord } from "./notes.ts";

/** An environment in the making. */
export interface Environment {
  readonly module: Module;
  readonly facts: ReadonlyMap<EnvironmentField, Fact>;
  /** In source order. */
  readonly tasks: TaskDeclaration[];
  name: string;
  variable: string;
  /** Environments of the tasks that this one's tasks call, without cycles. */
  readonly dependsOn: Environment[];
}

export interface Environments {
  readonly all: readonly Environment[];
  of(task: TaskDeclaration): Environment | undefined;
  readonly notes: readonly NoteRecord[];
}

/** Gives the environment that stands in the code already; one object for one binding. */
type Existing = (found: DeclaredEnvironment) => Environment;

export function placeEnvironments(
  repository: Repository,
  decision: Decision,
  calls: readonly TaskCall[],
  note: (code: string, module: Module, node: TaskDeclaration["function"], slots: Record<string, string>) => NoteRecord,
): Environments {
  const notes: NoteRecord[] = [];
  const byModule = groupBy(decision.plans.values(), (plan) => plan.task.module);
  const groups: Environment[] = [];
  for (const [module, plans] of byModule) groups.push(...groupTasks(repository, module, plans, calls, decision, note, notes));
  const environmentOf = new Map<TaskDeclaration, Environment>();
  const assign = (environment: Environment) => environment.tasks.forEach((task) => environmentOf.set(task, environment));
  groups.forEach(assign);
  const existing = existingEnvironments();
  const edges = findSubmissions(repository).map((submission): Edge => {
    const to = () => (submission.kind === "task" ? environmentOf.get(submission.task) : existing(submission.environment));
    return { from: submission.driver, to };
  });

  // A workflow that shares an environment can close a circle that its calls alone do not have.
  for (const environment of groups.slice()) {
    if (environment.tasks.length < 2 || !isInCircle(environment, edges, environmentOf)) continue;
    for (const task of environment.tasks.slice()) {
      if (task.kind !== "workflow" || environment.tasks.length < 2) continue;
      environment.tasks.splice(environment.tasks.indexOf(task), 1);
      const own: Environment = { ...environment, tasks: [task], dependsOn: [] };
      groups.push(own);
      assign(own);
    }
  }

  const cycles: [code: string, TaskDeclaration, Environment, Environment][] = [];
  const imports = new ImportGraph(repository.modules, repository.concerned);
  for (const edge of edges) {
    const [from, to] = [environmentOf.get(edge.from), edge.to()];
    if (!from || !to || from === to || from.dependsOn.includes(to)) continue;
    if (dependsOn(to, from)) cycles.push(["environments/cycle", edge.from, from, to]);
    else if (from.module !== to.module && !imports.canImportFrom(from.module, to.module)) {
      cycles.push(["environments/import-cycle", edge.from, from, to]);
    } else {
      from.dependsOn.push(to);
      imports.add(from.module, to.module);
    }
  }
  separateUnreachable(groups, assign);
  groups.sort((a, b) => (a.module.path < b.module.path ? -1 : a.module.path > b.module.path ? 1 : firstStart(a) - firstStart(b)));
  nameEnvironments(groups, namesInUse(repository));
  for (const [code, driver, from, to] of cycles) {
    notes.push(note(code, driver.module, driver.function, { environment: from.name, other: to.name }));
  }
  return { all: groups, of: (task) => environmentOf.get(task), notes };
}

/** A driver and the environment of something that it submits, which can change while workflows move to environments of their own. */
interface Edge {
  readonly from: TaskDeclaration;
  readonly to: () => Environment | undefined;
}

function existingEnvironments(): Existing {
  const known = new Map<Binding, Environment>();
  return ({ module, binding }) => {
    const environment = known.get(binding) ?? {
      module,
      facts: new Map(),
      tasks: [],
      name: "",
      variable: binding.name,
      dependsOn: [],
    };
    known.set(binding, environment);
    return environment;
  };
}

/** Names of environments that stand in the code, by module. */
function namesInUse(repository: Repository): ReadonlyMap<Module, readonly string[]> {
  const names = new Map<Module, readonly string[]>();
  for (const module of repository.modules.all) {
    const sites = [...module.scopes.module.bindings.values()].flatMap((binding) => binding.sites);
    const found = sites.flatMap(({ value }) => (value && declaredName(repository.symbols, module, value)) ?? []);
    if (found.length > 0) names.set(module, found);
  }
  return names;
}

function groupTasks(
  repository: Repository,
  module: Module,
  plans: readonly TaskPlan[],
  calls: readonly TaskCall[],
  decision: Decision,
  note: Parameters<typeof placeEnvironments>[3],
  notes: NoteRecord[],
): Environment[] {
  const groups = new Map<string, Environment>();
  const add = (task: TaskDeclaration, facts: ReadonlyMap<EnvironmentField, Fact>) => {
    const key = factsKey(facts);
    const group = groups.get(key) ?? { module, facts, tasks: [], name: "", variable: "", dependsOn: [] };
    groups.set(key, group);
    group.tasks.push(task);
  };
  for (const plan of plans) if (plan.task.kind !== "workflow") add(plan.task, plan.environment);
  for (const { task, environment } of plans) {
    if (task.kind !== "workflow") continue;
    const image = driverImage(repository, task, plans, calls, decision);
    if (image.several)
      notes.push(note("environments/driver-image", module, task.function, { task: task.name, image: image.shown }));
    add(task, new Map([...environment, ...(image.fact ? [["image", image.fact] as const] : [])]));
  }
  for (const group of groups.values()) group.tasks.sort((a, b) => a.decorated.start - b.decorated.start);
  return [...groups.values()];
}

function factsKey(facts: ReadonlyMap<EnvironmentField, Fact>): string {
  return ENVIRONMENT_FIELDS.flatMap((field) => {
    const fact = facts.get(field);
    return fact ? [`${field}=${flat(fact.value)}`] : [];
  }).join("\n");
}

/** True when the environment's calls lead back to it through another environment. */
function isInCircle(
  start: Environment,
  edges: readonly Edge[],
  environmentOf: ReadonlyMap<TaskDeclaration, Environment>,
): boolean {
  const seen = new Set<Environment>();
  const open = [start];
  for (let current = open.pop(); current; current = open.pop()) {
    for (const edge of edges) {
      if (environmentOf.get(edge.from) !== current) continue;
      const next = edge.to();
      if (!next || next === current || seen.has(next)) continue;
      if (next === start) return true;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

function dependsOn(from: Environment, to: Environment): boolean {
  return from.dependsOn.some((next) => next === to || dependsOn(next, to));
}

/**
 * An environment is defined before the one that depends on it, at that one's first task if need be. Where a name that it refers
 * to is not bound yet at that place, the driver gets an environment of its own, which then stands further down.
 */
function separateUnreachable(groups: Environment[], assign: (environment: Environment) => void): void {
  for (const environment of groups.slice()) {
    const [first] = environment.tasks;
    if (!first) continue;
    const needed = environment.dependsOn.filter((other) => other.module === environment.module);
    if (needed.every((other) => boundBefore(other) <= first.decorated.start)) continue;
    const drivers = environment.tasks.filter((task) => task.kind === "workflow");
    if (drivers.length === 0 || drivers.length === environment.tasks.length) continue;
    for (const driver of drivers) environment.tasks.splice(environment.tasks.indexOf(driver), 1);
    const own: Environment = { ...environment, tasks: drivers, dependsOn: [...environment.dependsOn, environment] };
    environment.dependsOn.length = 0;
    groups.push(own);
    assign(own);
  }
}

/** Offset behind which every name that the environment refers to is bound. */
function boundBefore(environment: Environment): number {
  let end = 0;
  const text = [...environment.facts.values()].map((fact) => flat(fact.value)).join(" ");
  const bindings = environment.module.scopes.module.bindings;
  // Not the attribute in `flyte.Resources`, and not the keyword in `cpu=1`.
  for (const word of new Set(text.match(/(?<![\w.])[A-Za-z_]\w*\b(?!=[^=])/g))) {
    for (const site of bindings.get(word)?.sites ?? []) {
      // A use cannot be moved above its definition; what is bound later still was bound before the first task that used it.
      if (site.statement.start < firstStart(environment)) end = Math.max(end, site.statement.end);
    }
  }
  for (const other of environment.dependsOn) if (other.module === environment.module) end = Math.max(end, boundBefore(other));
  return end;
}

function firstStart(environment: Environment): number {
  return environment.tasks[0]?.decorated.start ?? 0;
}

/** True when nothing but an image sets the environment up: a former workflow may live in it. */
function isPlain(environment: Environment): boolean {
  return [...environment.facts.keys()].every((field) => field === "image");
}

function nameEnvironments(groups: readonly Environment[], inUse: ReadonlyMap<Module, readonly string[]>): void {
  const taken = new Set([...inUse.values()].flat());
  for (const [module, environments] of groupBy(groups, (group) => group.module)) {
    const plain = environments.length === 1 ? environments[0] : environments.find(isPlain);
    const variables = new Set<string>();
    // The plain one takes the module's own name, wherever it stands.
    const ordered = plain ? [plain, ...environments.filter((environment) => environment !== plain)] : environments;
    for (const environment of ordered) {
      const isFirst = environment === plain && !inUse.has(module);
      const word = isFirst ? "" : distinguishingWord(environment, environments) || (environment.tasks[0]?.name ?? "");
      environment.name = uniqueName(taken, module, word);
      environment.variable = uniqueVariable(variables, module, word === "" ? "env" : environmentVariable(word), environment);
    }
  }
}

function uniqueName(taken: Set<string>, module: Module, word: string): string {
  const dotted = module.name.split(".");
  const byPath = module.path.replace(/(\/__init__)?\.py$/, "").split("/");
  const candidates = [environmentName(...dotted, word), environmentName(...byPath, word)].flatMap((name) => name ?? []);
  const numbered = (number: number) => environmentName(...byPath, word, String(number)) ?? `env-${number}`;
  const name = firstFree(candidates, numbered, (candidate) => !taken.has(candidate));
  taken.add(name);
  return name;
}

/** A variable that no scope of the module binds, so that nothing captures it. */
function uniqueVariable(taken: Set<string>, module: Module, wanted: string, environment: Environment): string {
  const isFree = (name: string) => !taken.has(name) && !module.scopes.module.bindsBelow(name);
  const lastPart = module.name.split(".").at(-1) ?? "";
  const candidates = [wanted, environmentVariable(lastPart), environmentVariable(environment.tasks[0]?.name ?? "")];
  const name = firstFree(candidates, (number) => `${wanted}_${number}`, isFree);
  taken.add(name);
  return name;
}
