"""Which tasks were called while an entry ran, by whom, and when each call began and ended."""

import contextlib
import contextvars
import threading
import time


class CallRecorder:
    """Follows calls through threads and coroutines: both SDKs hand the context on."""

    def __init__(self):
        self._caller = contextvars.ContextVar("flyteshift_caller", default=None)
        self._lock = threading.Lock()
        self.begin()

    def begin(self):
        """Forgets what was recorded; times count from now."""
        self.tasks, self._calls, self._origin = [], [], time.monotonic()

    @contextlib.contextmanager
    def call(self, task, name):
        """Around one call of `task`, the SDK's object with the overrides of this call."""
        record = {"called": name, "caller": self._caller.get(), "start": self._now(), "end": None}
        with self._lock:
            number = len(self._calls)
            self._calls.append(record)
            self.tasks.append(task)
        token = self._caller.set(number)
        try:
            yield
        finally:
            self._caller.reset(token)
            record["end"] = self._now()

    def calls(self):
        """In the order in which they began. `caller` is the number of another call, or None."""
        with self._lock:
            return [dict(record) for record in self._calls]

    def _now(self):
        return time.monotonic() - self._origin
