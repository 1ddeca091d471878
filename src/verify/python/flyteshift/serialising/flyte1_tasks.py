"""Facts of the Flyte 1 tasks and workflows in a module, serialised with flytekit."""

import hashlib
import inspect
import os
import re
import sys
from collections import OrderedDict
from contextlib import contextmanager

import flytekit

from flyteshift.versions import readable

VERSION = flytekit.__version__

with readable(f"flytekit {VERSION}", oldest="1.10"):
    from flytekit.configuration import Image, ImageConfig, SerializationSettings
    from flytekit.configuration import plugin as flytekit_plugin
    from flytekit.core.base_task import PythonTask
    from flytekit.core.python_function_task import PythonFunctionTask
    from flytekit.core.reference_entity import ReferenceEntity
    from flytekit.core.workflow import WorkflowBase
    from flytekit.image_spec import ImageSpec
    from flytekit.tools.translator import get_serializable_task

try:
    from flytekit.core.python_function_task import EagerAsyncPythonFunctionTask
except ImportError:  # flytekit < 1.15
    EagerAsyncPythonFunctionTask = ()

from flyteshift.entities import first_line, functions_of
from flyteshift.serialising.task_facts import (
    PLACEHOLDER_IMAGE,
    image_contents,
    image_fact,
    interface_fact,
    task_facts,
    workflow_facts,
)
from flyteshift.texts import error_of

KINDS = (PythonTask, WorkflowBase)
"""What is read in a module."""

SETTINGS = SerializationSettings(
    image_config=ImageConfig.create_from(Image.look_up_image_info("default", PLACEHOLDER_IMAGE)),
    project="verify",
    domain="verify",
    version="verify",
)

IMAGE_TEMPLATE = re.compile(r"\{\{\s*\.images?\.([\w-]+)(?:\.[\w-]+)?\s*\}\}", re.IGNORECASE)
"""A part of an image that flytekit fills in from its configuration (`flytekit/core/python_auto_container.py`)."""

DEFAULT_IMAGE_NAME = "flytekit"
"""Of an ImageSpec without a name (`flytekit/image_spec/image_spec.py`)."""


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
    """{"tasks", "unmigrated"} of an imported module; in the original nothing is unmigrated. Errors are results."""
    return {"tasks": [_task(name, entity) for name, entity in _entities(module)], "unmigrated": []}


def _entities(module):
    for name, entity in functions_of(module, KINDS):
        function = function_of(entity)
        if home_of(entity, module) == module.__name__ and not isinstance(entity, ReferenceEntity):
            yield (function.__qualname__ if function else name), entity


def home_of(entity, module):
    """Name of the module that defines what was found in `module`."""
    function = function_of(entity)
    return function.__module__ if function else getattr(entity, "_instantiated_in", None) or module.__name__


def function_of(entity):
    """The function of a task or workflow; None for one without."""
    return getattr(entity, "task_function", None) or getattr(entity, "_workflow_function", None)


def _task(name, entity):
    found = {"name": name, "kind": kind_of(entity), "line": first_line(function_of(entity)), "facts": None, "error": None}
    try:
        found["facts"] = _workflow_facts(entity) if found["kind"] == "workflow" else facts_of_task(entity)
    except Exception as error:
        found["error"] = error_of(error)
    return found


def kind_of(entity):
    """`task`, `dynamic`, `eager`, `workflow`, or `other` for a task without function."""
    if isinstance(entity, WorkflowBase):
        return "workflow"
    if isinstance(entity, EagerAsyncPythonFunctionTask):
        return "eager"
    if not isinstance(entity, PythonFunctionTask):
        return "other"
    return "dynamic" if entity.execution_mode == PythonFunctionTask.ExecutionBehavior.DYNAMIC else "task"


def _workflow_facts(workflow):
    interruptible = workflow.workflow_metadata_defaults.interruptible
    return workflow_facts(_variables(workflow, workflow.interface.to_flyte_idl()), interruptible or None)


def facts_of_task(entity):
    """All facts of a task. Raises what serialising it raises."""
    image = _image(entity)
    with _without_image(entity):
        template = get_serializable_task(OrderedDict(), SETTINGS, entity).template
    _numbers_to_text(template.container)
    version = template.metadata.discovery_version
    sent = template.to_flyte_idl()
    return task_facts(sent, image, version == COMPUTED_VERSION, _variables(entity, sent.interface), _report(entity))


@contextmanager
def _without_image(entity):
    """The image has a fact of its own; the SDK then takes the configuration's, which is the placeholder."""
    kept = {name: getattr(entity, name) for name in ("_container_image", "_image") if hasattr(entity, name)}
    for name in kept:
        setattr(entity, name, None)
    try:
        yield
    finally:
        for name, image in kept.items():
            setattr(entity, name, image)


def _variables(entity, sent):
    """Flyte 1 sends no defaults of tasks, and its own interface does not tell `None` from no default: the function does."""
    interface = entity.python_interface
    function = function_of(entity)
    parameters = inspect.signature(function).parameters if function else {}
    defaults = {name: one.default for name, one in parameters.items() if one.default is not inspect.Parameter.empty}
    return interface_fact(sent, interface.inputs, interface.outputs, defaults)


def _report(entity):
    """Older releases of flytekit do not send it, but do it."""
    disabled = getattr(entity, "disable_deck", None)
    return None if disabled is None else not disabled


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
        return image_fact("built", image.base_image if isinstance(image.base_image, str) else None, _contents(image))
    names = set(IMAGE_TEMPLATE.findall(image))
    if len(names) == 1 and IMAGE_TEMPLATE.sub("", image) in ("", ":"):
        return image_fact("reference", names.pop())
    return image_fact("uri", image)


def _contents(spec):
    """Of an ImageSpec, with what is in the ImageSpec that it is built on, whose name says nothing about this one."""
    index = getattr(spec, "pip_extra_index_url", None)  # flytekit >= 1.11
    own = image_contents(
        python=".".join(str(spec.python_version).split(".")[:2]) if spec.python_version else None,
        registry=spec.registry,
        name=None if spec.name == DEFAULT_IMAGE_NAME else spec.name,
        variables=spec.env,
        commands=getattr(spec, "commands", None) or (),
        apt=spec.apt_packages,
        pip=spec.packages,
        pip_index=[spec.pip_index] if getattr(spec, "pip_index", None) else (),
        pip_extra_index=index,
        pip_arguments=[spec.pip_extra_args] if getattr(spec, "pip_extra_args", None) else (),
        requirements=[os.path.basename(spec.requirements)] if getattr(spec, "requirements", None) else (),
        conda=spec.conda_packages,
    )
    below = _contents(spec.base_image) if isinstance(spec.base_image, ImageSpec) else []
    return [*(text for text in below if not text.startswith(("name ", "registry "))), *own]


def _registerable_image(image, configuration):
    """Of a pod's container. An ImageSpec would be built, or looked for in its registry, and a template looked up in a configuration."""
    return image if isinstance(image, str) and image else PLACEHOLDER_IMAGE


for name, part in list(sys.modules.items()):
    if name.startswith("flytekit.") and hasattr(part, "get_registerable_container_image"):
        part.get_registerable_container_image = _registerable_image

if flytekit_plugin.get_plugin() is flytekit_plugin.FlytekitPlugin:
    flytekit_plugin.get_plugin = lambda: PermissivePlugin
