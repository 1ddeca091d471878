/**
 * Accelerators that a name holds (`ACCELERATOR = T4`): what the name holds in Flyte 2.
 *
 * A device of Flyte 2 includes the number of GPUs. When every task that uses the name asks for the same number, the name holds the
 * device (`"T4:1"`); otherwise it holds the model (`"T4"`), where all of its branches are models.
 */
import { type MadeAccelerator, sharedAccelerator, type SharedAccelerator } from "../../src/flyte1/accelerators.ts";
import { resourcesOf } from "../../src/flyte1/resources.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { gpuName } from "../../src/flyte2/accelerators.ts";
import type { Module } from "../../src/project/modules.ts";
import type { Binding } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** What the name will hold. */
export type NameForm = { readonly kind: "device"; readonly quantity: number } | { readonly kind: "model" };

export class AcceleratorNames {
  private readonly shared = new Map<Binding, SharedAccelerator>();
  private readonly forms = new Map<Binding, NameForm>();

  constructor(private readonly repository: Repository) {
    const counts = new Map<Binding, (number | undefined)[]>();
    for (const task of repository.tasks) {
      const argument = task.arguments.find(({ name }) => name === "accelerator");
      const shared = argument && sharedAccelerator(repository, task.module, argument.value);
      if (!shared) continue;
      this.shared.set(shared.binding, shared);
      counts.set(shared.binding, [...(counts.get(shared.binding) ?? []), this.countOf(task)]);
    }
    for (const [binding, shared] of this.shared) {
      const form = formFor(shared.made, counts.get(binding) ?? []);
      if (form) this.forms.set(binding, form);
    }
  }

  /** Names that tasks use, in no order. */
  get all(): Iterable<SharedAccelerator> {
    return this.shared.values();
  }

  /** Undefined when no value would serve all tasks. */
  formOf(binding: Binding): NameForm | undefined {
    return this.forms.get(binding);
  }

  /** The number of GPUs that a task certainly asks for; an accelerator alone counts as one. */
  private countOf(task: TaskDeclaration): number | undefined {
    const found = new Set<number | undefined>();
    for (const { name, value } of task.arguments) {
      if (name !== "requests" && name !== "limits" && name !== "resources") continue;
      const resources = resourcesOf(this.repository, task.module, value);
      if (resources?.kind === "none") continue;
      if (resources?.kind !== "made" && resources?.kind !== "shared") return undefined;
      const branches = resources.kind === "made" ? [resources] : resources.made;
      for (const { fields } of branches) {
        const gpu = fields.get("gpu");
        if (gpu) found.add(this.numberOf(gpu.module, gpu.value));
      }
    }
    if (found.size > 1) return undefined;
    const [only] = found.size === 0 ? [1] : found;
    return only;
  }

  private numberOf(module: Module, node: SyntaxNode): number | undefined {
    const value = this.repository.constants.valueOf(module, node);
    const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
    return Number.isInteger(number) && number > 0 ? number : undefined;
  }
}

function formFor(made: readonly MadeAccelerator[], counts: readonly (number | undefined)[]): NameForm | undefined {
  const [quantity, ...others] = new Set(counts);
  if (quantity !== undefined && others.length === 0) return { kind: "device", quantity };
  const areModels = made.every(
    ({ accelerator: { device, partition, unpartitioned } }) => gpuName(device) && partition === null && !unpartitioned,
  );
  return areModels ? { kind: "model" } : undefined;
}
