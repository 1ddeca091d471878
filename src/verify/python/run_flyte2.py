"""Runs Flyte 2 tasks with flyte's local controller, where calls of tasks are actions: see `flyteshift/running/run_trees.py`."""

import sys

sys.dont_write_bytecode = True

import builtins
import io
import os
import tempfile

os.environ.setdefault("DO_NOT_TRACK", "1")  # the SDK would report errors over the network

from flyteshift.running.run_trees import name_of, plain_error, read_request, run_trees

REQUEST = read_request()

import flyte
import flyte.errors
import flyte.io
from flyte._environment import list_loaded_environments
from flyte._internal.controllers._local_controller import LocalController
from flyte._task import TaskTemplate

from flyteshift.running.call_recorder import CallRecorder
from flyteshift.running.captured_values import captured_file, captured_folder
from flyteshift.running.declared_secrets import DeclaredSecret
from flyteshift.running.made_up_inputs import made_up
from flyteshift.running.parameters import parameters_of
from flyteshift.serialising import flyte2_tasks

MOUNT = "/etc/flyte/secrets"
"""The only folder for secrets in Flyte 2, and not ours to write to (`flyte/_secret.py`)."""

SECRETS_FOLDER = os.path.join(REQUEST["scratch"], "flyte2-secrets")


def _captured_frame(value, captured):
    import pandas

    return captured(value.open(pandas.DataFrame).all_sync())


def _open_secrets(original):
    """`open` that finds our files for secrets below the mount."""

    def open_here(file, *rest, **named):
        if isinstance(file, (str, os.PathLike)) and os.fspath(file).startswith(MOUNT):
            ours = SECRETS_FOLDER + os.fspath(file)[len(MOUNT) :]
            file = ours if os.path.exists(ours) else file
        return original(file, *rest, **named)

    return open_here


class Flyte2:
    """flyte, as `run_trees` needs it."""

    name, version = "flyte", flyte.version()
    kinds = (TaskTemplate,)
    value_kinds = (
        (flyte.io.File, lambda value, captured: captured_file(value.download_sync())),
        (flyte.io.Dir, lambda value, captured: captured_folder(value.download_sync())),
        (flyte.io.DataFrame, _captured_frame),
    )
    input_kinds = ((flyte.io.File, flyte.io.File.from_local_sync), (flyte.io.Dir, flyte.io.Dir.from_local_sync))

    def __init__(self):
        flyte.init()
        self.recorder = CallRecorder()
        LocalController.submit = self._recorded(LocalController.submit)
        if REQUEST["secrets"] == "made-up":
            LocalController._prompt_condition_console = staticmethod(lambda condition: made_up(condition.data_type))
        builtins.open = io.open = _open_secrets(io.open)

    def _recorded(self, original):
        async def submit(controller, task, *rest, **named):
            with self.recorder.call(task, name_of(self.function(task), task.name)):
                return await original(controller, task, *rest, **named)

        return submit

    def function(self, task):
        return getattr(task, "func", None)

    def home(self, task, module):
        return flyte2_tasks.home_of(task, module)

    def kind(self, task):
        return "task" if self.function(task) else "other"

    def unmigrated(self, module):
        return flyte2_tasks.flyte1_names(module)

    def parameters(self, task):
        return parameters_of(self.function(task), task.native_interface.inputs)

    def output_names(self, task):
        return list(task.native_interface.outputs)

    def run(self, task, inputs):
        # A folder for each run: checkpoints of one would be there for the next.
        folder = tempfile.mkdtemp(prefix="flyte2-run-", dir=REQUEST["scratch"])
        context = flyte.with_runcontext(mode="local", disable_run_cache=True, raw_data_path=os.path.join(folder, "data"))
        context._metadata_path = os.path.join(folder, "metadata")  # else below /tmp/flyte
        outputs = tuple(context.run(task, **inputs).outputs())
        return outputs[0] if len(outputs) == 1 else outputs

    def error(self, error):
        """The local controller wraps errors and keeps the name of their class as `code`."""
        wrapped = isinstance(error, flyte.errors.RuntimeUserError)
        return plain_error(error.code if wrapped else type(error).__name__, str(error), error)

    def begin_runs(self):
        pass

    def end_runs(self):
        """Each tree has its own environments."""
        list_loaded_environments().clear()

    def secrets(self):
        for environment in list_loaded_environments():
            tasks = getattr(environment, "tasks", {}).values()
            for secret in (secret for owner in (environment, *tasks) for secret in _secrets(owner)):
                variables = (secret.as_env_var,) if secret.as_env_var else ()
                file = os.path.join(SECRETS_FOLDER, secret.key) if secret.mount else None
                yield DeclaredSecret(secret.group, secret.key, None, variables, file)

    def called(self, task):
        return []

    def nodes(self, task):
        return []

    def node_facts(self, task):
        return []

    def call_facts(self, task, root):
        return flyte2_tasks.facts_of(task, root) if self.function(task) else None


def _secrets(owner):
    """As a task or an environment says it: a text, a secret, or a list of them."""
    declared = owner.secrets or []
    return [flyte.Secret(one) if isinstance(one, str) else one for one in (declared if isinstance(declared, list) else [declared])]


run_trees(REQUEST, Flyte2())
