"""Imports the modules of one or more source trees, each in turn, and prints what was found.

Arguments: ROOT MODULE [MODULE...] [-- ROOT MODULE [MODULE...]]...
Trees do not see each other: after a tree, its modules are forgotten, so two trees may use the same module names.

Standard output: before each module a line `> TREE MODULE` (TREE counts from 0), so that a module that hangs or ends the
process can be named; last of all the document, JSON in one line.
"""

import functools
import importlib
import inspect
import json
import os
import sys
import traceback


def print_document(sdk, version, read_module, finish_tree):
    """Reads all trees of the command line and prints the document.

    `read_module(module, root)` gives the module's tasks and unmigrated names; `finish_tree(root)` gives what deploy would refuse.
    """
    sys.path.pop(0)  # the script's own folder: user modules must not find ours there
    output = _own_standard_output()
    trees = []
    for number, (root, *names) in enumerate(_split(sys.argv[1:])):
        started = functools.partial(print, ">", number, file=output, flush=True)
        trees.append(_read_tree(root, names, started, read_module, finish_tree))
    print(json.dumps({"sdk": sdk, "version": version, "trees": trees}), file=output, flush=True)
    os._exit(0)  # a thread that a user's module started must not keep us


def functions_of(module, kinds):
    """(name, object) of everything in `module` and its classes that is of one of `kinds`, once each.

    Asks for types only: a user's object may do anything when it is asked for an attribute, `__class__` included.
    """
    seen = set()
    namespaces = [("", module)]
    namespaces += [(f"{n}.", v) for n, v in list(vars(module).items()) if _is_own_class(v, module)]
    for prefix, namespace in namespaces:
        for name, value in list(vars(namespace).items()):
            if issubclass(type(value), (staticmethod, classmethod)):
                value = value.__func__
            if id(value) not in seen and issubclass(type(value), kinds):
                seen.add(id(value))
                yield prefix + name, value


def first_line(function):
    """Line of the function's first decorator, or None where there is no source."""
    code = getattr(inspect.unwrap(function), "__code__", None) if function else None
    return code.co_firstlineno if code else None


def error_of(error):
    return {"type": type(error).__name__, "message": str(error), "trace": "".join(traceback.format_exception(error))}


def _is_own_class(value, module):
    return issubclass(type(value), type) and value.__module__ == module.__name__


def _split(arguments):
    trees = [[]]
    for argument in arguments:
        if argument == "--":
            trees.append([])
        else:
            trees[-1].append(argument)
    return [tree for tree in trees if tree]


def _own_standard_output():
    """Keeps the real standard output for us; what user code prints (child processes too) goes to standard error."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return output


def _read_tree(given_root, names, started, read_module, finish_tree):
    root = os.path.realpath(given_root)
    modules_before, path_before, folder_before = set(sys.modules), list(sys.path), os.getcwd()
    sys.path.insert(0, root)
    os.chdir(root)
    importlib.invalidate_caches()
    try:
        modules = []
        for name in names:
            started(name)
            modules.append(_read_module(name, root, read_module))
        return {"root": given_root, "modules": modules, "deploy": finish_tree(root)}
    finally:
        os.chdir(folder_before)
        sys.path[:] = path_before
        for name in set(sys.modules) - modules_before:
            if _is_below(sys.modules[name], root):
                del sys.modules[name]


def _read_module(name, root, read_module):
    try:
        found = read_module(importlib.import_module(name), root)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: a module that exits costs only itself
        return {"module": name, "tasks": [], "unmigrated": [], "error": error_of(error)}
    return {"module": name, **found, "error": None}


def _is_below(module, root):
    places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", [])]
    return any(os.path.realpath(place).startswith(root + os.sep) for place in places if place)
