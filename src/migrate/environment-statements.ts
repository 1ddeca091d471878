/** Environments as statements: where each stands, what it says, and how other modules import it. */
import { type Expression, list, source } from "../python/expression.ts";
import { firstFree } from "../python/free-name.ts";
import { mergedItem } from "../python/items.ts";
import { startOfBlankLines, startWithComments } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { quote } from "../python/literals.ts";
import { ENVIRONMENT_FIELDS } from "../flyte2/fields.ts";
import { groupBy } from "../project/group-by.ts";
import type { Module } from "../project/modules.ts";
import type { Environment } from "./environments.ts";
import type { ModuleEdits } from "./module-edits.ts";

/** The variable that means `environment` in the module that `edits` rewrite. */
export type EnvironmentVariable = (environment: Environment) => string;

/** The call that makes the environment. Comments of its facts come with them. */
function environmentCall(environment: Environment, variableOf: EnvironmentVariable): Expression {
  const items = ENVIRONMENT_FIELDS.flatMap((field) => {
    if (field === "name") return [{ prefix: "name=", value: source(quote(environment.name)) }];
    if (field === "depends_on") {
      const variables = environment.dependsOn.map((other) => source(variableOf(other)));
      return variables.length > 0 ? [{ prefix: "depends_on=", value: list(variables) }] : [];
    }
    const fact = environment.facts.get(field);
    return fact ? [mergedItem(`${field}=`, fact.value, fact.from)] : [];
  });
  return { kind: "call", callee: "flyte.TaskEnvironment", arguments: items };
}

/** Inserts the statements of a module's environments, each before its first use. */
export function insertEnvironments(
  environments: readonly Environment[],
  edits: ModuleEdits,
  variableOf: EnvironmentVariable,
): void {
  for (const [anchor, here] of groupBy(inOrder(environments), (environment) => anchorOf(environment, environments))) {
    const lines = here.map((environment) => {
      const call = environmentCall(environment, variableOf);
      return edits.layOutLine(`${environment.variable} = `, call, (path) => edits.names.spell(path, edits.module.tree.root));
    });
    insertBefore(anchor, lines, edits);
  }
}

/** What others depend on comes first. */
function inOrder(environments: readonly Environment[]): Environment[] {
  const ordered: Environment[] = [];
  const add = (environment: Environment) => {
    if (ordered.includes(environment) || !environments.includes(environment)) return;
    environment.dependsOn.forEach(add);
    ordered.push(environment);
  };
  environments.forEach(add);
  return ordered;
}

/** The top-level statement before which an environment stands: its first task's, or that of the first one which depends on it. */
function anchorOf(environment: Environment, environments: readonly Environment[]): SyntaxNode {
  const users = environments
    .filter((other) => other.dependsOn.includes(environment))
    .map((other) => anchorOf(other, environments));
  const own = environment.tasks.map((task) => topLevel(task.decorated));
  const [first] = [...own, ...users].sort((a, b) => a.start - b.start);
  return first ?? environment.module.tree.root;
}

function topLevel(node: SyntaxNode): SyntaxNode {
  return node.parent && node.parent.kind !== "module" ? topLevel(node.parent) : node;
}

/** One blank line below an import or an assignment, as the gap was below a function; two before the task. */
function insertBefore(anchor: SyntaxNode, lines: readonly string[], edits: ModuleEdits): void {
  const { newline, module } = edits;
  const offset = startWithComments(anchor);
  const previous = module.tree.root.parts.findLast((part) => part.end <= offset);
  const isDefinition = previous && previous.kind.endsWith("definition");
  if (previous && !isDefinition) edits.replaceRange(startOfBlankLines(module.text, offset), offset, newline);
  edits.insert(offset, lines.join(newline) + newline.repeat(3));
}

/** The environments of other modules that a module names, with the names under which it has them. */
export class EnvironmentImports {
  private readonly variables = new Map<Environment, string>();

  constructor(
    private readonly module: Module,
    private readonly own: readonly Environment[],
  ) {}

  variableOf(environment: Environment): string {
    if (environment.module === this.module) return environment.variable;
    const known = this.variables.get(environment);
    if (known !== undefined) return known;
    const variable = this.freeName(environment);
    this.variables.set(environment, variable);
    return variable;
  }

  /** Environments that have to be imported, with their local names. */
  get needed(): readonly (readonly [Environment, string])[] {
    return [...this.variables];
  }

  /** `env` says nothing outside its module, so it is imported under the module's name: `tasks_env`. */
  private freeName(environment: Environment): string {
    const words = environment.module.name.split(".").map((word) => word.replaceAll(/\W/g, "_"));
    const last = words.at(-1) ?? "module";
    const suffix = environment.variable;
    const candidates = [...(suffix === "env" ? [] : [suffix]), `${last}_${suffix}`, `${words.join("_")}_${suffix}`];
    const taken = new Set([...this.variables.values(), ...this.own.map((other) => other.variable)]);
    const isFree = (name: string) => !taken.has(name) && !this.module.scopes.module.bindsBelow(name);
    return firstFree(candidates, (number) => `${last}_${suffix}_${number}`, isFree);
  }
}
