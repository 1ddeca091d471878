/** Modules with one task, from the arguments that a case is about. */

/** What a case writes into the Flyte 2 module. */
export interface Flyte2Arguments {
  /** Arguments of `TaskEnvironment(…)` besides the name. */
  readonly environment?: string;
  /** Arguments of `@env.task(…)`. */
  readonly task?: string;
  /** Parameters and result of the function. */
  readonly signature?: string;
}

const SIGNATURE = "(day: str, seed: int) -> int";

/** A Flyte 1 module with the task `fit`. */
export function flyte1Task(taskArguments: string): string {
  return `from flytekit import Cache, ImageSpec, PodTemplate, Resources, Secret, task
from flytekit.extras.accelerators import A100, GPUAccelerator, H100, L4, T4, V5E
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration


class Policy:
    def get_version(self, salt, params):
        return "policy"


@task(${taskArguments})
def fit${SIGNATURE}:
    return seed
`;
}

/** A Flyte 2 module with the task `fit`. */
export function flyte2Task({ environment = "", task = "", signature = SIGNATURE }: Flyte2Arguments): string {
  return `import flyte
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration

env = flyte.TaskEnvironment(name="tasks", ${environment})


@env.task(${task})
def fit${signature}:
    return 1
`;
}
