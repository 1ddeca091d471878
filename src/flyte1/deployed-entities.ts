/** References to what is deployed already: `@reference_task(project=…, domain=…, name=…, version=…)` (`flytekit/core/reference_entity.py`). */
import { callArguments } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** Callables that refer to something deployed, and the number of parameters before `project`. */
export const DEPLOYED_ENTITIES: Readonly<Record<string, number>> = {
  "flytekit.reference_task": 0,
  "flytekit.reference_workflow": 0,
  "flytekit.reference_launch_plan": 0,
  "flytekit.get_reference_entity": 1,
};

const PARAMETERS = ["project", "domain", "name", "version"] as const;

/** What identifies something deployed; a part that is no constant is null. */
export type Identity = Readonly<Record<(typeof PARAMETERS)[number], string | null>>;

/** A call that refers to something deployed. */
export interface DeployedEntity {
  readonly reference: Reference;
  readonly call: SyntaxNode;
  readonly identity: Identity;
  /** The name under which this module knows it: of the decorated function, or of the variable. */
  readonly local: string;
}

/** The deployed entity behind a reference, when it is called. */
export function deployedEntity(repository: Repository, reference: Reference): DeployedEntity | undefined {
  const { module, node, name } = reference;
  const skipped = DEPLOYED_ENTITIES[name];
  const call = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent : undefined;
  if (!call || skipped === undefined) return undefined;
  const given = callArguments(call, [...Array<string>(skipped).fill("resource_type"), ...PARAMETERS]);
  const textOf = (parameter: string): string | null => {
    const value = given.find((argument) => argument.name === parameter)?.value;
    return (value && repository.constants.textOf(module, value)) ?? null;
  };
  const identity = { project: textOf("project"), domain: textOf("domain"), name: textOf("name"), version: textOf("version") };
  const decorated = call.parent?.kind === "decorator" ? call.parent.parent?.field("definition")?.field("name") : undefined;
  const assigned = call.parent?.kind === "assignment" ? call.parent.field("left") : undefined;
  return { reference, call, identity, local: (decorated ?? assigned)?.text ?? "entity" };
}

/** The task or workflow of this repository that has the name of something deployed: Flyte 1 names are `module.function`. */
export function declaredHere(repository: Repository, { identity }: DeployedEntity): TaskDeclaration | undefined {
  return repository.tasks.find(({ module, name, place }) => place === "module" && `${module.name}.${name}` === identity.name);
}
