"""An automation as the cells of a form: texts that a person fills in, also half filled, also wrong.

`sheet_of` reads them from the text of a file as far as there is something to read; `text_of` writes them back, changed
only where a cell differs. What the form does not know, such as a key of somebody's own, stays.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from trellis.automations.definitions import actions, catalogue
from trellis.automations.definitions.actions import Whom
from trellis.automations.definitions.catalogue import Sort
from trellis.handbook.declared import fields_of
from trellis.handbook.rewriting import CannotRewriteError, Item, is_same, rewritten
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node, parse, scalar

GROUPS = ("all", "any")
WAYS = ("is", "is-not", "one-of", "contains", "more-than", "less-than", "changed", "unchanged")
NAMED = ("role", "duty", "person", "field")
WHOM = ("actor", "owner", *NAMED)
KINDS = ("event", "day", "week", "days")
USUAL = {"at": "07:00", "on": "monday"}
"""What stands in cells of which the file says nothing."""
_ORDER = ("title", "description", "owner", "enabled", "when", "if", "then")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")

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


def fingerprint(text: str) -> str:
    """A short name of a text: the form says with it which text its rows stand in."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


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
        title=_word(node.get("title")),
        description=_word(node.get("description")),
        owner=_word(node.get("owner")),
        enabled=enabled is None or enabled.value is not False,
        when=_when_of(node.get("when")),
        all=tuple(_condition_of(each, at) for at, each in enumerate(_rows(conditions, "all"))),
        any=tuple(_condition_of(each, at) for at, each in enumerate(_rows(conditions, "any"))),
        then=tuple(_action_of(each, at) for at, each in enumerate(_rows(node, "then"))),
    )


def places_of(node: Node) -> Iterator[Place]:
    """Where each cell and row stands."""
    for key in ("title", "description", "owner", "enabled", "when"):
        if (found := node.get(key)) is not None:
            yield Place(key, Span(node.key_spans[key].start, found.span.end))
    for key, value in _entries(node.get("when")):
        yield Place("when-day" if key in ("before", "after") else f"when-{key}", value.span)
    for group in GROUPS:
        for at, row in enumerate(_rows(node.get("if"), group)):
            yield Place(f"{group}-{at}", row.span)
    for at, row in enumerate(_rows(node, "then")):
        yield Place(f"then-{at}", row.span)
        for key, value in _entries(row):
            yield Place(f"then-{at}-{key}", value.span)


def _word(node: Node | None) -> str:
    if node is None or node.value is None or isinstance(node.value, dict | list):
        return ""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return str(node.value).strip()


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    if node is not None:
        for key, value in node.items():
            yield key.replace("_", "-"), value


def _rows(node: Node | None, key: str) -> Sequence[Node]:
    found = node.get(key) if node is not None else None
    if found is None or found.value is None:
        return ()
    return found.value if isinstance(found.value, list) else (found,)


def _when_of(node: Node | None) -> WhenCells:
    said = {key: _word(value) for key, value in _entries(node)}
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
        at=at[:5] if _TIME.fullmatch(at) else at,
        zone=said.get("zone", ""),
    )


def _condition_of(node: Node, at: int) -> ConditionRow:
    said = dict(_entries(node))
    way = next((each for each in WAYS if each in said), "is")
    value = said.get(way)
    if way == "changed" and value is not None and value.value is False:
        way = "unchanged"
    words = "" if way in ("changed", "unchanged") else _listed(value)
    return ConditionRow(_word(said.get("field")), way, words, at)


def _listed(node: Node | None) -> str:
    if node is not None and isinstance(node.value, list):
        return ", ".join(_word(each) for each in node.value)
    return _word(node)


def _action_of(node: Node, at: int) -> ActionRow:
    do = _word(node.get("do"))
    said = dict(_entries(node))
    cells: dict[str, str] = {}
    for cell in cells_of(do):
        value = said.get(cell.key)
        if cell.sort == "whom":
            cells[cell.key], cells[f"{cell.key}-name"] = _whom_of(value)
        else:
            cells[cell.key] = _word(value)
    return ActionRow(do, cells, at)


def _whom_of(node: Node | None) -> tuple[str, str]:
    for key, value in _entries(node):
        if key in WHOM:
            return key, _word(value)
    word = _word(node)
    return (word if word in ("actor", "owner") else ""), ""


# -- into the text


def text_of(text: str, sheet: Sheet) -> str:
    """The text with the cells in it; the same text where no cell differs.

    Raises CannotRewriteError where the text is written so that it can only be changed as text.
    """
    node = node_of(text)
    before = sheet_of(node)
    if before == sheet and _order(before) == _order(sheet):
        return text
    wanted = {key.replace("_", "-"): value.plain() for key, value in node.items()}
    for key in ("title", "description", "owner"):
        words = getattr(sheet, key)
        if words != getattr(before, key) or (key != "description" and key not in wanted):
            _put(wanted, key, words if words or key != "description" else None)
    if sheet.enabled != before.enabled:
        _put(wanted, "enabled", None if sheet.enabled and "enabled" not in wanted else sheet.enabled)
    if sheet.when != before.when or "when" not in wanted:
        _put(wanted, "when", _when_written(sheet.when, node.get("when")))
    if any(_differ(getattr(before, group), getattr(sheet, group)) for group in GROUPS):
        _put(wanted, "if", _conditions_written(sheet, before, node.get("if")))
    if _differ(before.then, sheet.then) or "then" not in wanted:
        rows = _rows(node, "then")
        _put(wanted, "then", tuple(_action_item(each, before, rows) for each in sheet.then))
    return rewritten(text, wanted)


def _order(sheet: Sheet) -> list[int | None]:
    return [row.was for rows in (sheet.all, sheet.any, sheet.then) for row in rows]


def _differ(before: Sequence[Any], after: Sequence[Any]) -> bool:
    return before != after or [row.was for row in before] != [row.was for row in after]


def _put(wanted: dict[str, Any], key: str, value: Any) -> None:
    """Set a key of the file where it stands, or behind those that usually come before it; `None` takes it away."""
    if value is None:
        wanted.pop(key, None)
        return
    if key not in wanted:
        earlier = _ORDER[: _ORDER.index(key)]
        at = max((n + 1 for n, each in enumerate(wanted) if each in earlier), default=0)
        rest = list(wanted.items())
        wanted.clear()
        wanted.update([*rest[:at], (key, value), *rest[at:]])
    wanted[key] = value


def _merged(node: Node | None, cells: Mapping[str, str | None], written: Mapping[str, Any]) -> dict[str, Any]:
    """What a mapping of the file is to hold: in its own order, and as it was where a cell says what it said.

    `cells` are the words that it had for the keys that the form knows; other keys stay.
    """
    made: dict[str, Any] = {}
    for key, value in _entries(node):
        if key not in cells:
            made[key] = value.plain()
        elif key in written:
            made[key] = value.plain() if is_same(_words(value), _words_of(written[key])) else written[key]
    return made | {key: value for key, value in written.items() if key not in made}


def _words(node: Node) -> Any:
    return _words_of(node.plain())


def _words_of(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key.replace("_", "-"): _words_of(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_words_of(each) for each in value]
    return value.strip() if isinstance(value, str) else value


def _when_written(cells: WhenCells, node: Node | None) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if cells.kind == "event":
        written = {"event": cells.event}
    elif cells.kind == "days":
        written = {"days": _number(cells.days), cells.side: cells.day}
    else:
        written = {"every": cells.kind}
        if cells.kind == "week":
            written["on"] = cells.on
    if cells.kind != "event":
        known = dict(_entries(node))
        if cells.at != USUAL["at"] or "at" in known:
            old = _word(known.get("at"))
            written["at"] = old if _TIME.fullmatch(old) and old[:5] == cells.at else cells.at
        if cells.zone:
            written["zone"] = cells.zone
    keys = dict.fromkeys(("event", "every", "on", "days", "before", "after", "at", "zone"))
    return _merged(node, keys, written)


def _conditions_written(sheet: Sheet, before: Sheet, node: Node | None) -> dict[str, Any] | None:
    fields = sheet.when.fields
    made: dict[str, Any] = {key: value.plain() for key, value in _entries(node) if key not in GROUPS}
    for group in GROUPS:
        rows, had = _rows(node, group), getattr(before, group)
        items = tuple(_condition_item(each, had, rows, fields) for each in getattr(sheet, group))
        if items:
            made[group] = items
    return made or None


def _condition_item(
    row: ConditionRow, before: Sequence[ConditionRow], rows: Sequence[Node], fields: Mapping[str, Sort]
) -> Item:
    old = rows[row.was] if row.was is not None and row.was < len(rows) else None
    if old is None:
        return Item(None, _condition_written(row, fields))
    if row == before[row.was or 0]:
        return Item(row.was, old.plain())
    keys = dict.fromkeys(("field", *WAYS))
    return Item(row.was, _merged(old, keys, _condition_written(row, fields)))


def _condition_written(row: ConditionRow, fields: Mapping[str, Sort]) -> dict[str, Any]:
    if row.way in ("changed", "unchanged"):
        return {"field": row.field, "changed": row.way == "changed"}
    sort = fields.get(row.field.replace("-", "_"), "text")
    value: Any = row.value
    if row.way == "one-of":
        several = [each.strip() for each in row.value.split(",") if each.strip()]
        value = tuple(_number(each) if sort == "number" else each for each in several)
    elif row.way in ("more-than", "less-than") or sort == "number":
        value = _number(row.value)
    elif sort == "yes-no" and row.value in ("true", "false"):
        value = row.value == "true"
    return {"field": row.field, row.way: value}


def _action_item(row: ActionRow, before: Sheet, rows: Sequence[Node]) -> Item:
    old = rows[row.was] if row.was is not None and row.was < len(rows) else None
    if old is None:
        return Item(None, _action_written(row))
    was = before.then[row.was or 0]
    if row == was:
        return Item(row.was, old.plain())
    keys = {cell.key: None for cell in (*cells_of(row.do), *cells_of(was.do))}
    written = _action_written(row)
    # A cell that is as it was is written as it was, also where that is more than the form shows.
    for key, value in _entries(old):
        cell = [name for name in (key, f"{key}-name") if name in row.cells]
        if key in written and cell and all(row.cells[name] == was.cells.get(name) for name in cell):
            written[key] = value.plain()
    return Item(row.was, _merged(old, {"do": None, **keys}, written))


def _action_written(row: ActionRow) -> dict[str, Any]:
    made: dict[str, Any] = {"do": row.do}
    for cell in cells_of(row.do):
        words = row.cells.get(cell.key, "")
        if cell.sort == "whom":
            name = row.cells.get(f"{cell.key}-name", "")
            made[cell.key] = words if words in ("actor", "owner", "") else {words: name}
        elif words or cell.needed:
            made[cell.key] = _number(words) if cell.sort == "number" else words
    return made


def _number(words: str) -> int | float | str:
    """A number as YAML has it; other words as they are, for the compiler to say what is wrong."""
    found = scalar(words)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return found if is_number and str(found) == words else words
