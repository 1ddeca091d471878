import enum
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Dict, List, NamedTuple, Optional

from dataclasses_json import DataClassJsonMixin
from flytekit import ImageSpec, PodTemplate, Resources, Secret, dynamic, task, workflow
from flytekit.extras.accelerators import A100
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

POD = PodTemplate(
    primary_container_name="main",
    labels={"team": "fit"},
    pod_spec=V1PodSpec(
        containers=[V1Container(name="main"), V1Container(name="proxy", image="r.io/proxy:1")],
        tolerations=[V1Toleration(key="gpu", operator="Exists")],
    ),
)


@task(
    requests=Resources(cpu="1", mem="1Gi"),
    limits=Resources(cpu="2", mem="1Gi"),
    secret_requests=[Secret(group="db", key="password"), Secret(group="db", key="cert", mount_requirement=Secret.MountType.FILE)],
    cache=True,
    cache_version="1.0",
    cache_serialize=True,
    retries=2,
    timeout=timedelta(minutes=5),
    interruptible=True,
    environment={"MODE": "fast"},
    enable_deck=True,
)
def load(day: str, seed: int = 3, point: Optional[Point] = None) -> Sizes:
    return Sizes(rows=seed, columns=1)


@task(requests=Resources(gpu="1"), accelerator=A100.partition_1g_5gb, container_image="r.io/fit:1")
def fit(settings: Settings, colours: List[Colour], limit: "int | None" = None) -> Dict[str, float]:
    return {}


@task(pod_template=POD, container_image=ImageSpec(base_image="r.io/base:1", packages=["pandas"], registry="r.io"))
def serve(points: List[dict]) -> timedelta:
    return timedelta(0)


@dynamic(retries=1)
def spread(days: List[str]) -> List[str]:
    return days


@workflow
def nightly(days: List[str], note: Optional[str] = None) -> List[str]:
    return spread(days=days)
