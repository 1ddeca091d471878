"""Stand-ins for packages that are not installed, so that a module that imports them can be imported all the same.

A stand-in gives whatever is asked of it: a class for every name, which can be a base class, a decorator, an annotation, a generic
(`Name[int]`), a context manager or a constant. It has no value: what computes with one (`int(…)`, `+`) fails, so that nothing made up
gets into what is compared.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from abc import ABCMeta


def missing_package(error, own_names):
    """The package whose absence `error` is, or None. `own_names`: top-level names of the user's own modules."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    parts = error.name.split(".")
    if parts[0] in own_names or parts[0] in getattr(sys, "stdlib_module_names", ()):
        return None
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        module = sys.modules.get(name)
        if module is None:
            return name
        if getattr(module, "__file__", None):
            return None  # the package is there, of another version
    return None


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the packages in `names`, and all below them; goes last in `sys.meta_path`, so that what is installed wins."""

    def __init__(self, names):
        self.names = frozenset(names)
        self.modules = set()
        """Names of the modules that it gave."""

    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if not any(".".join(parts[:count]) in self.names for count in range(1, len(parts) + 1)):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        self.modules.add(spec.name)
        return _StandInModule(spec.name)

    def exec_module(self, module):
        pass


class _StandInModule(types.ModuleType):
    __all__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = _stand_in(name, self.__name__)
        setattr(self, name, made)
        return made


class StandInClass(ABCMeta):
    """Of `ABCMeta`, because a class has one metaclass and a user's class may have an abstract base as well."""

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)
        made = _stand_in(name, f"{cls.__module__}.{cls.__qualname__}")
        setattr(cls, name, made)
        return made

    def __iter__(cls):
        return iter(())

    def __repr__(cls):
        return f"{cls.__module__}.{cls.__qualname__}"


class _StandIn(metaclass=StandInClass):
    def __new__(cls, *arguments, **options):
        # A user's class that has a stand-in as its base is made as any other.
        if _is_stand_in(cls) and not options and _is_decorated(arguments):
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *arguments, **options):
        pass

    def __init_subclass__(cls, **options):
        pass

    def __class_getitem__(cls, item):
        return cls

    def __call__(self, *arguments, **options):
        return arguments[0] if not options and _is_decorated(arguments) else self

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(type(self), name)()

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None

    def __mro_entries__(self, bases):
        return (type(self),)

    def __repr__(self):
        return f"<stand-in for {type(self)!r}>"


class _StandInError(_StandIn, Exception):
    """Only what is an exception can stand in an `except`."""

    def __new__(cls, *arguments, **options):
        return Exception.__new__(cls, *arguments)


def _stand_in(name, home):
    base = _StandInError if name.endswith(("Error", "Exception", "Warning")) else _StandIn
    return StandInClass(name, (base,), {"__module__": home, "_is_stand_in": True})


def _is_decorated(arguments):
    return len(arguments) == 1 and callable(arguments[0]) and not _is_stand_in(arguments[0])


def _is_stand_in(value):
    return "_is_stand_in" in (value if isinstance(value, type) else type(value)).__dict__
