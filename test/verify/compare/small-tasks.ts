/** Modules with one task, from the arguments that a case is about. */

/** What a case writes into the Flyte 1 module. */
export interface Flyte1Arguments {
  readonly decorator?: "task" | "eager" | "workflow";
  /** Arguments of `@task(…)`. */
  readonly task?: string;
  /** Parameters and result of the function. */
  readonly signature?: string;
}

/** What a case writes into the Flyte 2 module. */
export interface Flyte2Arguments {
  /** Arguments of `TaskEnvironment(…)` besides the name. */
  readonly environment?: string;
  /** Arguments of `@env.task(…)`. */
  readonly task?: string;
  readonly signature?: string;
}

const SIGNATURE = "(day: str, seed: int) -> int";

/** What both modules have in common, as a migration would leave it. */
const COMMON = `import enum
import os
from dataclasses import dataclass
from typing import Iterator, Literal, Optional

import numpy
import pandas
from kubernetes.client import V1Container, V1EnvVar, V1PodSpec, V1Toleration


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Point:
    x: int = 0
    y: int = 0


@dataclass
class Line:
    start: Point
    end: Point
`;

/** A Flyte 1 module with the task `fit`. */
export function flyte1Task({ decorator = "task", task = "", signature = SIGNATURE }: Flyte1Arguments): string {
  return `${COMMON}
from flytekit import ImageSpec, PodTemplate, Resources, Secret, eager, task, workflow
from flytekit.extras.accelerators import A100, GPUAccelerator, H100, L4, T4, V5E
from flytekit.types.error import FlyteError


@${decorator}(${task})
${decorator === "eager" ? "async " : ""}def fit${signature}:
    return seed
`;
}

/** A Flyte 2 module with the task `fit`. */
export function flyte2Task({ environment = "", task = "", signature = SIGNATURE }: Flyte2Arguments): string {
  return `${COMMON}
import flyte

env = flyte.TaskEnvironment(name="tasks", ${environment})


@env.task(${task})
def fit${signature}:
    return 1
`;
}
