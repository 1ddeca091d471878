/** References to deployed tasks, workflows and launch plans: their names differ in Flyte 2, so they are reported with what to write. */
import { quote } from "../src/python/literals.ts";
import { declaredHere, DEPLOYED_ENTITIES, type DeployedEntity, deployedEntity } from "../src/flyte1/deployed-entities.ts";
import { environmentName } from "../src/flyte2/environment-names.ts";
import { defineTransform, type MigrationContext, type ModuleRewrite } from "../src/migrate/transform.ts";
import { REFERENCE_FINDINGS } from "./references/findings.ts";

/** Names of the identity that the decorators make. */
const IDENTITIES = ["flytekit.TaskReference", "flytekit.WorkflowReference", "flytekit.LaunchPlanReference"];

export default defineTransform({
  id: "references",
  title: "reference_task and its relatives are left, with what to write",
  owns: { names: [...Object.keys(DEPLOYED_ENTITIES), ...IDENTITIES] },
  findings: REFERENCE_FINDINGS,
  example: {
    before: `from flytekit import reference_task


@reference_task(project="shop", domain="production", name="shop.tasks.train", version="v1")
def train(day: str) -> float: ...
`,
    after: `from flytekit import reference_task


# TODO(flyteshift): references/deployed-task shop.tasks.train
@reference_task(project="shop", domain="production", name="shop.tasks.train", version="v1")
def train(day: str) -> float: ...
`,
  },

  begin: (context: MigrationContext) => ({
    rewrite(rewrite: ModuleRewrite): void {
      for (const reference of rewrite.references) {
        const entity = deployedEntity(context.repository, reference);
        if (entity) report(context, entity, rewrite);
      }
    },
  }),
});

function report({ repository }: MigrationContext, entity: DeployedEntity, { note, settle }: ModuleRewrite): void {
  const { reference, identity, local } = entity;
  settle(reference, "manual");
  const slots = { local, code: lookUp(entity), name: identity.name ?? "…" };
  const here = declaredHere(repository, entity);
  if (here) {
    const related = [{ module: here.module, node: here.function.field("name") ?? here.function }];
    return note("references/in-repository", reference.node, { slots: { ...slots, module: here.module.name }, related });
  }
  const isLaunchPlan = reference.name === "flytekit.reference_launch_plan";
  note(isLaunchPlan ? "references/deployed-launch-plan" : "references/deployed-task", reference.node, { slots });
}

/** The line to write. Flyte 2 names are `environment.function`; flyteshift names environments after modules. */
function lookUp({ identity, local }: DeployedEntity): string {
  const [functionName = "", ...modules] = (identity.name ?? "").split(".").toReversed();
  const name = `${environmentName(...modules.toReversed()) ?? "environment"}.${functionName === "" ? local : functionName}`;
  const place = (["project", "domain"] as const).map((key) => `${key}=${quote(identity[key] ?? "…")}`);
  return `${local} = flyte.remote.Task.get(${[quote(name), ...place, 'auto_version="latest"'].join(", ")})`;
}
