"""Tasks, workflows and functions in a module that was imported."""

import inspect


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


def _is_own_class(value, module):
    return issubclass(type(value), type) and value.__module__ == module.__name__


def first_line(function):
    """Line of the function's first decorator, or None where there is no source."""
    code = getattr(inspect.unwrap(function), "__code__", None) if function else None
    return code.co_firstlineno if code else None
