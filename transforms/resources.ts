/** `requests`, `limits`, `resources`, `accelerator` and `shared_memory` become the environment's `flyte.Resources`. */
import type { TaskCall } from "../src/flyte1/calls.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import {
  defineTransform,
  type MigrationContext,
  type ModuleRewrite,
  type OverrideTarget,
  type Target,
  type TaskTarget,
  type TransformRun,
} from "../src/migrate/transform.ts";
import { groupBy } from "../src/project/group-by.ts";
import type { Module } from "../src/project/modules.ts";
import type { Use } from "../src/project/uses.ts";
import type { Argument } from "../src/python/arguments.ts";
import { type Expression, source } from "../src/python/expression.ts";
import type { Binding } from "../src/python/scopes.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { AcceleratorNames } from "./resources/accelerator-names.ts";
import { rewriteModule } from "./resources/definitions.ts";
import { RESOURCE_FINDINGS } from "./resources/findings.ts";
import { argumentsNamed, overrideExpression } from "./resources/overrides.ts";
import { orNote } from "./resources/refusal.ts";
import { ARGUMENTS, argumentsOfWhole, requirementsOf, resourceItems, wholeExpression } from "./resources/requirements.ts";
import { SharedObjects } from "./resources/shared.ts";
import type { Place } from "./resources/values.ts";

export default defineTransform({
  id: "resources",
  title: "requests, limits and accelerators become the environment's resources",
  owns: {
    taskArguments: ARGUMENTS,
    overrideArguments: ARGUMENTS,
    names: ["flytekit.Resources", "flytekit.extras.accelerators"],
  },
  findings: RESOURCE_FINDINGS,
  example: {
    before: `from flytekit import Resources, task
from flytekit.extras.accelerators import T4


@task(
    requests=Resources(cpu="2", mem="4Gi", gpu="1"),
    limits=Resources(cpu="4", mem="4096Mi", gpu="1"),
    accelerator=T4,
    shared_memory=True,
)
def fit(rows: int) -> float:
    return rows / 2
`,
    after: `import flyte

env = flyte.TaskEnvironment(
    name="pipeline",
    resources=flyte.Resources(cpu=("2", "4"), memory="4Gi", gpu="T4:1", shm="auto"),
)


@env.task
def fit(rows: int) -> float:
    return rows / 2
`,
  },
  begin: (context) => new ResourcesRun(context),
});

class ResourcesRun implements TransformRun {
  private readonly shared: SharedObjects;
  private readonly names: AcceleratorNames;
  /** Arguments of overrides that are ours. */
  private readonly overridden: ReadonlyMap<Module, readonly SyntaxNode[]>;

  constructor(private readonly context: MigrationContext) {
    this.shared = new SharedObjects(context.repository);
    this.names = new AcceleratorNames(context.repository);
    const overridden = context.calls.flatMap(({ module, overrides }) =>
      (overrides?.arguments ?? []).filter(isOurs).map(({ value }) => ({ module, value })),
    );
    this.overridden = new Map(
      [...groupBy(overridden, ({ module }) => module)].map(([module, found]) => [module, found.map(({ value }) => value)]),
    );
  }

  translate(task: TaskDeclaration, target: TaskTarget): void {
    this.refuseReads(task, target);
    const given = argumentsNamed((name) => target.take(name));
    const [first] = Object.values(given);
    if (!first) return;
    const place = this.placeOf(task.module, target, first.node);
    orNote(place.note, () => {
      const whole = wholeExpression(place, given);
      if (whole !== undefined) return target.environment("resources", source(whole), ...argumentsOfWhole(given));
      const items = resourceItems(place, this.names, requirementsOf(place, given));
      if (items.length === 0) return;
      const value: Expression = { kind: "call", callee: "flyte.Resources", arguments: items };
      target.environment("resources", value, ...argumentsOfWhole(given));
    });
  }

  override(call: TaskCall, target: OverrideTarget): void {
    const given = argumentsNamed((name) => target.take(name));
    const [first] = Object.values(given);
    if (!first) return;
    const place = this.placeOf(call.module, target, first.node);
    orNote(place.note, () => {
      const value = overrideExpression(place, this.names, call, given);
      if (value) target.set("resources", value, ...argumentsOfWhole(given));
    });
  }

  /** Inside of functions only the arguments of overrides are rewritten; elsewhere what a name holds. */
  supports({ module, node }: Reference): boolean {
    return this.overridden.get(module)?.some((value) => value.contains(node)) ?? false;
  }

  acceptsUse(binding: Binding, use: Use): boolean {
    return this.shared.isRead(binding, use);
  }

  rewrite(module: ModuleRewrite): void {
    rewriteModule(this.context, this.shared, this.names, module);
  }

  /** Other topics copy their arguments as they are, so a renamed field in them would be lost. */
  private refuseReads(task: TaskDeclaration, target: Target): void {
    for (const { use, shared, field } of this.shared.readsIn(task.module)) {
      const argument = task.arguments.find(({ value }) => value.contains(use.node));
      if (!argument || field === "cpu" || isOurs(argument)) continue;
      if (this.context.isPinned(shared.binding)) continue;
      target.note("resources/reader-in-decorator", use.node, { slots: { value: use.node.text } });
    }
  }

  /** A note about something in another module stands at the argument that led there. */
  private placeOf(module: Module, target: Target, fallback: SyntaxNode): Place {
    return {
      context: this.context,
      shared: this.shared,
      module,
      note: (code, node, details) => target.note(code, node.tree === module.tree ? node : fallback, details),
      refer: (binding) => target.refer(binding),
    };
  }
}

function isOurs({ name }: Argument): boolean {
  return ARGUMENTS.some((own) => own === name);
}
