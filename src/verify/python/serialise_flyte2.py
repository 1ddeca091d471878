"""Serialises the Flyte 2 tasks of modules with flyte, prints their facts (see flyteshift_trees.py), and walks their
environments as `flyte deploy` would, without a cluster."""

import sys

sys.dont_write_bytecode = True

import dis
import inspect
import os
import types
from pathlib import Path

os.environ.setdefault("DO_NOT_TRACK", "1")  # the SDK would report errors over the network

import flyte
from flyte._cache.cache import cache_from_request
from flyte._deploy import plan_deploy
from flyte._environment import list_loaded_environments
from flyte._internal.image_cache import ImageCache
from flyte._internal.runtime.task_serde import translate_task_to_wire
from flyte._task import AsyncFunctionTaskTemplate, TaskTemplate
from flyte.models import SerializationContext

from flyteshift_trees import error_of, first_line, functions_of, print_document
from flyteshift_wire import PLACEHOLDER_IMAGE, image_fact, task_facts


def read_module(module, root):
    tasks = functions_of(module, (TaskTemplate,))
    own = [(name, task) for name, task in tasks if _home(task, module) == module.__name__]
    return {"tasks": [_task(name, task, root) for name, task in own], "unmigrated": _flyte1_names(module)}


def _home(task, module):
    return task.func.__module__ if isinstance(task, AsyncFunctionTaskTemplate) else module.__name__


def _flyte1_names(module):
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
        found["facts"] = _facts(task, root)
    except Exception as error:
        found["error"] = error_of(error)
    return found


def _facts(task, root):
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
    return task_facts(template, _image(task.image), cache.is_enabled() and cache.version_override is None)


def _image(image):
    if image is None:
        return image_fact("none")
    if image == flyte.Image.from_debian_base():
        return image_fact("default", "flyte")
    if image._layers:
        return image_fact("built", image.base_image)
    if image._ref_name:
        return image_fact("reference", image._ref_name)
    if image._is_cloned:  # another name or registry
        return image_fact("built", image.base_image)
    return image_fact("uri", image.base_image)


# What deploy would refuse. Each problem: {kind, environment, file, problem}.


def finish_tree(root):
    environments = list(list_loaded_environments())
    list_loaded_environments().clear()
    problems = [*_duplicates(environments, root)]
    for environment in environments:
        problems += [_problem(kind, environment, root, text) for kind, text in _problems_of(environment, root)]
    return problems


def _problem(kind, environment, root, text):
    file = environment._declaring_file
    return {
        "kind": kind,
        "environment": environment.name,
        "file": os.path.relpath(os.path.realpath(file), root).replace(os.sep, "/") if file else None,
        "problem": text,
    }


def _duplicates(environments, root):
    first = {}
    for environment in environments:
        known = first.setdefault(environment.name, environment)
        if known is not environment:
            yield _problem("duplicate-environment", environment, root, _refusal(known, environment) or "defined twice")


def _problems_of(environment, root):
    refusal = _refusal(environment)
    if refusal:
        yield "cycle" if refusal.startswith("depends_on") else "plan", refusal
    reachable = _reachable(environment)
    for task in getattr(environment, "_tasks", {}).values():
        for kind, text in _problems_of_task(task, reachable, root):
            yield kind, f"{task.name}: {text}"
    if isinstance(environment.image, flyte.Image) and not environment.image._ref_name:
        try:
            environment.image.uri
        except Exception as error:
            yield "image", f"{type(error).__name__}: {error}"


def _refusal(*environments):
    """Why `flyte deploy` would not plan these environments, or None. The SDK itself has no guard against cycles."""
    try:
        plan_deploy(*environments)
    except RecursionError:
        return "depends_on has a cycle"
    except Exception as error:
        return str(error)
    return None


def _problems_of_task(task, reachable, root):
    try:
        _facts(task, root)
    except Exception as error:
        yield "serialisation", f"{type(error).__name__}: {error}"
    if not isinstance(task, AsyncFunctionTaskTemplate):
        return
    module = sys.modules.get(task.func.__module__)
    if getattr(module, task.func.__name__, None) is not task:
        yield "not-importable", f"{task.func.__module__}.{task.func.__name__} is not this task, so its container cannot load it"
    for called in _called_tasks(task.func):
        if called.parent_env_name not in reachable:
            yield "missing-dependency", f"calls {called.name}, and {called.parent_env_name} is not in depends_on"


def _reachable(environment):
    names, waiting = set(), [environment]
    while waiting:
        current = waiting.pop()
        if current.name not in names:
            names.add(current.name)
            waiting.extend(current.depends_on)
    return names


def _called_tasks(function):
    """Tasks that `function` names, by a global or through a module; `t.func(…)` runs inline and is no call of a task."""
    function = inspect.unwrap(function)
    found = {}
    for code in _code_objects(function.__code__):
        value = None
        for instruction in dis.get_instructions(code):
            if instruction.opname in ("EXTENDED_ARG", "CACHE"):
                continue
            attribute = instruction.argval if instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") else None
            if isinstance(value, TaskTemplate) and attribute not in ("func", "forward"):
                found[value.name] = value
            if instruction.opname == "LOAD_GLOBAL":
                value = function.__globals__.get(instruction.argval)
            else:
                value = getattr(value, attribute, None) if attribute and isinstance(value, types.ModuleType) else None
    return found.values()


def _code_objects(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _code_objects(constant)


if __name__ == "__main__":
    print_document("flyte", flyte.version(), read_module, finish_tree)
