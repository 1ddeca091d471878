/**
 * The image of a former workflow. Its body never ran in a container; now it does, and imports its module there. So it takes the
 * image of its module's own tasks, or of the tasks that it calls where its module has none.
 */
import { flat, source } from "../python/expression.ts";
import type { TaskCall } from "../flyte1/calls.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { TaskDeclaration } from "../flyte1/tasks.ts";
import type { Module } from "../project/modules.ts";
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
    images.set(fact ? flat(fact.value) : "", fact && visibleFrom(repository, workflow.module, plan, fact));
  }
  const [chosen] = images.values();
  const text = chosen ? flat(chosen.value) : "Flyte's default image";
  const unseen = [...images].some(([key, fact]) => key !== "" && fact === undefined);
  return { fact: chosen && { ...chosen, from: [] }, several: images.size > 1 || unseen, shown: chosen ? `\`${text}\`` : text };
}

/** The same image as the driver's module can say it: by the same name where it means the same, else by its constant text. */
function visibleFrom(repository: Repository, module: Module, plan: TaskPlan, fact: Fact): Fact | undefined {
  if (plan.task.module === module) return fact;
  const argument = fact.from.find((candidate) => candidate.name === "container_image");
  if (!argument) return undefined;
  const text = repository.constants.textOf(plan.task.module, argument.value);
  return text === undefined ? undefined : { value: source(JSON.stringify(text)), from: [] };
}
