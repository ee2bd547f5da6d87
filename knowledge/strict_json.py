"""Frozen values as objects that JSON can hold, and back: exactly what their annotations say, nothing else."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from numbers import Real
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

NO_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
"""Floats that JSON has no number for, and PostgreSQL therefore refuses."""

EXACT = 2**53
"""Integers up to here are floats too, without loss."""


def write(value: object) -> Any:
    """Return `value` as JSON can hold it: dataclasses as objects, floats as they are, to the last bit.

    >>> write((True, 0.1, math.inf, None, {"poids": 2}))
    [True, 0.1, 'Infinity', None, {'poids': 2}]

    Raises:
        TypeError: it holds something else than frozen values do.
    """
    match value:
        case StrEnum():
            return value.value
        case None | bool() | str() | int():
            return value
        case float() | Real():
            return _float(float(value))
        case tuple():
            return [write(part) for part in value]
        case Mapping():
            return {str(key): write(part) for key, part in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(type(value).__name__)
    return {field.name: write(getattr(value, field.name)) for field in fields(value)}


def read(kind: type[T], data: object, where: str) -> T:
    """Return the `kind` that `write` made `data` from; `where` names it in the error.

    `kind` is a dataclass, an enumeration of words or a simple type; its fields may also be such or
    None, tuples of one sort, or dictionaries by name. A field that is not in `data` takes its default:
    what an earlier release wrote stays readable.

    >>> read(float, 1, "poids")
    1.0

    Raises:
        ValueError: `data` is anything else, has a part too many, or lacks one that has no default.
    """
    return cast(T, _read(kind, data, where))


def exactly(data: object, names: Iterable[str], where: str) -> Mapping[str, Any]:
    """Return `data` as an object that has these parts and no other.

    Raises:
        ValueError: it is not.
    """
    wanted = set(names)
    if not isinstance(data, Mapping) or set(data) != wanted:
        raise ValueError(f"{where}: an object is needed that has just {', '.join(sorted(wanted))}")
    return data


def _float(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _read(kind: Any, data: object, where: str) -> object:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (part for part in parts if part is not NoneType)
        return None if data is None else _read(inner, data, where)
    if origin is tuple and isinstance(data, list):
        return tuple(_read(parts[0], part, f"{where}[{n}]") for n, part in enumerate(data))
    if origin is dict and isinstance(data, Mapping):
        return {_read(str, key, where): _read(parts[1], part, f"{where}.{key}") for key, part in data.items()}
    return _read_plain(kind, data, where)


def _read_plain(kind: Any, data: object, where: str) -> object:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        given = exactly(data, _present(kind, data), where)
        return kind(**{name: _read(hints[name], part, f"{where}.{name}") for name, part in given.items()})  # type: ignore[operator]  # the class itself, never one of its values
    if isinstance(kind, type) and issubclass(kind, StrEnum) and type(data) is str:
        return kind(data)
    if kind is float:
        return _read_float(data, where)
    if kind in (str, int, bool) and type(data) is kind:
        return data
    raise ValueError(f"{where}: {getattr(kind, '__name__', kind)} is needed, not {type(data).__name__}")


def _present(kind: Any, data: object) -> list[str]:
    """Return the fields of a class that an object must have: those without a default, and those it has."""
    held = data if isinstance(data, Mapping) else {}
    return [field.name for field in fields(kind) if field.name in held or not _has_default(field)]


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _read_float(data: object, where: str) -> float:
    if isinstance(data, str) and data in NO_NUMBERS:
        return NO_NUMBERS[data]
    if type(data) is float and math.isfinite(data):
        return data
    if type(data) is int and abs(data) <= EXACT:
        return float(data)
    raise ValueError(f"{where}: a number is needed, not {type(data).__name__}")
