"""Runs Flyte 1 tasks and workflows with flytekit: see `flyteshift/running/run_trees.py`."""

import sys

sys.dont_write_bytecode = True

import asyncio
import inspect
import os
import re

from flyteshift.running.run_trees import name_of, plain_error, read_request, run_trees

REQUEST = read_request()
SECRETS_FOLDER = os.path.join(REQUEST["scratch"], "flyte1-secrets")
os.environ.setdefault("FLYTE_SECRETS_DEFAULT_DIR", SECRETS_FOLDER)

import flytekit
import flytekit.configuration.plugin

STRICT_PLUGIN = flytekit.configuration.plugin.get_plugin

from flytekit.core import gate
from flytekit.core.base_task import Task
from flytekit.core.context_manager import FlyteEntities
from flytekit.core.type_engine import TypeEngine
from flytekit.core.workflow import WorkflowBase
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile
from flytekit.types.structured import StructuredDataset

from flyteshift.running.call_recorder import CallRecorder
from flyteshift.running.captured_values import captured_file, captured_folder
from flyteshift.running.declared_secrets import DeclaredSecret
from flyteshift.running.flyte1_graph import called_in_the_end, calls_of
from flyteshift.running.made_up_inputs import made_up
from flyteshift.running.parameters import REQUIRED, parameters_of
from flyteshift.serialising import flyte1_tasks

PERMISSIVE_PLUGIN = flytekit.configuration.plugin.get_plugin

ADDED_TO_MESSAGES = re.compile(r"^Error encountered while \w+( inputs of)? '[^']*':\n  ")
"""What flytekit puts before a task's own message, once for each level (`flytekit/core/base_task.py`)."""


def _captured_dataset(value, captured):
    import pandas

    return captured(value.dataframe if value.dataframe is not None else value.open(pandas.DataFrame).all())


def _made_up_literal(context, kind, message):
    return TypeEngine.to_literal(context, made_up(kind), kind, TypeEngine.to_literal_type(kind))


class Flyte1:
    """flytekit, as `run_trees` needs it."""

    name, version = "flytekit", flytekit.__version__
    kinds = flyte1_tasks.KINDS
    value_kinds = (
        (FlyteFile, lambda value, captured: captured_file(value.download())),
        (FlyteDirectory, lambda value, captured: captured_folder(value.download())),
        (StructuredDataset, _captured_dataset),
    )
    input_kinds = ((FlyteFile, FlyteFile), (FlyteDirectory, FlyteDirectory))

    def __init__(self):
        self.recorder = CallRecorder()
        for kind in (Task, WorkflowBase):
            kind.local_execute = self._recorded(kind.local_execute)
        if REQUEST["secrets"] == "made-up":
            gate.click.confirm = lambda *rest, **named: True
            gate.parse_stdin_to_literal = _made_up_literal

    def _recorded(self, original):
        def local_execute(entity, *rest, **named):
            with self.recorder.call(entity, name_of(self.function(called_in_the_end(entity)), entity.name)):
                return original(entity, *rest, **named)

        return local_execute

    def function(self, entity):
        return flyte1_tasks.function_of(entity)

    def home(self, entity, module):
        return flyte1_tasks.home_of(entity, module)

    def kind(self, entity):
        return flyte1_tasks.kind_of(entity)

    def unmigrated(self, module):
        return ()

    def parameters(self, entity):
        interface = {name: (kind, REQUIRED if default is None else default) for name, (kind, default) in _interface(entity)}
        return parameters_of(self.function(entity), interface)

    def output_names(self, entity):
        return list(entity.python_interface.outputs)

    def run(self, entity, inputs):
        result = entity(**inputs)
        return asyncio.run(result) if inspect.iscoroutine(result) else result

    def error(self, error):
        message, shorter = str(error), None
        while message != shorter:
            shorter, message = message, ADDED_TO_MESSAGES.sub("", message)
        return plain_error(type(error).__name__, message, error)

    def begin_runs(self):
        """Some releases look for a secret without its group where a plugin does not require groups."""
        flytekit.configuration.plugin.get_plugin = STRICT_PLUGIN

    def end_runs(self):
        """Each tree has its own entities."""
        flytekit.configuration.plugin.get_plugin = PERMISSIVE_PLUGIN
        FlyteEntities.entities.clear()

    def secrets(self):
        manager = flytekit.current_context().secrets
        contexts = [getattr(entity, "security_context", None) for entity in FlyteEntities.entities]
        for secret in (secret for context in contexts for secret in (getattr(context, "secrets", None) or [])):
            if isinstance(secret, tuple):  # a trailing comma too many
                continue
            parts = (secret.group, secret.key, secret.group_version)
            own = getattr(secret, "env_var", None)
            if secret.mount_requirement == flytekit.Secret.MountType.FILE:
                yield DeclaredSecret(*parts, variables=(), file=manager.get_secrets_file(*parts), path_variable=own)
            else:
                variables = (manager.get_secrets_env_var(*parts), *([own] if own else []))
                yield DeclaredSecret(*parts, variables=variables, file=None)

    def called(self, entity):
        """The tasks and workflows that a workflow calls."""
        return [call.called for call in calls_of(entity)]

    def nodes(self, entity):
        """The calls in a workflow's body."""
        for call in calls_of(entity):
            name = name_of(self.function(call.called), call.called.name)
            yield {"id": call.id, "called": name, "upstream": list(call.upstream), "repeated": call.repeated}

    def node_facts(self, entity):
        return [call.facts() for call in calls_of(entity)]

    def call_facts(self, task, root):
        """A local run drops the overrides; the nodes have them."""
        return None


def _interface(entity):
    return entity.python_interface.inputs_with_defaults.items()


run_trees(REQUEST, Flyte1())
