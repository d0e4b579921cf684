"""Questions as JSON and back: how an attempt keeps what was asked, whatever becomes of the page."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from trellis.assessments.definitions.questions import CLASSES, Question
from trellis.handbook.errors import TrellisError


class UnreadableQuestion(TrellisError):
    """JSON that no question can be made of."""

    code = "unreadable-question"


def to_json(question: Question) -> dict[str, Any]:
    """A question as JSON values; numbers are texts, so that none is rounded."""
    return {"type": question.type, **_plain(question)}


def from_json(data: dict[str, Any]) -> Question:
    """The question that `to_json` wrote; a field that it lacks has its default. Raises UnreadableQuestion."""
    made: Any = CLASSES.get(data.get("type", ""))
    if made is None:
        raise UnreadableQuestion(f"There are no questions of the type “{data.get('type', '')}”.")
    try:
        found = _reader(made)(data)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise UnreadableQuestion(f"A question cannot be read: {error}.") from None
    assert isinstance(found, Question)
    return found


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    names = _names(kind)
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a data class; `None` for any other class."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of JSON, as a hint says; put together once for each hint, since to look hints up is slow."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        some = _reader(next(each for each in arguments if each is not type(None)))
        return lambda data: None if data is None else some(data)
    if origin is tuple:
        return _tuple_reader(arguments)
    if isinstance(hint, type) and is_dataclass(hint):
        return _class_reader(hint)
    if hint is Decimal:
        return Decimal
    return partial(_one_of, arguments) if origin is Literal else _same


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if arguments[-1] is Ellipsis:
        one = _reader(arguments[0])
        return lambda data: tuple(map(one, data))
    several = tuple(map(_reader, arguments))
    return lambda data: tuple(read(each) for read, each in zip(several, data, strict=True))


def _class_reader(made: type) -> Callable[[Any], Any]:
    hints = get_type_hints(made)
    readers = {each.name: _reader(hints[each.name]) for each in fields(made)}

    def read(data: Any) -> Any:
        return made(**{name: each(data[name]) for name, each in readers.items() if name in data})

    return read


def _one_of(known: tuple[Any, ...], data: Any) -> Any:
    if data not in known:
        raise ValueError(f"“{data}” is none of {', '.join(map(str, known))}")
    return data


def _same(data: Any) -> Any:
    return data
