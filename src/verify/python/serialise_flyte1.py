"""Serialises the Flyte 1 tasks of modules with flytekit and prints their facts: see flyteshift_trees.py."""

import sys

sys.dont_write_bytecode = True

import hashlib
import re
from collections import OrderedDict

import flytekit
from flytekit.configuration import Image, ImageConfig, SerializationSettings
from flytekit.configuration import plugin as flytekit_plugin
from flytekit.core.base_task import PythonTask
from flytekit.core.container_task import ContainerTask
from flytekit.core.python_auto_container import PythonAutoContainerTask
from flytekit.core.python_function_task import PythonFunctionTask
from flytekit.core.reference_entity import ReferenceEntity
from flytekit.core.workflow import WorkflowBase
from flytekit.image_spec import ImageSpec
from flytekit.tools.translator import get_serializable_task

try:
    from flytekit.core.python_function_task import EagerAsyncPythonFunctionTask
except ImportError:  # flytekit < 1.15
    EagerAsyncPythonFunctionTask = ()

from flyteshift_trees import error_of, first_line, functions_of, print_document
from flyteshift_wire import PLACEHOLDER_IMAGE, image_fact, task_facts, workflow_facts

SETTINGS = SerializationSettings(
    image_config=ImageConfig.create_from(Image.look_up_image_info("default", PLACEHOLDER_IMAGE)),
    project="verify",
    domain="verify",
    version="verify",
)


IMAGE_TEMPLATE = re.compile(r"\{\{\s*\.images?\.([\w-]+)(?:\.[\w-]+)?\s*\}\}", re.IGNORECASE)
"""A part of an image that flytekit fills in from its configuration (`flytekit/core/python_auto_container.py`)."""


class ComputedVersion:
    """Stands for a plugin's cache policies: they compute a version from the source, which nobody can compare."""

    MARK = "computed from the source"

    def get_version(self, salt, params):
        return self.MARK


COMPUTED_VERSION = hashlib.sha256(ComputedVersion.MARK.encode()).hexdigest()


class PermissivePlugin(flytekit_plugin.FlytekitPlugin):
    """Accepts what code for another distribution's plugin may say: `Secret(key=…)` without group, `cache=True` without version."""

    @staticmethod
    def secret_requires_group():
        return False

    @staticmethod
    def get_default_cache_policies():
        return [ComputedVersion()]


def read_module(module, root):
    return {"tasks": [_task(name, entity) for name, entity in _entities(module)], "unmigrated": []}


def _entities(module):
    for name, entity in functions_of(module, (PythonTask, WorkflowBase)):
        function = _function(entity)
        home = function.__module__ if function else getattr(entity, "_instantiated_in", None) or module.__name__
        if home == module.__name__ and not isinstance(entity, ReferenceEntity):
            yield (function.__qualname__ if function else name), entity


def _function(entity):
    return getattr(entity, "task_function", None) or getattr(entity, "_workflow_function", None)


def _task(name, entity):
    found = {"name": name, "kind": _kind(entity), "line": first_line(_function(entity)), "facts": None, "error": None}
    try:
        found["facts"] = _workflow_facts(entity) if found["kind"] == "workflow" else _task_facts(entity)
    except Exception as error:
        found["error"] = error_of(error)
    return found


def _kind(entity):
    if isinstance(entity, WorkflowBase):
        return "workflow"
    if isinstance(entity, EagerAsyncPythonFunctionTask):
        return "eager"
    if not isinstance(entity, PythonFunctionTask):
        return "other"
    return "dynamic" if entity.execution_mode == PythonFunctionTask.ExecutionBehavior.DYNAMIC else "task"


def _workflow_facts(workflow):
    interruptible = workflow.workflow_metadata_defaults.interruptible
    interface = workflow.python_interface
    return workflow_facts(interface.inputs, interface.outputs, interruptible or None)


def _task_facts(entity):
    template = get_serializable_task(OrderedDict(), SETTINGS, entity).template
    _numbers_to_text(template.container)
    version = template.metadata.discovery_version
    return task_facts(template.to_flyte_idl(), _image(entity), version == COMPUTED_VERSION)


def _numbers_to_text(container):
    """flytekit hands numbers on as they are and protobuf refuses them; what such a task asks for is their text."""
    if container is None:
        return
    for entry in [*container.resources.requests, *container.resources.limits]:
        entry._value = str(entry.value)
    for name, value in container.env.items():
        container.env[name] = str(value)


def _image(entity):
    image = getattr(entity, "container_image", None) or getattr(entity, "_image", None)
    if image is None:
        return image_fact("default", "flytekit")
    if isinstance(image, ImageSpec):
        return image_fact("built", image.base_image if isinstance(image.base_image, str) else None)
    names = set(IMAGE_TEMPLATE.findall(image))
    if len(names) == 1 and IMAGE_TEMPLATE.sub("", image) in ("", ":"):
        return image_fact("reference", names.pop())
    return image_fact("uri", image)


# An ImageSpec would be built, and a template looked up in a configuration; the image has a fact of its own.
PythonAutoContainerTask.get_image = lambda self, settings: PLACEHOLDER_IMAGE
ContainerTask._get_image = lambda self, settings: PLACEHOLDER_IMAGE

if flytekit_plugin.get_plugin() is flytekit_plugin.FlytekitPlugin:
    flytekit_plugin.get_plugin = lambda: PermissivePlugin

if __name__ == "__main__":
    print_document("flytekit", flytekit.__version__, read_module, lambda root: [])
