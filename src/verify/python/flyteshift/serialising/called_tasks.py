"""Which tasks the body of a task calls: directly, through helper functions, methods, lambdas, `functools.partial`, lists of tasks, and
through `t.func(…)`, which runs the other task's body inline.

Reads byte code and runs nothing. Where it cannot know (a method of an object that only a run makes), it stays silent.
"""

import dis
import functools
import importlib.util
import inspect
import os
import sys
import types

from flyte._task import AsyncFunctionTaskTemplate, TaskTemplate

_SUBMITS = frozenset({None, "aio", "override"})
"""What stands after a task where it is submitted; `None`: it is called, or handed on (`flyte.map(t, …)`)."""

_RUNS_INLINE = frozenset({"func", "forward"})

_UNNAMED = ("__init__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__")
"""Methods that nobody names where they are called."""

_LOADS_GLOBAL = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})
_LOADS_CLOSURE = frozenset({"LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_CLOSURE"})
_LOADS_ATTRIBUTE = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
_SILENT = frozenset({"EXTENDED_ARG", "CACHE", "NOP", "PUSH_NULL"})


def called_tasks(task, root):
    """The tasks that `task` submits. Follows functions of files below `root`."""
    walk = _Walk(root)
    walk.function(task.func)
    return list(walk.tasks.values())


class _Instance:
    """Stands for `self` in a method of `owner`."""

    def __init__(self, owner):
        self.owner = owner


class _Walk:
    def __init__(self, root):
        self.root = os.path.realpath(root) + os.sep
        self.tasks = {}
        self.seen = set()

    def function(self, function, owner=None):
        wrapped = inspect.unwrap(function)
        for one in (function, wrapped) if wrapped is not function else (function,):
            code = getattr(one, "__code__", None)
            if code is None or (one, owner) in self.seen or not self.is_own(code.co_filename):
                continue
            self.seen.add((one, owner))
            closure = {name: _content(cell) for name, cell in zip(code.co_freevars, one.__closure__ or ())}
            first = {code.co_varnames[0]: _Instance(owner)} if owner and code.co_argcount else {}
            self.code(code, one.__globals__, closure, first)

    def code(self, code, names, closure, local):
        attributes = {one.argval for one in dis.get_instructions(code) if one.opname in _LOADS_ATTRIBUTE}
        loaded = _Loaded(names, closure, local)
        for value, attribute in loaded.values_of(code):
            self.value(value, attribute, attributes)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.code(constant, names, loaded.closure, {})

    def value(self, value, attribute=None, attributes=(), depth=0):
        kind = type(value)
        if issubclass(kind, TaskTemplate):
            self.task(value, attribute)
        elif issubclass(kind, types.FunctionType):
            self.function(value)
        elif issubclass(kind, types.MethodType):
            self.function(value.__func__, type(value.__self__))
        elif issubclass(kind, functools.partial):
            self.values([value.func, *value.args, *value.keywords.values()], depth)
        elif issubclass(kind, (list, tuple, set, frozenset)):
            self.values(value, depth)
        elif issubclass(kind, dict):
            self.values(value.values(), depth)
        elif kind is _Instance:
            self.methods(value.owner, [attribute])
        elif issubclass(kind, type):
            self.methods(value, [*attributes, *_UNNAMED])
        else:
            self.methods(kind, [attribute, *_UNNAMED])

    def task(self, task, attribute):
        if attribute in _SUBMITS:
            self.tasks[task.name] = task
        elif attribute in _RUNS_INLINE and isinstance(task, AsyncFunctionTaskTemplate):
            self.function(task.func)

    def values(self, values, depth):
        for value in list(values) if depth < 3 else ():
            self.value(value, depth=depth + 1)

    def methods(self, owner, names):
        """The methods of `names` that `owner`, a class of the user's, has."""
        if not self.is_own(getattr(sys.modules.get(owner.__module__), "__file__", None) or ""):
            return
        for name in names:
            method = inspect.getattr_static(owner, name, None) if name else None
            function = getattr(method, "__func__", None) or getattr(method, "fget", None) or method
            if isinstance(function, types.FunctionType):
                self.function(function, owner)
            elif isinstance(function, TaskTemplate):
                self.task(function, None)

    def is_own(self, file):
        return os.path.realpath(file).startswith(self.root)


class _Loaded:
    """The values of the names in a code object, as far as they are known before it runs."""

    def __init__(self, names, closure, local):
        self.names, self.closure, self.local = names, dict(closure), dict(local)

    def values_of(self, code):
        """(value, attribute) for each value that is loaded, followed through modules; `attribute` is what is read of it, or None."""
        value, module, constants = None, None, []
        for instruction in dis.get_instructions(code):
            operation, argument = instruction.opname, instruction.argval
            if operation in _SILENT:
                continue
            attribute = argument if operation in _LOADS_ATTRIBUTE else None
            follows = attribute and isinstance(value, types.ModuleType)
            if value is not None and not follows and not operation.startswith("STORE_"):
                yield value, attribute
            if operation == "LOAD_CONST":
                constants = [*constants[-1:], argument]
            if operation == "IMPORT_NAME":
                module = value = _imported(argument, constants, self.names)
            elif operation == "IMPORT_FROM":
                value = getattr(module, argument, None)
            elif operation.startswith("STORE_"):
                value = self._store(operation, argument, value)
            else:
                value = getattr(value, attribute, None) if follows else self._load(operation, argument)

    def _load(self, operation, name):
        if operation in _LOADS_GLOBAL:
            return self.names.get(name)
        if operation in _LOADS_CLOSURE:
            return self.closure.get(name)
        if operation.startswith("LOAD_FAST"):
            return self.local.get(name[-1] if isinstance(name, tuple) else name)
        return None

    def _store(self, operation, name, value):
        """Keeps the value under its name. One operation may store and load (`STORE_FAST_LOAD_FAST`): gives what it loads."""
        if operation == "STORE_DEREF":
            self.closure[name] = value
        if not operation.startswith("STORE_FAST"):
            return None
        stored, *others = name if isinstance(name, tuple) else (name,)
        self.local[stored] = value
        return self.local.get(others[0]) if others and "LOAD" in operation else None


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _imported(name, constants, names):
    """The module that `import` gives; one that nobody has imported yet is not imported for this."""
    level, names_in_it = constants if len(constants) == 2 else (0, None)
    if level:
        name = importlib.util.resolve_name("." * level + name, names.get("__package__") or "")
    return sys.modules.get(name if names_in_it else name.partition(".")[0])
