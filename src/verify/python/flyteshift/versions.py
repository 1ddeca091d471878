"""Versions of an SDK whose internals are not where they are looked for."""

import sys
from contextlib import contextmanager


@contextmanager
def readable(sdk, oldest=None):
    """Around imports of internals of an SDK: where one is missing, the process ends with one sentence.

    `sdk`: name and version; `oldest`: the first version that can be read.
    """
    try:
        yield
    except ImportError as error:
        known = f" ({oldest} or newer)" if oldest else ""
        sys.exit(f"{sdk} is not a version that flyteshift can read{known}: {error}")
