"""Inputs of a task or workflow, from JSON."""

import dataclasses
import enum
import os
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


def given_inputs(parameters, given, sdk_kinds, folder):
    """`given` (from JSON, by name) as values of the parameters' types.

    `sdk_kinds`: (type, function from a local path) of the SDK's own types. Relative paths start at `folder`.
    """
    unknown = [name for name in given if name not in parameters]
    if unknown:
        raise InputError(f"there is no input {_list(unknown)}; the inputs are {_list(parameters) or 'none'}")
    missing = [name for name, (_, default) in parameters.items() if default is REQUIRED and name not in given]
    if missing:
        raise InputError(f"no value is given for {_list(missing)}")
    converter = _Converter(sdk_kinds, folder)
    return {name: converter.convert(parameters[name][0], value, name) for name, value in given.items()}


class _Converter:
    def __init__(self, sdk_kinds, folder):
        self.sdk_kinds, self.folder = sdk_kinds, folder

    def convert(self, kind, value, place):
        kind = without_annotation(kind)
        if kind in (typing.Any, REQUIRED):
            return value
        origin = typing.get_origin(kind)
        if origin is not None:
            return self._generic(origin, typing.get_args(kind), kind, value, place)
        if isinstance(kind, type):
            return self._plain(kind, value, place)
        return value

    def _generic(self, origin, parameters, kind, value, place):
        if origin in UNIONS:
            return self._union(parameters, kind, value, place)
        if origin is typing.Literal:
            return self._expect(value in parameters, value, kind, place)
        if origin is tuple and len(parameters) == 2 and parameters[1] is Ellipsis:
            return tuple(self._items(parameters[0], value, place))
        if origin is tuple:
            self._expect(isinstance(value, list) and len(value) == len(parameters), value, kind, place)
            return tuple(self.convert(one, item, f"{place}[{at}]") for at, (one, item) in enumerate(zip(parameters, value)))
        if origin in (list, set, frozenset):
            return origin(self._items(parameters[0], value, place))
        if origin is dict:
            self._expect(isinstance(value, dict), value, kind, place)
            return {self._key(parameters[0], key, place): self.convert(parameters[1], value[key], f"{place}.{key}") for key in value}
        return self._plain(origin, value, place) if isinstance(origin, type) else value

    def _union(self, parameters, kind, value, place):
        if value is None and type(None) in parameters:
            return None
        exact = [one for one in parameters if one is type(value)]
        for one in exact + [one for one in parameters if one is not type(None)]:
            try:
                return self.convert(one, value, place)
            except InputError:
                pass
        return self._expect(False, value, kind, place)

    def _items(self, kind, value, place):
        self._expect(isinstance(value, list), value, list, place)
        return [self.convert(kind, item, f"{place}[{at}]") for at, item in enumerate(value)]

    def _key(self, kind, key, place):
        """JSON has texts for keys only."""
        return self.convert(kind, int(key) if kind is int and key.lstrip("-").isdigit() else key, f"a key of {place}")

    def _plain(self, kind, value, place):
        for sdk_kind, from_path in self.sdk_kinds:
            if issubclass(kind, sdk_kind):
                return from_path(self._path(value, kind, place))
        if kind in _SIMPLE:
            accepted, converted = _SIMPLE[kind]
            self._expect(isinstance(value, accepted) and not (isinstance(value, bool) and kind is not bool), value, kind, place)
            return self._converted(converted, kind, value, place)
        if issubclass(kind, enum.Enum):
            return self._member(kind, value, place)
        if dataclasses.is_dataclass(kind):
            self._expect(isinstance(value, dict), value, kind, place)
            return kind(**self._fields(kind, value, place))
        if hasattr(kind, "model_validate"):
            return self._converted(kind.model_validate, kind, value, place)
        if issubclass(kind, os.PathLike):
            return kind(self._path(value, kind, place))
        if is_pandas_frame(kind):
            return self._converted(self._read_frame, kind, value, place)
        return value

    def _fields(self, kind, value, place):
        hints = typing.get_type_hints(kind)
        fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
        unknown = [name for name in value if name not in fields]
        if unknown:
            raise InputError(f"{place}: {kind.__name__} has no field {_list(unknown)}")
        missing = [field.name for field in required_fields(kind) if field.name not in value]
        if missing:
            raise InputError(f"{place}: no value is given for the field {_list(missing)} of {kind.__name__}")
        return {name: self.convert(hints[name], value[name], f"{place}.{name}") for name in value}

    def _member(self, kind, value, place):
        """By value, or by name."""
        found = [member for member in kind if member.value == value] or [member for member in kind if member.name == value]
        self._expect(found, value, kind, place)
        return found[0]

    def _read_frame(self, value):
        import pandas

        if isinstance(value, str):
            path = os.path.join(self.folder, value)
            return pandas.read_csv(path) if path.endswith(".csv") else pandas.read_parquet(path)
        return pandas.DataFrame(value)

    def _path(self, value, kind, place):
        self._expect(isinstance(value, str), value, kind, place)
        if "://" in value:
            return value
        path = os.path.join(self.folder, value)
        if not os.path.exists(path):
            raise InputError(f"{place}: there is no {path}")
        return path

    def _converted(self, converted, kind, value, place):
        try:
            return converted(value)
        except Exception as error:
            raise InputError(f"{place}: {value!r} is no {type_name(kind)}: {error}") from error

    @staticmethod
    def _expect(holds, value, kind, place):
        if not holds:
            raise InputError(f"{place}: {value!r} is no {type_name(kind)}")
        return value


_SIMPLE = {
    bool: (bool, bool),
    int: (int, int),
    float: ((int, float), float),
    str: (str, str),
    type(None): (type(None), lambda value: None),
    bytes: (str, str.encode),
    datetime: (str, lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))),
    date: (str, date.fromisoformat),
    timedelta: ((int, float), lambda seconds: timedelta(seconds=seconds)),
    list: (list, list),
    dict: (dict, dict),
}
"""By type: what JSON has for it, and how it becomes one."""


def _list(names):
    return ", ".join(f'"{name}"' for name in names)
