"""Source trees on the import path, one after the other, so that two may have modules of the same name."""

import importlib
import os
import sys
from contextlib import contextmanager


@contextmanager
def tree_on_path(tree):
    """Inside, modules of `tree` (as in the request) can be imported and run in its folder; afterwards they are forgotten."""
    roots = [os.path.realpath(root) for root in (tree["root"], *tree.get("path", ()))]
    modules_before, path_before, folder_before = set(sys.modules), list(sys.path), os.getcwd()
    sys.path[:0] = roots
    os.chdir(tree.get("folder") or roots[0])
    importlib.invalidate_caches()
    try:
        yield
    finally:
        os.chdir(folder_before)
        sys.path[:] = path_before
        forget(set(sys.modules) - modules_before, roots)


def make_room(tree, name):
    """A user's module may have the name of one that is there already (`queue`, `utils`): beside its own files it is the one meant."""
    top = name.partition(".")[0]
    if top in sys.modules and not _is_below(sys.modules[top], os.path.realpath(tree["folder"] or tree["root"])):
        for known in [known for known in sys.modules if known == top or known.startswith(f"{top}.")]:
            del sys.modules[known]


def forget(names, roots):
    """Forgets those modules of `names` that lie below one of the folders `roots`."""
    # First all are looked at: a namespace package cannot say where it is once the one around it is forgotten.
    for name in [name for name in names if any(_is_below(sys.modules.get(name), root) for root in roots)]:
        del sys.modules[name]


def _is_below(module, root):
    try:
        places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", [])]
    except KeyError:
        return True  # a namespace package in one that could not be imported
    return any(os.path.realpath(place).startswith(root + os.sep) for place in places if place)


def lead_into_copy(moved):
    """A project that is installed in place (`pip install -e .`) is on the interpreter's path, and would be imported from there."""
    if not moved:
        return
    original, copy = moved

    def is_in(folder, place):
        return place == folder or place.startswith(folder + os.sep)

    def lead(place):
        real = os.path.realpath(place) if isinstance(place, str) and place else ""
        # An environment inside the repository is not copied.
        if not is_in(original, real) or is_in(sys.prefix, real) or is_in(sys.base_prefix, real):
            return place
        return os.path.join(copy, real[len(original) + 1 :])

    sys.path[:] = [lead(place) for place in sys.path]
    for finder in sys.meta_path:
        packages = getattr(sys.modules.get(getattr(finder, "__module__", "")), "MAPPING", None)
        if isinstance(packages, dict):  # setuptools' form of the same
            packages.update({name: lead(place) for name, place in packages.items()})
