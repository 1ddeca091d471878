"""Runs the tasks and workflows of source trees on this machine, each with made-up inputs, and prints what came out.

Arguments: SDK, FOLDER, then trees as in `flyteshift_trees.py`, which stands in FOLDER. SDK is flytekit or flyte.
The document has, for `deploy` of each tree, {MODULE: {NAME: RESULT}}; a result has `value` or `error`, and `calls`: what a
workflow's own body calls, in order, each with the called task and the facts with which it is called (null for a Flyte 1
workflow, which has none). `calls` is null for Flyte 1's tasks, whose calls are not known before they run.
"""

import asyncio
import builtins
import copy
import inspect
import io
import os
import sys
import tempfile
import typing
from datetime import date, datetime, timedelta

sdk, sys.path[0] = sys.argv[1], sys.argv[2]
del sys.argv[1:3]

from flyteshift_trees import functions_of, print_document
from flyteshift_wire import _resources as wire_resources

SECRETS_FOLDER = tempfile.mkdtemp(prefix="flyteshift-secrets-", dir=os.environ["HOME"])
os.environ["FLYTE_SECRETS_DEFAULT_DIR"] = SECRETS_FOLDER

SAMPLES = {
    str: "2026-03-02",
    int: 3,
    float: 1.5,
    bool: True,
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2),
    timedelta: timedelta(minutes=3),
}


class NoSample(Exception):
    """There is no made-up value of this type."""


def sample(kind):
    if kind in SAMPLES:
        return SAMPLES[kind]
    origin, parameters = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return [sample(parameters[0])] * 3
    if origin is dict:
        return {sample(parameters[0]): sample(parameters[1])}
    if origin is typing.Union and type(None) in parameters:
        return None
    raise NoSample(str(kind))


def plain(value):
    """Named tuples and Flyte 2's outputs are tuples; a tuple of one is what it holds. Neither SDK keeps the order of keys."""
    if isinstance(value, tuple):
        return plain(value[0]) if len(value) == 1 else [plain(one) for one in value] or None
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


def secret_value(group, key):
    """The same for a secret under both SDKs, folded or not."""
    return "-".join(part for part in (group, key) if part)


def call(function, facts):
    return {"called": {"module": function.__module__, "name": function.__qualname__}, "facts": facts}


def write_secret(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(value)


class Flytekit:
    def __init__(self):
        import flytekit
        import serialise_flyte1
        from flytekit.core.python_function_task import PythonFunctionTask
        from flytekit.core.workflow import PythonFunctionWorkflow

        self.file = flytekit.Secret.MountType.FILE
        self.serialiser = serialise_flyte1
        self.version, self.kinds = flytekit.__version__, (PythonFunctionTask, PythonFunctionWorkflow)
        self.secrets = flytekit.current_context().secrets

    def function(self, entity):
        return getattr(entity, "task_function", None) or entity._workflow_function

    def variables(self, entities):
        contexts = [getattr(entity, "security_context", None) for entity in entities]
        requests = [getattr(context, "secrets", None) or [] for context in contexts]
        for secret in (secret for secrets in requests for secret in secrets if not isinstance(secret, tuple)):
            value = secret_value(secret.group, secret.key)
            path = self.secrets.get_secrets_file(secret.group, secret.key, secret.group_version)
            is_file = secret.mount_requirement == self.file
            if is_file:
                write_secret(path, value)
            else:
                yield self.secrets.get_secrets_env_var(secret.group, secret.key, secret.group_version), value
            if getattr(secret, "env_var", None):
                yield secret.env_var, path if is_file else value

    def run(self, entity, inputs):
        result = entity(**inputs)
        return asyncio.run(result) if inspect.iscoroutine(result) else result

    def calls(self, entity, root):
        """A node's overrides on top of the facts of its task, field by field, as the cluster does it."""
        if not hasattr(entity, "nodes"):
            return None
        nodes = [node for node in entity.nodes if isinstance(node.flyte_entity, self.kinds)]
        return [call(self.function(node.flyte_entity), self.facts(node)) for node in nodes]

    def facts(self, node):
        if hasattr(node.flyte_entity, "nodes"):
            return None
        task = copy.copy(node.flyte_entity)
        task.pod_template = node._pod_template or task.pod_template
        task._container_image = node._container_image or task.container_image
        if node._extended_resources:
            extended = type(node._extended_resources)()
            extended.MergeFrom(task.get_extended_resources(None) or extended)
            extended.MergeFrom(node._extended_resources)
            task.get_extended_resources = lambda settings: extended
        facts = self.serialiser._task_facts(task)
        resources = node._resources.to_flyte_idl() if node._resources else None
        named = {side: wire_resources(getattr(resources, side), {}, side) for side in ("requests", "limits") if resources}
        for kind in {kind for sizes in named.values() for kind, size in sizes.items() if size}:
            facts["requests"][kind], facts["limits"][kind] = named["requests"][kind], named["limits"][kind]
        metadata = node.metadata.to_flyte_idl()
        facts["retries"] = metadata.retries.retries
        facts["timeout"] = metadata.timeout.seconds + metadata.timeout.nanos / 1e9
        if metadata.WhichOneof("interruptible_value"):
            facts["interruptible"] = metadata.interruptible
        if metadata.WhichOneof("cacheable_value"):
            facts["cache"]["enabled"] = metadata.cacheable
        if metadata.WhichOneof("cache_version_value"):
            facts["cache"]["version"] = metadata.cache_version
        if metadata.WhichOneof("cache_serializable_value"):
            facts["cache"]["serialise"] = metadata.cache_serializable
        return facts


class Flyte:
    def __init__(self):
        import flyte
        import serialise_flyte2
        from flyte._task import AsyncFunctionTaskTemplate

        self.serialiser = serialise_flyte2
        self.bodies, self.body, self.called = set(), None, []
        for name in ("__call__", "aio"):
            setattr(AsyncFunctionTaskTemplate, name, self.remember(getattr(AsyncFunctionTaskTemplate, name)))

        flyte.init()
        self.version, self.kinds = flyte.version(), (AsyncFunctionTaskTemplate,)
        self.context = flyte.with_runcontext(mode="local")
        builtins.open = io.open = self.open_secret(io.open)

    @staticmethod
    def open_secret(original):
        """Only the folder is fixed in Flyte 2, and it is not ours to write to."""

        def open_here(file, *rest, **named):
            path = str(file).replace("/etc/flyte/secrets", SECRETS_FOLDER) if isinstance(file, (str, os.PathLike)) else file
            return original(path, *rest, **named)

        return open_here

    def function(self, task):
        return task.func

    def variables(self, tasks):
        for secret in (secret for task in tasks for secret in task.secrets or []):
            value = secret_value(secret.group, secret.key)
            if secret.as_env_var:
                yield secret.as_env_var, value
            if secret.mount:
                write_secret(os.path.join(SECRETS_FOLDER, secret.key), value)

    def remember(self, original):
        def remembering(task, *rest, **named):
            if self.caller(sys._getframe(1)) is self.body:
                self.called.append(task)
            return original(task, *rest, **named)

        return remembering

    def caller(self, frame):
        """The body of the task that is running in this thread, be it through helpers."""
        while frame and frame.f_code not in self.bodies:
            frame = frame.f_back
        return frame.f_code if frame else None

    def run(self, task, inputs):
        self.bodies.add(task.func.__code__)
        self.body, self.called = task.func.__code__, []
        return self.context.run(task, **inputs).outputs()

    def calls(self, task, root):
        return [call(called.func, self.serialiser._facts(called, root)) for called in self.called]


runner = {"flytekit": Flytekit, "flyte": Flyte}[sdk]()
modules = []


def read_module(module, root):
    modules.append(module)
    return {}


def finish_tree(root):
    """Runs all, now that every module of the tree is there, with the secrets that its tasks ask for."""
    own = {module.__name__: dict(_entities(module)) for module in modules}
    modules.clear()
    before = dict(os.environ)
    os.environ.update(variable for entities in own.values() for variable in runner.variables(entities.values()))
    try:
        return {module: {name: _result(entity, root) for name, entity in entities.items()} for module, entities in own.items()}
    finally:
        os.environ.clear()
        os.environ.update(before)


def _entities(module):
    for _, entity in functions_of(module, runner.kinds):
        function = runner.function(entity)
        if function.__module__ == module.__name__:
            yield function.__qualname__, entity


def _result(entity, root):
    try:
        hints = typing.get_type_hints(runner.function(entity))
        hints.pop("return", None)
        value = runner.run(entity, {name: sample(kind) for name, kind in hints.items()})
        return {"value": plain(value), "calls": runner.calls(entity, root)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


print_document(sdk, runner.version, read_module, finish_tree)
