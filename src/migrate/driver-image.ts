/**
 * The image of a former workflow. Its body never ran in a container; now it does, and imports its module there. So it takes the
 * image of its module's own tasks, or of the tasks that it calls where its module has none.
 */
import { flat, source } from "../python/expression.ts";
import type { TaskCall } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import { quote } from "../python/literals.ts";
import type { Module } from "../project/modules.ts";
import type { Definition } from "../project/symbols.ts";
import type { Decision, Fact, TaskPlan } from "./decide.ts";

export interface DriverImage {
  readonly fact: Fact | undefined;
  /** There was a choice, so a person should look. */
  readonly several: boolean;
  /** The choice in words. */
  readonly shown: string;
}

export function driverImage(
  repository: Repository,
  workflow: TaskDeclaration,
  modulePlans: readonly TaskPlan[],
  calls: readonly TaskCall[],
  decision: Decision,
): DriverImage {
  const own = modulePlans.filter((plan) => plan.task.kind !== "workflow");
  const called = calls.flatMap((call) => (call.caller === workflow ? (decision.plans.get(call.task) ?? []) : []));
  const plans = own.length > 0 ? own : called.filter((plan) => plan.task.kind !== "workflow");
  const images = new Map<string, Fact | undefined>();
  for (const plan of plans) {
    const fact = plan.environment.get("image");
    const seen = fact && visibleFrom(repository, workflow.module, plan, fact);
    images.set(fact ? flat((seen ?? fact).value) : "", seen);
  }
  const [chosen] = images.values();
  const isHidden = [...images].some(([key, fact]) => key !== "" && fact === undefined);
  const shown = chosen ? `\`${flat(chosen.value)}\`` : "Flyte's default image";
  return { fact: chosen, several: images.size > 1 || isHidden, shown };
}

/** The same image as the driver's module can say it: as its own tasks do, by a name that it has or can import, or as constant text. */
function visibleFrom(repository: Repository, module: Module, plan: TaskPlan, fact: Fact): Fact | undefined {
  if (plan.task.module === module) return { value: fact.value, from: [] };
  const argument = fact.from.find((candidate) => candidate.name === "container_image");
  if (!argument) return undefined;
  const meaning = repository.symbols.meaningOf(plan.task.module, argument.value);
  if (meaning?.kind === "definition" && meaning.binding.scope.kind === "module" && meaning.attributes.length === 0) {
    const { binding, module: home } = meaning;
    const known = nameFor(repository, module, meaning);
    if (known !== undefined) return { value: source(known), from: [] };
    return { value: source(binding.name), from: [], imports: { module: home, name: binding.name } };
  }
  const text = repository.constants.textOf(plan.task.module, argument.value);
  return text === undefined ? undefined : { value: source(quote(text)), from: [] };
}

/** How the module spells a definition already: `IMAGE`, or `settings.IMAGE` through a module that it imports. */
function nameFor(repository: Repository, module: Module, { module: home, binding }: Definition): string | undefined {
  for (const item of module.imports) {
    const found = item.local === null ? undefined : repository.symbols.importMeaning(module, item.node);
    if (found?.kind === "definition" && found.binding === binding) return item.local ?? undefined;
    if (found?.kind === "module" && found.module === home && (item.name !== null || item.alias !== null))
      return `${item.local}.${binding.name}`;
  }
  return undefined;
}
