"""Runs tasks and workflows of source trees on this machine: what `run_flyte1.py` and `run_flyte2.py` have in common.

Standard input: the request, a JSON document:

    folder: where relative paths in inputs start
    scratch: folder for what the SDKs write
    secrets: "environment", or "made-up" for invented values, and invented answers where a person would be asked
    aliases: [{group, key, variable}]: variables that the migration chose for secrets
    instead_of_defaults: whether made-up inputs take the place of defaults
    facts: whether to say what each call asks the cluster for
    moved: as for the serialisers (`serialising/print_document.py`)
    trees: as for the serialisers, each with `entries`: [{module, name, inputs}] (inputs null: made up), "all", or "outermost", which
           is all but the tasks that a workflow of the tree calls; and `done`: [{module, name}], which are left out

Standard output: lines of JSON, {"started": [TREE, MODULE, NAME]} before anything of the user's runs (NAME null while a module is
imported), {"ended": [TREE, MODULE, NAME], "result": …} after a run, {"unread": [TREE, MODULE], "error": …} for a module that
cannot be imported, and {"sdk": …, "version": …} last of all.
"""

import importlib
import json
import os
import sys
import time

from flyteshift.entities import functions_of
from flyteshift.running.captured_values import capture
from flyteshift.running.declared_secrets import MadeUpSecrets, SecretSource, place_secrets
from flyteshift.running.given_inputs import given_inputs
from flyteshift.running.made_up_inputs import made_up_inputs
from flyteshift.running.parameters import InputError
from flyteshift.source_trees import lead_into_copy, tree_on_path
from flyteshift.streams import own_streams
from flyteshift.texts import error_of, without_addresses


def read_request():
    """The request, from standard input. An SDK reads variables when it is imported, so the request comes first."""
    return json.load(sys.stdin)


def run_trees(request, sdk):
    """Runs everything that is requested with an SDK (`Flyte1`, `Flyte2`), prints the results and ends the process."""
    sys.path.pop(0)  # the script's own folder: user modules must not find ours there
    output = own_streams()
    lead_into_copy(request["moved"])

    def say(**line):
        print(json.dumps(line), file=output, flush=True)

    for number, tree in enumerate(request["trees"]):
        _TreeRun(number, tree, request, sdk, say).run()
    say(sdk=sdk.name, version=sdk.version)
    os._exit(0)  # a thread that a user's module started must not keep us


def name_of(function, fallback):
    """How a called task is named in the results."""
    if function is None:
        return {"module": "", "name": fallback}
    return {"module": function.__module__, "name": function.__qualname__}


class _TreeRun:
    def __init__(self, number, tree, request, sdk, say):
        self.number, self.tree, self.request, self.sdk, self.say = number, tree, request, sdk, say
        self.modules = {}

    def run(self):
        with tree_on_path(self.tree):
            for name in self.tree["modules"]:
                self._import(name)
            self._run_entries(os.path.realpath(self.tree["root"]))

    def _import(self, name):
        self.say(started=[self.number, name, None])
        try:
            self.modules[name] = importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: a module that exits costs only itself
            self.say(unread=[self.number, name], error=error_of(error))

    def _run_entries(self, root):
        """Runs all, now that every module of the tree is there, with the secrets that its tasks ask for."""
        source = MadeUpSecrets() if self.request["secrets"] == "made-up" else SecretSource(self.request["aliases"])
        before = dict(os.environ)
        place_secrets(self.sdk.secrets(), source)
        self.sdk.begin_runs()
        try:
            for entry in self._entries():
                if entry["module"] in self.modules:
                    self._run_entry(entry, source, root)
        finally:
            os.environ.clear()
            os.environ.update(before)
            self.sdk.end_runs()

    def _entries(self):
        done = [(entry["module"], entry["name"]) for entry in self.tree["done"]]
        return [entry for entry in self._wanted_entries() if (entry["module"], entry["name"]) not in done]

    def _wanted_entries(self):
        if isinstance(self.tree["entries"], list):
            return self.tree["entries"]
        own = {name: self._own_entities(module) for name, module in self.modules.items()}
        called = set()
        if self.tree["entries"] == "outermost":
            called = {id(task) for entities in own.values() for entity in entities.values() for task in self.sdk.called(entity)}
        return [
            {"module": module, "name": name, "inputs": None}
            for module, entities in own.items()
            for name, entity in entities.items()
            if id(entity) not in called
        ]

    def _own_entities(self, module):
        """By name; without what is imported from elsewhere."""
        named = self._named_entities(module)
        return {name: entity for name, entity in named.items() if self.sdk.home(entity, module) == module.__name__}

    def _named_entities(self, module):
        """By qualified name of the function, or by the module's variable where there is no function."""
        found = {}
        for variable, entity in functions_of(module, self.sdk.kinds):
            function = self.sdk.function(entity)
            found.setdefault(function.__qualname__ if function else variable, entity)
        return found

    def _run_entry(self, entry, source, root):
        where = [self.number, entry["module"], entry["name"]]
        self.say(started=where)
        result = self._result(entry, root)
        secrets = {"used": sorted(source.used), "unset": list(source.unset)}
        self.say(ended=where, result={**_NO_RESULT, **result, "secrets": secrets})

    def _result(self, entry, root):
        module = self.modules[entry["module"]]
        entities = self._named_entities(module)
        entity = entities.get(entry["name"])
        if entity is None:
            unmigrated = entry["name"] in self.sdk.unmigrated(module)
            return {"problem": {"kind": "unmigrated" if unmigrated else "unknown", "message": "", "names": sorted(entities)}}
        found = {"kind": self.sdk.kind(entity)}
        try:
            inputs = self._inputs(entity, entry["inputs"])
        except InputError as error:
            return {**found, "problem": {"kind": "inputs", "message": str(error), "names": []}}
        return {**found, **self._run(entity, inputs, root)}

    def _inputs(self, entity, given):
        parameters = self.sdk.parameters(entity)
        if given is None:
            everywhere = self.request["instead_of_defaults"]
            return made_up_inputs(parameters, everywhere, self.sdk.input_kinds, self.request["scratch"])
        return given_inputs(parameters, given, self.sdk.input_kinds, self.request["folder"])

    def _run(self, entity, inputs, root):
        recorder = self.sdk.recorder
        recorder.begin()
        began = time.monotonic()
        try:
            value = self.sdk.run(entity, inputs)
            found = {"seconds": time.monotonic() - began, "outputs": self._outputs(entity, value)}
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too
            found = {"error": self.sdk.error(error)}
        try:
            return {**found, **self._calls(entity, root)}
        except Exception as error:  # what a call asks for is found out by serialising user objects
            return {**found, "error": found.get("error") or error_of(error)}

    def _calls(self, entity, root):
        recorder = self.sdk.recorder
        calls = [{**call, "facts": None} for call in recorder.calls()]
        nodes = [{**node, "facts": None} for node in self.sdk.nodes(entity)]
        if self.request["facts"]:
            for call, task in zip(calls, recorder.tasks):
                call["facts"] = self.sdk.call_facts(task, root) if call["caller"] == 0 else None
            for node, facts in zip(nodes, self.sdk.node_facts(entity)):
                node["facts"] = facts
        return {"calls": calls, "nodes": nodes}

    def _outputs(self, entity, value):
        """By position: Flyte 2 gives plain tuples, and those of Flyte 1 may have one item."""
        names = self.sdk.output_names(entity)
        values = value if isinstance(value, tuple) and len(value) == len(names) else (value,)
        return [{"name": name, "value": capture(one, self.sdk.value_kinds)} for name, one in zip(names, values)]


_NO_RESULT = {
    "kind": None,
    "seconds": None,
    "outputs": None,
    "error": None,
    "problem": None,
    "calls": [],
    "nodes": [],
}


def plain_error(type_name, message, error):
    """The error of a run, under the name and with the message that the user's code gave it."""
    return {**error_of(error), "type": type_name, "message": without_addresses(message)}
