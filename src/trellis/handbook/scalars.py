"""Single values of data files: texts, numbers, days; what each looks like, and what it must be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from trellis.handbook.yaml import Node


class Wrong(Exception):
    """A value that cannot be taken; `expected` completes “… must be”."""

    def __init__(self, expected: str, node: Node) -> None:
        super().__init__(expected)
        self.expected = expected
        self.node = node


def one_word(node: Node, words: list[str]) -> str:
    """The word of a node, which is one of some; the nearest is named where it is none of them. Raises Wrong."""
    said = _text(node) if isinstance(node.value, str | int | float) else ""
    if said in words:
        return said
    near = get_close_matches(said, words, 1, 0.6)
    raise Wrong(f"“{near[0]}”" if near else f"one of {', '.join(words)}", node)


def _text(node: Node) -> str:
    if isinstance(node.value, str):
        return node.value.strip()
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return str(node.value)
    raise Wrong("a text", node)


def _filled(node: Node) -> str:
    text = _text(node)
    if not text:
        raise Wrong("a text that is not empty", node)
    return text


def _whole(node: Node) -> int:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    raise Wrong("a whole number", node)


def _decimal(node: Node) -> Decimal:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        raise Wrong("a number", node)
    try:
        found = Decimal(str(node.value).strip())
    except InvalidOperation:
        raise Wrong("a number such as 12.50", node) from None
    if not found.is_finite():
        raise Wrong("a number", node)
    return found


def _yes_or_no(node: Node) -> bool:
    if isinstance(node.value, bool):
        return node.value
    raise Wrong("true or false", node)


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.value if isinstance(node.value, str) else "")
    except ValueError:
        raise Wrong("a day such as 2026-04-01", node) from None


def _time(node: Node) -> time:
    try:
        found = time.fromisoformat(node.value if isinstance(node.value, str) else "")
    except ValueError:
        raise Wrong("a time of day such as 09:30", node) from None
    if found.tzinfo is not None:
        raise Wrong("a time of day without a zone", node)
    return found


READERS: dict[Any, Callable[[Node], Any]] = {
    str: _filled,
    int: _whole,
    Decimal: _decimal,
    bool: _yes_or_no,
    date: _date,
    time: _time,
}
WORDS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    Decimal: "a number",
    bool: "true or false",
    date: "a day such as 2026-04-01",
    time: "a time of day such as 09:30",
    type(None): "nothing",
}
