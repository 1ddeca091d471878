import enum
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Dict, List, NamedTuple, Optional

import flyte
from dataclasses_json import DataClassJsonMixin
from kubernetes.client import V1Container, V1PodSpec, V1Toleration


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Point(DataClassJsonMixin):
    x: int
    y: Optional[List[str]] = None


@dataclass
class Settings(DataClassJsonMixin):
    point: Point
    when: Optional[datetime] = None
    weights: Dict[str, float] = field(default_factory=dict)
    colour: Colour = Colour.RED


Sizes = NamedTuple("Sizes", rows=int, columns=int)

POD = flyte.PodTemplate(
    primary_container_name="main",
    labels={"team": "fit"},
    pod_spec=V1PodSpec(
        containers=[V1Container(name="main"), V1Container(name="proxy", image="r.io/proxy:1")],
        tolerations=[V1Toleration(key="gpu", operator="Exists")],
    ),
)

load_env = flyte.TaskEnvironment(
    name="tasks-load",
    resources=flyte.Resources(cpu=("1", "2"), memory="1Gi"),
    secrets=[
        flyte.Secret(key="password", group="db", as_env_var="DB_PASSWORD"),
        flyte.Secret(key="cert", group="db", mount="/etc/flyte/secrets"),
    ],
    env_vars={"MODE": "fast"},
    interruptible=True,
)


@load_env.task(
    cache=flyte.Cache(behavior="auto", version_override="1.0", serialize=True),
    retries=2,
    timeout=timedelta(minutes=5),
    report=True,
)
def load(day: str, seed: int = 3, point: Optional[Point] = None) -> Sizes:
    return Sizes(rows=seed, columns=1)


fit_env = flyte.TaskEnvironment(
    name="tasks-fit",
    image="r.io/fit:1",
    resources=flyte.Resources(gpu=flyte.GPU("A100", quantity=1, partition="1g.5gb")),
)


@fit_env.task
def fit(settings: Settings, colours: List[Colour], limit: "int | None" = None) -> Dict[str, float]:
    return {}


serve_env = flyte.TaskEnvironment(
    name="tasks-serve",
    pod_template=POD,
    image=flyte.Image.from_base("r.io/base:1").clone(name="flytekit", registry="r.io", extendable=True).with_pip_packages("pandas"),
)


@serve_env.task
def serve(points: List[dict]) -> timedelta:
    return timedelta(0)


env = flyte.TaskEnvironment(name="tasks", depends_on=[load_env, fit_env, serve_env])


@env.task(retries=1)
def spread(days: List[str]) -> List[str]:
    return days


@env.task
def nightly(days: List[str], note: Optional[str] = None) -> List[str]:
    return spread(days=days)
