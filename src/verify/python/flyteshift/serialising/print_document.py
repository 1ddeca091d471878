"""Imports the modules of one or more source trees, each in turn, and prints what was found.

Standard input: the request, a JSON document:
  trees         of each: `root`, the folder that is the import root; `modules`, dotted names; `path`, further import roots;
                `folder`, where the modules run; `own_names`, top-level names that are the repository's own
  isolate       seconds that a module may take in a child process of its own; null: all in this process
  stub_missing  whether stand-ins are imported for packages that are not installed
  moved         [FROM, TO]: where the interpreter's import path leads into the folder FROM, it is to lead into its copy TO; or null

Trees do not see each other: after a tree, its modules are forgotten, so two trees may use the same module names.

Standard output: before each module a line `> TREE MODULE` (TREE counts from 0), so that a module that hangs or ends the
process can be named; last of all the document, JSON in one line.
"""

import importlib
import json
import os
import sys
from contextlib import contextmanager

from flyteshift.serialising.isolation import CAN_ISOLATE, import_in_advance, in_child, third_party_modules
from flyteshift.serialising.stand_ins import StandInFinder, missing_package
from flyteshift.source_trees import forget, lead_into_copy, make_room, tree_on_path
from flyteshift.streams import own_streams
from flyteshift.texts import error_of

SDK_PACKAGES = frozenset({"flytekit", "flyte", "flyteidl", "flyteidl2", "union"})
"""Nothing can stand for these: without them there is nothing to read."""


def print_document(sdk, version, read_module, finish_tree=None):
    """Reads all trees of the request and prints the document.

    `read_module(module, root)` gives the module's tasks and unmigrated names; `finish_tree(root)`, called when all modules of the
    tree are in one process, gives what deploy would refuse.
    """
    sys.path.pop(0)  # the script's own folder: user modules must not find ours there
    request = json.load(sys.stdin)
    output = own_streams()
    reader = _Reader(request, read_module, finish_tree)
    trees = []
    for number, tree in enumerate(request["trees"]):
        reader.started = lambda name, number=number: print(">", number, name, file=output, flush=True)
        trees.append(reader.read_tree(tree))
    print(json.dumps({"sdk": sdk, "version": version, "trees": trees}), file=output, flush=True)
    os._exit(0)  # a thread that a user's module started must not keep us


class _Reader:
    """Reads trees as the request wants them read."""

    def __init__(self, request, read_module, finish_tree):
        self.read_module = read_module
        self.finish_tree = finish_tree
        self.seconds = request.get("isolate") if CAN_ISOLATE else None
        self.stub_missing = request.get("stub_missing", False)
        self.started = lambda name: None
        lead_into_copy(request.get("moved"))

    def read_tree(self, tree):
        with tree_on_path(tree):
            read = self._read_isolated if self.seconds else self._read_here
            modules, deploy = read(tree)
        return {"root": tree["root"], "modules": modules, "deploy": deploy}

    def _read_here(self, tree):
        root = os.path.realpath(tree["root"])
        modules = [self._read_module(tree, name, self._import_and_read) for name in tree["modules"]]
        return modules, self.finish_tree(root) if self.finish_tree else []

    def _read_isolated(self, tree):
        modules = [self._read_module(tree, name, self._read_in_child) for name in tree["modules"]]
        return modules, self._finish_isolated(tree, modules) if self.finish_tree else []

    def _read_module(self, tree, name, read):
        """Reads a module again as long as one more stand-in may help: what it does without, it goes without."""
        stubbed = []
        while True:
            self.started(name)
            found = read(tree, name, stubbed)
            package = found["missing"]
            if not self.stub_missing or package in (None, *SDK_PACKAGES, *stubbed):
                return {**found, "stubbed": stubbed}
            stubbed = [*stubbed, package]

    def _read_in_child(self, tree, name, stubbed):
        before = set(sys.modules)

        def work(tell):
            make_room(tree, name)
            found = self._import_and_read(tree, name, stubbed)
            # What was imported with stand-ins may be another thing than without.
            return {**found, "third_party": [] if stubbed else third_party_modules(before)}

        found, failure = in_child(work, self.seconds)
        if failure:
            return _failed(name, failure)
        import_in_advance(found.pop("third_party"))
        return found

    def _import_and_read(self, tree, name, stubbed):
        process = os.getpid()
        before = set(sys.modules)
        root = os.path.realpath(tree["root"])
        try:
            with _stand_ins(stubbed):
                found = self.read_module(importlib.import_module(name), root)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: a module that exits costs only itself
            forget(set(sys.modules) - before, [root])
            return _failed(name, error_of(error), missing_package(error, tree.get("own_names", ())))
        finally:
            if os.getpid() != process:
                os._exit(0)  # the module forked: its copy of us has nothing to say
        return {"module": name, **found, "error": None, "missing": None}

    def _finish_isolated(self, tree, modules):
        """What deploy would refuse, with all modules that can be imported in one process."""
        stubbed = sorted({package for module in modules for package in module["stubbed"]})
        names = [module["module"] for module in modules if not module["error"]]
        refused = []
        while names:
            reached = []

            def listen(name):
                reached.append(name)
                self.started(name or names[-1])

            deploy, failure = in_child(lambda tell: self._finish_all(tree, names, stubbed, tell), self.seconds, listen)
            if failure is None:
                return refused + deploy
            culprit = reached[-1]
            what = f"{culprit} cannot be imported together with the others" if culprit else "the environments cannot be read"
            problem = f"{what}: {failure['type']}: {failure['message']}"
            refused.append({"kind": "plan", "environment": "", "file": None, "problem": problem})
            if culprit is None:
                break
            names.remove(culprit)
        return refused

    def _finish_all(self, tree, names, stubbed, tell):
        with _stand_ins(stubbed):
            for name in names:
                tell(name)
                make_room(tree, name)
                importlib.import_module(name)
            tell(None)
            return self.finish_tree(os.path.realpath(tree["root"]))


def _failed(name, error, missing=None):
    return {"module": name, "tasks": [], "unmigrated": [], "error": error, "missing": missing}


@contextmanager
def _stand_ins(packages):
    finder = StandInFinder(packages)
    if packages:
        sys.meta_path.append(finder)
    try:
        yield
    finally:
        if packages:
            sys.meta_path.remove(finder)
            for name in finder.modules:
                sys.modules.pop(name, None)
