"""JSON to values and back, by the types that dataclasses declare. Nothing is guessed: what does not fit is an error."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union
from uuid import UUID

T = TypeVar("T")


class DecodingError(Exception):
    """An answer does not have the form that this client was made for: another version of Trellis answers."""


def decoded(kind: Any, data: Any, place: str = "answer") -> Any:
    """A value of a type, from JSON. Raises DecodingError. Names that the type does not know are passed over."""
    if kind is Any:
        return data
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in inside:
            return None
        return decoded(next(each for each in inside if each is not type(None)), data, place)
    if origin is list:
        return [decoded(inside[0], each, f"{place}[{at}]") for at, each in enumerate(_as(list, data, place))]
    if origin is dict:
        held = _as(dict, data, place)
        return {name: decoded(inside[1], each, f"{place}[{name!r}]") for name, each in held.items()}
    if origin is Literal:
        if data not in inside:
            raise DecodingError(f"{place} is {data!r}, which is none of {', '.join(map(repr, inside))}.")
        return data
    if is_dataclass(kind):
        return _object(kind, _as(dict, data, place), place)
    if kind is datetime:
        return datetime.fromisoformat(_as(str, data, place))
    if kind is UUID:
        return UUID(_as(str, data, place))
    if kind is float:
        return float(_as((int, float), data, place))
    return _as(kind, data, place)


def encoded(value: Any) -> Any:
    """A value as JSON; fields that are as they are without being said are left out."""
    if is_dataclass(value):
        return {
            each.name: encoded(getattr(value, each.name))
            for each in fields(value)
            if each.default is MISSING or getattr(value, each.name) != each.default
        }
    if isinstance(value, list | tuple):
        return [encoded(each) for each in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _object(kind: Any, data: dict[str, Any], place: str) -> Any:
    known = _hints(kind)
    values = {}
    for each in fields(kind):
        if each.name in data:
            values[each.name] = decoded(known[each.name], data[each.name], f"{place}.{each.name}")
        elif each.default is MISSING:
            raise DecodingError(f"{place} lacks {each.name!r}.")
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _as(kind: Any, data: Any, place: str) -> Any:
    if not isinstance(data, kind):
        raise DecodingError(f"{place} is {data!r}, and no {kind}.")
    return data
