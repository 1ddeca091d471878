"""Runs work in a child process of its own, so that what a user's module does to its process costs only that module.

The child is a fork: the SDK, which takes seconds to start, is there already. Where the platform has no fork (Windows), the
caller works in its own process.
"""

import asyncio
import importlib
import json
import os
import select
import signal
import sys
import sysconfig
import threading
import time

CAN_ISOLATE = hasattr(os, "fork")

_POLL_SECONDS = 0.2
"""How often a silent child is looked at: a process that it left behind may hold its pipe open."""

_KEPT_APART = {"flytekitplugins", "flyteplugins", "union"}
"""Plugins change an SDK when they are imported, so every module imports them for itself."""

_SDKS = {"flytekit", "flyte"}
"""Of these only what they import themselves is imported in advance: parts of them change with what is installed."""


def in_child(work, seconds, listen=lambda text: None):
    """Calls `work(tell)` in a child and returns (result, failure).

    `result` is what `work` returned, through JSON; `failure` is an error document, or None. `tell(text)` is a sign of life, which
    `listen` hears: a child that is silent for longer than `seconds` is killed.
    """
    reader, writer = os.pipe()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work_in_child(work, writer)
    os.close(writer)
    messages = _messages(reader, lambda: os.waitpid(child, os.WNOHANG))
    deadline = time.monotonic() + seconds
    try:
        for kind, value in messages:
            if kind == "result":
                return value, None
            if kind == "failure":
                return None, value
            if kind == "end":
                child = None
                return None, _failure("Crashed", _ending(value))
            if kind == "told":
                listen(value)
                deadline = time.monotonic() + seconds
            elif time.monotonic() > deadline:
                return None, _failure("TimedOut", f"took more than {seconds:g} seconds")
    finally:
        os.close(reader)
        if child is not None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _messages(reader, poll_end):
    """What the child sends, as [kind, value]; `silence` while it sends nothing, and at last `end` with its exit status.

    The end of the pipe is not waited for: a process that the child left behind may hold it open, and the child may have closed it.
    """
    unread, is_open, pid, status = b"", True, 0, 0
    while True:
        if is_open:
            ready, _, _ = select.select([reader], [], [], 0 if pid else _POLL_SECONDS)
        else:
            time.sleep(_POLL_SECONDS / 10)
            ready = []
        received = os.read(reader, 1 << 16) if ready else b""
        is_open = is_open and bool(received or not ready)
        *lines, unread = (unread + received).split(b"\n")
        yield from map(json.loads, lines)
        if received:
            continue
        if pid:
            yield "end", status
        pid, status = poll_end()
        yield "silence", None


def third_party_modules(before):
    """Names of the installed modules that were imported since `before` (a set of names), in the order of their import."""
    folders = tuple({os.path.join(sysconfig.get_path(name), "") for name in ("purelib", "platlib")})
    found = [(name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items()) if name not in before]
    return [name for name, file in found if isinstance(file, str) and file.startswith(folders) and _is_for_all(name)]


def _is_for_all(name):
    package = name.partition(".")[0]
    return package not in _KEPT_APART and (package not in _SDKS or name == package)


def import_in_advance(names):
    """Imports installed modules that one child needed, for the children to come."""
    if sys.platform == "darwin":
        return  # the system's own libraries do not survive a fork there
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException:  # the module that needs it will say so
            pass


def _work_in_child(work, writer):
    process = os.getpid()
    _restart_flyte_loop()

    def send(kind, value):
        # A user's module may fork: its copy of us has nothing to say.
        if os.getpid() == process:
            _write_all(writer, json.dumps([kind, value]).encode() + b"\n")

    try:
        send("result", work(lambda text: send("told", text)))
    except BaseException as error:
        send("failure", _failure(type(error).__name__, str(error)))
    finally:
        os._exit(0)  # a thread that a user's module started must not keep us


def _write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


def _restart_flyte_loop():
    """Threads do not survive a fork, and flyte runs all of its synchronous calls in one (`flyte/syncify/_api.py`)."""
    api = sys.modules.get("flyte.syncify")
    loop = getattr(getattr(api, "syncify", None), "_bg_loop", None)
    if loop is None:
        return
    loop.loop = asyncio.new_event_loop()
    loop.thread = threading.Thread(name=loop.thread.name, target=loop._run, daemon=True)
    loop.thread.start()


def _ending(status):
    if os.WIFSIGNALED(status):
        return f"ended the process by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended the process with exit code {os.WEXITSTATUS(status)}"


def _failure(kind, message):
    return {"type": kind, "message": message, "trace": ""}
