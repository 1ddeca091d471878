"""Prints what an interpreter has, without importing an SDK; runs under every Python, so that an old one can be named."""

import json
import os
import sys


def version_of(package):
    """The version that is installed, or None; nothing is imported."""
    try:
        from importlib.metadata import PackageNotFoundError, version
    except ImportError:  # Python < 3.8
        return None
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def has_module(name):
    """Whether a module can be imported; it is."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


found = {
    "python": "%d.%d.%d" % sys.version_info[:3],
    "flytekit": version_of("flytekit"),
    "flyte": version_of("flyte"),
    "pip": has_module("pip"),
    "environment": sys.prefix != getattr(sys, "base_prefix", sys.prefix) or "CONDA_PREFIX" in os.environ,
}
print(json.dumps(found))
