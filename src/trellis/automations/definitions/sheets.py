"""An automation as the cells of a form: texts that a person fills in, also half filled, also wrong.

`sheet_of` reads them from the text of a file as far as there is something to read; `filling` writes them back.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from trellis.automations.definitions import actions, catalogue
from trellis.automations.definitions.actions import Whom
from trellis.automations.definitions.catalogue import Sort
from trellis.handbook.declared import fields_of
from trellis.handbook.rewriting import CannotRewriteError
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node, parse

GROUPS = ("all", "any")
WAYS = ("is", "is-not", "one-of", "contains", "more-than", "less-than", "changed", "unchanged")
NAMED = ("role", "duty", "person", "field")
WHOM = ("actor", "owner", *NAMED)
KINDS = ("event", "day", "week", "days")
USUAL = {"at": "07:00", "on": "monday"}
"""What stands in cells of which the file says nothing."""
LONG_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")
"""A time of day with seconds, which cells leave out."""

CellSort = Literal["whom", "number", "field", "duty", "rule", "area", "text"]


class Cell(NamedTuple):
    """A field of an action as a form shows it."""

    key: str
    sort: CellSort
    needed: bool


@dataclass(frozen=True, slots=True)
class WhenCells:
    """What it begins with. Only the cells of its kind count."""

    kind: str = "event"
    event: str = ""
    on: str = USUAL["on"]
    days: str = ""
    side: str = "before"
    day: str = ""
    at: str = USUAL["at"]
    zone: str = ""

    @property
    def fields(self) -> Mapping[str, Sort]:
        """What conditions and texts may speak of; nothing where what it begins with is not known."""
        if self.kind == "event":
            return catalogue.event_fields(self.event) or {}
        known = catalogue.days_named(self.day) if self.kind == "days" else None
        return known.fields if known is not None else {}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition. `was` is which one of its group it is in the file, if it stands there."""

    field: str = ""
    way: str = "is"
    value: str = ""
    was: int | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action, with what stands in its cells; `to-name` is the name of the role, duty, person or field of `to`."""

    do: str = "tell"
    cells: Mapping[str, str] = dataclasses.field(default_factory=dict)
    was: int | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All cells."""

    title: str = ""
    description: str = ""
    owner: str = ""
    enabled: bool = True
    when: WhenCells = dataclasses.field(default_factory=WhenCells)
    all: tuple[ConditionRow, ...] = ()
    any: tuple[ConditionRow, ...] = ()
    then: tuple[ActionRow, ...] = ()


class Place(NamedTuple):
    """Where a cell or row stands in the text: for telling what is wrong with it."""

    key: str
    span: Span


def cells_of(do: str) -> tuple[Cell, ...]:
    """The cells of an action, as its class declares them; none of an action that there is not."""
    kind = actions.kinds().get(do)
    if kind is None:
        return ()
    hints = get_type_hints(kind.declared, include_extras=True)
    known = {each.name: each.is_required for each in fields_of(kind.declared)}
    found = ((name, _sort_of(name, hints[name], kind), needed) for name, needed in known.items())
    return tuple(
        Cell(name.replace("_", "-"), sort, needed)
        for name, sort, needed in found
        if name != "do" and sort is not None
    )


def _sort_of(name: str, hint: Any, kind: actions.ActionKind) -> CellSort | None:
    """How a form asks for a value; `None` for what it cannot ask for: that stays as the file has it."""
    types = set(_simple(hint))
    if Whom in types:
        return "whom"
    if types == {int}:
        return "number"
    if types != {str}:
        return None
    if name == "text":
        return "area"
    return "field" if name == "about" else "rule" if name == "rule" else "text"


def _simple(hint: Any) -> Iterator[Any]:
    origin = get_origin(hint)
    if origin is Annotated:
        yield from _simple(get_args(hint)[0])
    elif origin in (Union, UnionType):
        for each in get_args(hint):
            yield from _simple(each)
    elif hint is not type(None):
        yield hint


def new_action() -> ActionRow:
    """An action with nothing in its cells yet: the first that there is, for the owner."""
    first = next(iter(actions.kinds()))
    return ActionRow(first, {cell.key: "owner" if cell.sort == "whom" else "" for cell in cells_of(first)})


# -- from the text


def node_of(text: str) -> Node:
    """What a text holds. Raises CannotRewriteError where it cannot be shown in a form."""
    found = parse(text)
    if found.problems or (found.node is not None and not isinstance(found.node.value, dict | None)):
        raise CannotRewriteError("The text cannot be read.", hint="Correct it as text first.")
    return found.node if found.node is not None else Node({}, Span(0, 0))


def sheet_of(node: Node) -> Sheet:
    """The cells, as far as a file fills them."""
    conditions = node.get("if")
    enabled = node.get("enabled")
    return Sheet(
        title=word_of(node.get("title")),
        description=word_of(node.get("description")),
        owner=word_of(node.get("owner")),
        enabled=enabled is None or enabled.value is not False,
        when=_when_of(node.get("when")),
        all=tuple(_condition_of(each, at) for at, each in enumerate(rows_of(conditions, "all"))),
        any=tuple(_condition_of(each, at) for at, each in enumerate(rows_of(conditions, "any"))),
        then=tuple(_action_of(each, at) for at, each in enumerate(rows_of(node, "then"))),
    )


def places_of(node: Node) -> Iterator[Place]:
    """Where each cell and row stands."""
    for key in ("title", "description", "owner", "enabled", "when"):
        if (found := node.get(key)) is not None:
            yield Place(key, Span(node.key_spans[key].start, found.span.end))
    for key, value in entries_of(node.get("when")):
        yield Place("when-day" if key in ("before", "after") else f"when-{key}", value.span)
    for group in GROUPS:
        for at, row in enumerate(rows_of(node.get("if"), group)):
            yield Place(f"{group}-{at}", row.span)
    for at, row in enumerate(rows_of(node, "then")):
        yield Place(f"then-{at}", row.span)
        for key, value in entries_of(row):
            yield Place(f"then-{at}-{key}", value.span)


def word_of(node: Node | None) -> str:
    """What a value says, as a cell holds it; nothing of a list or mapping."""
    if node is None or node.value is None or isinstance(node.value, dict | list):
        return ""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return str(node.value).strip()


def entries_of(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The keys of a mapping with hyphens, and their values."""
    if node is not None:
        for key, value in node.items():
            yield key.replace("_", "-"), value


def rows_of(node: Node | None, key: str) -> Sequence[Node]:
    """The items of a list under a key; a single value is a list of one."""
    found = node.get(key) if node is not None else None
    if found is None or found.value is None:
        return ()
    return found.value if isinstance(found.value, list) else (found,)


def _when_of(node: Node | None) -> WhenCells:
    said = {key: word_of(value) for key, value in entries_of(node)}
    kind = "event"
    if "event" not in said:
        kind = "week" if said.get("every") == "week" else "day" if "every" in said else kind
        kind = "days" if {"days", "before", "after"} & set(said) and "every" not in said else kind
    side = "after" if "after" in said and "before" not in said else "before"
    at = said.get("at") or USUAL["at"]
    return WhenCells(
        kind=kind,
        event=said.get("event", ""),
        on=said.get("on") or USUAL["on"],
        days=said.get("days", ""),
        side=side,
        day=said.get(side, ""),
        at=at[:5] if LONG_TIME.fullmatch(at) else at,
        zone=said.get("zone", ""),
    )


def _condition_of(node: Node, at: int) -> ConditionRow:
    said = dict(entries_of(node))
    way = next((each for each in WAYS if each in said), "is")
    value = said.get(way)
    if way == "changed" and value is not None and value.value is False:
        way = "unchanged"
    words = "" if way in ("changed", "unchanged") else _listed(value)
    return ConditionRow(word_of(said.get("field")), way, words, at)


def _listed(node: Node | None) -> str:
    if node is not None and isinstance(node.value, list):
        return ", ".join(word_of(each) for each in node.value)
    return word_of(node)


def _action_of(node: Node, at: int) -> ActionRow:
    do = word_of(node.get("do"))
    said = dict(entries_of(node))
    cells: dict[str, str] = {}
    for cell in cells_of(do):
        value = said.get(cell.key)
        if cell.sort == "whom":
            cells[cell.key], cells[f"{cell.key}-name"] = _whom_of(value)
        else:
            cells[cell.key] = word_of(value)
    return ActionRow(do, cells, at)


def _whom_of(node: Node | None) -> tuple[str, str]:
    for key, value in entries_of(node):
        if key in WHOM:
            return key, word_of(value)
    word = word_of(node)
    return (word if word in ("actor", "owner") else ""), ""
