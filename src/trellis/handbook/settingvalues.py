"""Values of `handbook.yml`: readers that give a typed value or say what it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

from trellis.handbook.diagnostics import Reporter
from trellis.handbook.filecodes import UNKNOWN_SETTING, WRONG_SETTING
from trellis.handbook.yaml import Node

T = TypeVar("T")


class Wrong(Exception):
    """A value of the wrong type; `expected` completes "… must be"."""

    def __init__(self, expected: str, node: Node) -> None:
        super().__init__(expected)
        self.expected = expected
        self.node = node


class Context(NamedTuple):
    """What readers of values need: where to report, and the folder that paths in the file are relative to."""

    reporter: Reporter
    folder: str

    def wrong(self, key: str, error: Wrong) -> None:
        self.reporter.report(WRONG_SETTING, error.node.span, f"“{key}” must be {error.expected}.")


def known(
    node: Node, allowed: Mapping[str, Any], context: Context, inside: str = ""
) -> list[tuple[str, Node]]:
    """The keys of a mapping that are allowed; the others are reported, with the nearest name."""
    found = []
    for key, value in node.items():
        if key in allowed:
            found.append((key, value))
            continue
        near = get_close_matches(key, list(allowed), 1, 0.45)
        hint = f"Did you mean “{near[0]}”?" if near else f"Known are {', '.join(allowed)}."
        what = f"“{key[:80]}” is no setting{f' of {inside}' if inside else ''}."
        context.reporter.report(UNKNOWN_SETTING, node.key_spans.get(key, node.span), what, hint=hint)
    return found


def text(node: Node, _: Context) -> str:
    """A text; a number is taken as it reads."""
    if isinstance(node.value, str | int | float) and not isinstance(node.value, bool):
        return " ".join(str(node.value).split())
    raise Wrong("a text", node)


def texts(node: Node, context: Context) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one."""
    if isinstance(node.value, list):
        return tuple(_text_in_list(item, context) for item in node.value)
    if isinstance(node.value, str):
        return (text(node, context),)
    raise Wrong("a list of texts", node)


def _text_in_list(node: Node, context: Context) -> str:
    try:
        return text(node, context)
    except Wrong as error:
        raise Wrong("a list of texts", node) from error


def codes(node: Node, context: Context) -> tuple[str, ...]:
    """Codes or the beginnings of codes: `HB`, `JF012`."""
    found = tuple(code.upper() for code in texts(node, context))
    for code in found:
        if not re.fullmatch(r"[A-Z]{1,4}[0-9]{0,4}|ALL", code):
            raise Wrong(f"codes such as HB101, not “{code[:40]}”", node)
    return found


def currency(node: Node, context: Context) -> str:
    """An ISO 4217 code."""
    value = text(node, context).upper()
    if not re.fullmatch("[A-Z]{3}", value):
        raise Wrong("the three letters of a currency, such as EUR", node)
    return value


def day(node: Node, context: Context) -> str:
    """A day of the year, `MM-DD`."""
    value = text(node, context)
    found = re.fullmatch(r"(\d{2})-(\d{2})", value)
    if found is None or not (1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31):
        raise Wrong("a month and day such as “04-01”", node)
    return value


def one_of(*allowed: str) -> Callable[[Node, Context], str]:
    """One of some words."""

    def read(node: Node, context: Context) -> str:
        if node.value in allowed:
            return str(node.value)
        raise Wrong(f"one of {', '.join(allowed)}", node)

    return read


def count(node: Node, _: Context) -> int:
    """A whole number above nought."""
    if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 0:
        return node.value
    raise Wrong("a whole number above 0", node)


def redirects(node: Node, context: Context) -> dict[str, str]:
    """New addresses by old ones, from the root of the handbook; a new one may be on another host."""
    if not isinstance(node.value, dict):
        raise Wrong("a list of old and new addresses, `/old/: /new/`", node)
    return {_placed(key, context): _placed(text(value, context), context) for key, value in node.items()}


def _placed(address: str, context: Context) -> str:
    """An address from the root of the handbook; in the file it is from the root of the mount."""
    is_elsewhere = "://" in address or address.startswith("//")
    return address if is_elsewhere or not context.folder else f"/{context.folder}{address.lstrip('/')}"


def flag(node: Node, _: Context) -> bool:
    """True or false."""
    if isinstance(node.value, bool):
        return node.value
    raise Wrong("true or false", node)


def hosts(node: Node, context: Context) -> tuple[tuple[str, str], ...]:
    """Hosts, with a path if only that is the handbook, each with the folder that it shows: the root unless said."""
    pairs = node.items() if isinstance(node.value, dict) else ((host, None) for host in texts(node, context))
    made = []
    for host, value in pairs:
        folder = "" if value is None else text(value, context).strip("/")
        made.append((re.sub(r"^[a-z]+://", "", host).rstrip("/"), (context.folder + folder).strip("/")))
    return tuple(made)


def group(**allowed: Callable[[Node, Context], Any]) -> Callable[[Node, Context], dict[str, Any]]:
    """A mapping with known keys."""

    def read(node: Node, context: Context) -> dict[str, Any]:
        if not isinstance(node.value, dict):
            raise Wrong(f"a mapping with the keys {', '.join(allowed)}", node)
        values = {}
        for key, value in known(node, allowed, context):
            try:
                values[key] = allowed[key](value, context)
            except Wrong as error:
                context.wrong(key, error)
        return values

    return read


def list_of(read: Callable[[Node, Context], T]) -> Callable[[Node, Context], tuple[T, ...]]:
    """A list of values; one that is wrong is reported and left out."""

    def read_list(node: Node, context: Context) -> tuple[T, ...]:
        if not isinstance(node.value, list):
            raise Wrong("a list", node)
        values = []
        for item in node.value:
            try:
                values.append(read(item, context))
            except Wrong as error:
                context.wrong("Each entry", error)
        return tuple(values)

    return read_list


def map_of(read: Callable[[Node, Context], T]) -> Callable[[Node, Context], dict[str, T]]:
    """Values by name."""

    def read_map(node: Node, context: Context) -> dict[str, T]:
        if not isinstance(node.value, dict):
            raise Wrong("a mapping", node)
        values = {}
        for key, item in node.items():
            try:
                values[key] = read(item, context)
            except Wrong as error:
                context.wrong(key, error)
        return values

    return read_map


def anything(node: Node, _: Context) -> dict[str, Any]:
    """A mapping that a kind understands."""
    if not isinstance(node.value, dict):
        raise Wrong("a mapping", node)
    plain: dict[str, Any] = node.plain()
    return plain
