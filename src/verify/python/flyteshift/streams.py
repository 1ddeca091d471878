"""Who reads and writes the standard streams: we do, and user code does not."""

import os
import sys


def own_streams():
    """Keeps the real standard output for us; what user code prints (child processes too) goes to standard error, and it reads
    nothing from standard input."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = open(0, closefd=False)
    return output
