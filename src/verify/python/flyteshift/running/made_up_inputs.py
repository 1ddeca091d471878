"""Inputs of a task or workflow, made up."""

import dataclasses
import enum
import os
import sys
import typing
from datetime import date, datetime, timedelta

from flyteshift.running.parameters import (
    REQUIRED,
    UNIONS,
    InputError,
    is_pandas_frame,
    required_fields,
    type_name,
    without_annotation,
)

_SAMPLES = {
    str: ["2026-03-02", "2026-03-03", "2026-03-04"],
    int: [3, 1, 2],
    float: [1.5, 0.5, 2.5],
    bool: [True, False, True],
    date: [date(2026, 3, 2)] * 3,
    datetime: [datetime(2026, 3, 2)] * 3,
    timedelta: [timedelta(minutes=3)] * 3,
}
"""What is made up: three of a kind, so that a changed order shows; a text that can be read as a date."""


def made_up_inputs(parameters, instead_of_defaults, sdk_kinds, folder):
    """A made-up value for each parameter that has no default, or for every one of whose type there is one.

    `sdk_kinds` as for `given_inputs`; what they hold is made up below `folder`.
    """
    samples = _Samples(sdk_kinds, folder)
    found = {}
    for name, (kind, default) in parameters.items():
        if default is REQUIRED or instead_of_defaults:
            try:
                found[name] = samples.sample(kind)
            except InputError:
                if default is REQUIRED:
                    raise
    return found


def made_up(kind):
    """One made-up value, for what a person would be asked."""
    return _Samples((), "").sample(kind)


class _Samples:
    def __init__(self, sdk_kinds, folder):
        self.sdk_kinds, self.folder = sdk_kinds, folder

    def sample(self, kind, number=0):
        kind = without_annotation(kind)
        if kind in _SAMPLES:
            return _SAMPLES[kind][number]
        origin, parameters = typing.get_origin(kind), typing.get_args(kind)
        if origin is list and parameters:
            return [self.sample(parameters[0], number) for number in range(3)]
        if origin is dict and parameters:
            return {self.sample(parameters[0]): self.sample(parameters[1])}
        if origin in UNIONS and type(None) in parameters:
            return None
        if isinstance(kind, type) and not parameters:
            return self._instance(kind)
        raise InputError(f"no value can be made up for {type_name(kind)}")

    def _instance(self, kind):
        for sdk_kind, from_path in self.sdk_kinds:
            if issubclass(kind, sdk_kind):
                return from_path(self._path(sdk_kind))
        if issubclass(kind, enum.Enum):
            return list(kind)[0]
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            return kind(**{field.name: self.sample(hints[field.name]) for field in required_fields(kind)})
        if is_pandas_frame(kind):
            return sys.modules["pandas"].DataFrame({"a": [1, 2, 3], "b": [0.5, 1.5, 2.5]})
        raise InputError(f"no value can be made up for {type_name(kind)}")

    def _path(self, kind):
        """A file, or a folder with one, of the same content for both SDKs."""
        folder = os.path.join(self.folder, "made-up")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "file.txt")
        with open(path, "w") as file:
            file.write("made up\n")
        return folder if "Dir" in kind.__name__ else path
