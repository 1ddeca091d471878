"""Runs the tasks and workflows of source trees on this machine, each with made-up inputs, and prints what came out.

Arguments: SDK, FOLDER, then trees as in `flyteshift_trees.py`, which stands in FOLDER. SDK is flytekit or flyte.
The document has, per module, `results`: {NAME: {"value": JSON} or {"error": TEXT}}.
"""

import builtins
import io
import os
import sys
import tempfile
import typing
from datetime import date, datetime, timedelta

sdk, sys.path[0] = sys.argv[1], sys.argv[2]
del sys.argv[1:3]

from flyteshift_trees import functions_of, print_document

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
    """Named tuples and Flyte 2's outputs are tuples; a tuple of one is what it holds."""
    if isinstance(value, tuple):
        return plain(value[0]) if len(value) == 1 else [plain(one) for one in value] or None
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


def secret_value(group, key):
    """The same for a secret under both SDKs, folded or not."""
    return "-".join(part for part in (group, key) if part)


def write_secret(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(value)


class Flytekit:
    def __init__(self):
        import flytekit
        from flytekit.core.python_function_task import PythonFunctionTask
        from flytekit.core.workflow import PythonFunctionWorkflow

        self.file = flytekit.Secret.MountType.FILE
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
        return entity(**inputs)


class Flyte:
    def __init__(self):
        import flyte
        from flyte._task import AsyncFunctionTaskTemplate

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

    def run(self, task, inputs):
        return self.context.run(task, **inputs).outputs()


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
        return {module: {name: _result(entity) for name, entity in entities.items()} for module, entities in own.items()}
    finally:
        os.environ.clear()
        os.environ.update(before)


def _entities(module):
    for _, entity in functions_of(module, runner.kinds):
        function = runner.function(entity)
        if function.__module__ == module.__name__:
            yield function.__qualname__, entity


def _result(entity):
    try:
        hints = typing.get_type_hints(runner.function(entity))
        hints.pop("return", None)
        return {"value": plain(runner.run(entity, {name: sample(kind) for name, kind in hints.items()}))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


print_document(sdk, runner.version, read_module, finish_tree)
