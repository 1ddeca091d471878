"""Facts of the Flyte 2 tasks in a module, serialised with flyte."""

import inspect
import os
import sys
from pathlib import Path

os.environ.setdefault("DO_NOT_TRACK", "1")  # the SDK would report errors over the network

import flyte

from flyteshift.versions import readable

VERSION = flyte.version()

with readable(f"flyte {VERSION}"):
    from flyte._cache.cache import cache_from_request
    from flyte._internal.image_cache import ImageCache
    from flyte._internal.runtime.task_serde import translate_task_to_wire
    from flyte._task import AsyncFunctionTaskTemplate, TaskTemplate
    from flyte.models import SerializationContext

from flyteshift.entities import first_line, functions_of
from flyteshift.serialising.task_facts import PLACEHOLDER_IMAGE, image_contents, image_fact, interface_fact, task_facts
from flyteshift.texts import error_of

DEFAULT_IMAGE_NAMES = {None, "flyte", "flytekit"}
"""Of the SDK's own image, and what an image without a name was called in Flyte 1."""


def read_module(module, root):
    """{"tasks", "unmigrated"} of an imported module of the tree at `root`. Errors are results."""
    tasks = functions_of(module, (TaskTemplate,))
    own = [(name, task) for name, task in tasks if home_of(task, module) == module.__name__]
    return {"tasks": [_task(name, task, root) for name, task in own], "unmigrated": flyte1_names(module)}


def home_of(task, module):
    """Name of the module that defines what was found in `module`."""
    return task.func.__module__ if isinstance(task, AsyncFunctionTaskTemplate) else module.__name__


def flyte1_names(module):
    """Tasks and workflows of `module` that are still Flyte 1."""
    if "flytekit" not in sys.modules:
        return []
    from flytekit.core.base_task import PythonTask
    from flytekit.core.workflow import WorkflowBase

    def function(entity):
        return getattr(entity, "task_function", None) or getattr(entity, "_workflow_function", None)

    entities = functions_of(module, (PythonTask, WorkflowBase))
    functions = [(name, function(entity)) for name, entity in entities]
    return [f.__qualname__ if f else name for name, f in functions if not f or f.__module__ == module.__name__]


def _task(name, task, root):
    function = getattr(task, "func", None)
    found = {
        "name": function.__qualname__ if function else name,
        "kind": "task" if function else "other",
        "line": first_line(function),
        "facts": None,
        "error": None,
    }
    try:
        found["facts"] = facts_of(task, root)
    except Exception as error:
        found["error"] = error_of(error)
    return found


def facts_of(task, root):
    """All facts of a task of the tree at `root`. Raises what serialising it raises."""
    environment = task.parent_env_name or ""
    context = SerializationContext(
        version="verify",
        project="verify",
        domain="verify",
        org="verify",
        image_cache=ImageCache(image_lookup={environment: PLACEHOLDER_IMAGE}),
        root_dir=Path(root),
    )
    template = translate_task_to_wire(task, context).task_template
    cache = cache_from_request(task.cache)
    computed = cache.is_enabled() and cache.version_override is None
    return task_facts(template, _image(task.image), computed, _variables(task, template.interface))


def _variables(task, sent):
    inputs = task.interface.inputs
    types = {name: annotation for name, (annotation, _) in inputs.items()}
    defaults = {name: default for name, (_, default) in inputs.items() if default is not inspect.Parameter.empty}
    return interface_fact(sent, types, task.interface.outputs, defaults)


def _image(image):
    if image is None:
        return image_fact("none")
    if image == flyte.Image.from_debian_base():
        return image_fact("default", "flyte")
    if image._layers:
        return image_fact("built", image.base_image, _contents(image))
    if image._ref_name:
        return image_fact("reference", image._ref_name)
    if image._is_cloned:  # another name or registry
        return image_fact("built", image.base_image, _contents(image))
    return image_fact("uri", image.base_image)


def _contents(image):
    """What an image adds to its base. Flyte's own base images are there for every version of Python."""
    is_own = image.base_image == flyte.Image.from_debian_base(python_version=image.python_version).base_image
    own = image_contents(
        python=".".join(map(str, image.python_version)) if is_own and image.python_version else None,
        registry=image.registry,
        name=None if image.name in DEFAULT_IMAGE_NAMES else image.name,
    )
    return [*own, *(text for layer in image._layers for text in _layer_contents(layer))]


def _layer_contents(layer):
    kind = type(layer).__name__
    if kind == "AptPackages":
        return image_contents(apt=layer.packages)
    if kind == "Env":
        return image_contents(variables=dict(layer.env_vars))
    if kind == "Commands":
        return image_contents(commands=layer.commands)
    if kind in ("PipPackages", "Requirements"):
        return image_contents(
            pip=layer.packages,
            pip_index=[layer.index_url] if layer.index_url else (),
            pip_extra_index=layer.extra_index_urls,
            pip_arguments=[layer.extra_args] if layer.extra_args else (),
            requirements=[layer.file.name] if kind == "Requirements" else (),
        )
    return [f"{kind} {layer}"]
