"""What `flyte deploy` would refuse, and what it takes and the cluster does not: a walk over all environments, without a cluster.

Each problem: {kind, environment, file, problem}.
"""

import asyncio
import datetime
import enum
import inspect
import os
import sys

import flyte

from flyteshift.versions import readable

with readable(f"flyte {flyte.version()}"):
    from flyte._deploy import plan_deploy
    from flyte._environment import list_loaded_environments
    from flyte._internal.runtime.convert import convert_upload_default_inputs
    from flyte._task import AsyncFunctionTaskTemplate
    from flyte.models import NativeInterface

    from flyteshift.serialising.called_tasks import called_tasks

PLAIN = (type(None), bool, int, float, str, datetime.date, datetime.timedelta, enum.Enum)
"""Defaults that can be converted without a cluster; others may be uploaded for it."""


def deploy_problems(root, serialise):
    """All problems of the environments that were made since the last call. `serialise(task)` raises what serialising it raises."""
    environments = list(list_loaded_environments())
    list_loaded_environments().clear()
    problems = [*_duplicates(environments, root), *_replaced_tasks(environments, root)]
    for environment in environments:
        problems += [_problem(kind, environment, root, text) for kind, text in _problems_of(environment, root, serialise)]
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


def _replaced_tasks(environments, root):
    """A second task of one name in one environment replaces the first without a word."""
    kept = {(id(one), task.name): (task, one) for one in environments for task in getattr(one, "_tasks", {}).values()}
    for module in list(sys.modules.values()):
        if not os.path.realpath(getattr(module, "__file__", None) or "").startswith(root + os.sep):
            continue
        for task in list(vars(module).values()):
            if not issubclass(type(task), AsyncFunctionTaskTemplate) or task.func.__module__ != module.__name__:
                continue
            parent = task.parent_env and task.parent_env()
            later, environment = kept.get((id(parent), task.name), (task, None))
            if later.func is not task.func:
                text = f"{task.name}: {module.__name__} and {later.func.__module__} define it; only the latter exists"
                yield _problem("duplicate-task", environment, root, text)


def _problems_of(environment, root, serialise):
    refusal = _refusal(environment)
    if refusal:
        yield "cycle" if refusal.startswith("depends_on") else "plan", refusal
    reachable = _reachable(environment)
    for task in getattr(environment, "_tasks", {}).values():
        for kind, text in _problems_of_task(task, reachable, root, serialise):
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


def _problems_of_task(task, reachable, root, serialise):
    try:
        serialise(task)
        _convert_defaults(task)
    except Exception as error:
        cause = f", because of {type(error.__cause__).__name__}: {error.__cause__}" if error.__cause__ else ""
        yield "serialisation", f"{type(error).__name__}: {error}{cause}"
    if not isinstance(task, AsyncFunctionTaskTemplate):
        return
    module = sys.modules.get(task.func.__module__)
    if getattr(module, task.func.__name__, None) is not task:
        yield "not-importable", f"{task.func.__module__}.{task.func.__name__} is not this task, so its container cannot load it"
    for called in called_tasks(task, root):
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


def _convert_defaults(task):
    """As deploy does, before it sends a task."""
    inputs = task.interface.inputs.items()
    plain = {name: (kind, default) for name, (kind, default) in inputs if _is_plain(default)}
    asyncio.run(convert_upload_default_inputs(NativeInterface(inputs=plain, outputs={})))


def _is_plain(default):
    if default is inspect.Parameter.empty:
        return False
    if isinstance(default, (list, tuple)):
        return all(map(_is_plain, default))
    if isinstance(default, dict):
        return all(map(_is_plain, default.values()))
    return isinstance(default, PLAIN)
