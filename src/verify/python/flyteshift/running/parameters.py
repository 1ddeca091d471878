"""Parameters of a task or workflow, and what their types are."""

import dataclasses
import inspect
import sys
import types
import typing

REQUIRED = inspect.Parameter.empty
"""The default of a parameter that has none."""

UNIONS = {typing.Union, getattr(types, "UnionType", typing.Union)}
"""`Union[X, Y]` and `X | Y`."""


class InputError(Exception):
    """The inputs do not fit the parameters; the message says which."""


def parameters_of(function, interface_inputs):
    """{name: (type, default)}; from `interface_inputs`, which has the same form, where there is no function."""
    if function is None:
        return dict(interface_inputs)
    hints = typing.get_type_hints(function, include_extras=True)
    signature = inspect.signature(function)
    return {name: (hints.get(name, typing.Any), one.default) for name, one in signature.parameters.items()}


def required_fields(kind):
    """The fields of a dataclass that have no default."""
    fields = [field for field in dataclasses.fields(kind) if field.init]
    return [field for field in fields if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING]


def without_annotation(kind):
    """`Annotated[X, …]` is X."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind


def is_pandas_frame(kind):
    """Whether a class is a data frame of pandas, which is not imported for this."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, pandas.DataFrame)


def type_name(kind):
    """A type as a person calls it."""
    return kind.__name__ if isinstance(kind, type) and not typing.get_args(kind) else str(kind)
