"""Values as JSON that can be compared without Python.

None, booleans, texts, lists, finite floats and the integers that JSON numbers hold exactly stand for themselves (a tuple is a
list). Everything else is {"kind": …} with what is compared; `repr` is the kind of what nobody knows better.
"""

import dataclasses
import enum
import hashlib
import math
import os
import sys
from datetime import date, datetime, timedelta, timezone

from flyteshift.texts import without_addresses

EXACT_INTEGERS = 2**53
"""Above, a JSON number is rounded."""

MOST_ITEMS = 1_000_000
"""Arrays with more items are compared by their bytes."""

MOST_TEXT = 100_000
"""Files with more bytes are compared by their hash."""


def capture(value, kinds=()):
    """`value` as JSON. `kinds`: (type, function that makes JSON) of an SDK's own types; the function gets `capture` too."""

    def captured(value):
        for kind, captured_as in [*kinds, *_STANDARD_KINDS, *_installed_kinds()]:
            if isinstance(value, kind):
                return captured_as(value, captured)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _fields(value, {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}, captured)
        return {"kind": "repr", "type": type(value).__qualname__, "text": without_addresses(repr(value))}

    return captured(value)


def captured_file(path):
    """The content of a local file."""
    with open(path, "rb") as file:
        content = file.read()
    found = {"kind": "file", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "text": None}
    if len(content) <= MOST_TEXT:
        try:
            found["text"] = content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return found


def captured_folder(folder):
    """The content of a local folder, by path."""
    paths = [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]
    relative = {os.path.relpath(path, folder).replace(os.sep, "/"): path for path in paths}
    return {"kind": "folder", "files": {name: captured_file(relative[name]) for name in sorted(relative)}}


def _integer(value, captured):
    return value if abs(value) < EXACT_INTEGERS else {"kind": "integer", "text": str(int(value))}


def _float(value, captured):
    return float(value) if math.isfinite(value) else {"kind": "float", "text": str(float(value))}


def _moment(value, captured):
    """An instant, when the time zone is known; else what the clock on the wall says."""
    if value.tzinfo is None:
        return {"kind": "datetime", "text": value.isoformat()}
    return {"kind": "datetime", "text": value.astimezone(timezone.utc).isoformat()}


def _enum(value, captured):
    """Named as both SDKs name it: Flyte 1 sends the value, Flyte 2 the name."""
    return {"kind": "enum", "type": type(value).__qualname__, "name": value.name}


def _fields(value, fields, captured):
    return {
        "kind": "object",
        "type": type(value).__qualname__,
        "fields": {name: captured(field) for name, field in fields.items()},
    }


def _mapping(value, captured):
    """Neither SDK keeps the order of keys."""
    entries = [[captured(key), captured(item)] for key, item in value.items()]
    return {"kind": "mapping", "entries": sorted(entries, key=lambda entry: repr(entry[0]))}


def _set(value, captured):
    return {"kind": "set", "items": sorted((captured(item) for item in value), key=repr)}


_STANDARD_KINDS = (
    (type(None), lambda value, captured: None),
    (enum.Enum, _enum),
    (bool, lambda value, captured: value),
    (int, _integer),
    (float, _float),
    (str, lambda value, captured: str(value)),
    ((bytes, bytearray), lambda value, captured: {"kind": "bytes", "text": bytes(value).hex()}),
    (datetime, _moment),
    (date, lambda value, captured: {"kind": "date", "text": value.isoformat()}),
    (timedelta, lambda value, captured: {"kind": "timedelta", "seconds": value.total_seconds()}),
    (dict, _mapping),
    ((list, tuple), lambda value, captured: [captured(item) for item in value]),
    ((set, frozenset), _set),
    (os.PathLike, lambda value, captured: {"kind": "path", "text": os.fspath(value)}),
)


def _installed_kinds():
    """Kinds of packages that user code has imported; nothing is imported for them."""
    for package, name, captured_as in _PACKAGE_KINDS:
        kind = getattr(sys.modules.get(package), name, None)
        if isinstance(kind, type):
            yield kind, captured_as


def _array(value, captured):
    found = {"kind": "array", "dtype": str(value.dtype), "shape": list(value.shape), "values": None, "sha256": None}
    if value.size > MOST_ITEMS:
        found["sha256"] = hashlib.sha256(value.tobytes()).hexdigest()
    else:
        found["values"] = [captured(item) for item in value.ravel().tolist()]
    return found


def _tensor(value, captured):
    return _array(value.detach().cpu().numpy(), captured)


def _pandas_frame(value, captured):
    index = [] if type(value.index).__name__ == "RangeIndex" else [("index", value.index)]
    return _frame([*index, *((str(name), value.iloc[:, at]) for at, name in enumerate(value.columns))], len(value), captured)


def _pandas_series(value, captured):
    return _frame([(str(value.name), value)], len(value), captured)


def _polars_frame(value, captured):
    return _frame([(column.name, column) for column in value.get_columns()], value.height, captured)


def _arrow_table(value, captured):
    return _frame(list(zip(value.column_names, value.columns)), value.num_rows, captured)


def _frame(columns, rows, captured):
    return {
        "kind": "frame",
        "rows": rows,
        "columns": [{"name": name, "type": _column_type(column), "values": _cells(column, captured)} for name, column in columns],
    }


def _column_type(column):
    """Releases of pandas differ in how they name a column of texts."""
    name = str(getattr(column, "dtype", None) or getattr(column, "type", ""))
    return "text" if name in ("object", "str", "string", "String", "large_string") else name


def _cells(column, captured):
    as_list = next(getattr(column, name) for name in ("to_pylist", "to_list") if hasattr(column, name))
    return [captured(cell) for cell in as_list()]


def _pydantic_model(value, captured):
    return _fields(value, {name: getattr(value, name) for name in type(value).model_fields}, captured)


_PACKAGE_KINDS = (
    ("numpy", "generic", lambda value, captured: captured(value.item())),
    ("numpy", "ndarray", _array),
    ("torch", "Tensor", _tensor),
    ("pandas", "DataFrame", _pandas_frame),
    ("pandas", "Series", _pandas_series),
    ("polars", "DataFrame", _polars_frame),
    ("pyarrow", "Table", _arrow_table),
    ("pydantic", "BaseModel", _pydantic_model),
)
