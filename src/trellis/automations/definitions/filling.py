"""Cells of a form written into the text of an automation, changed only where a cell differs from what the text says.

What the form does not know, such as a key of somebody's own, stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trellis.automations.definitions.catalogue import Sort
from trellis.automations.definitions.sheets import (
    GROUPS,
    LONG_TIME,
    USUAL,
    WAYS,
    ActionRow,
    ConditionRow,
    Sheet,
    WhenCells,
    cells_of,
    entries_of,
    node_of,
    rows_of,
    sheet_of,
    word_of,
)  # fmt: skip
from trellis.handbook.rewriting import Item, is_same, rewritten
from trellis.handbook.yaml import Node, scalar

_ORDER = ("title", "description", "owner", "enabled", "when", "if", "then")


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
        rows = rows_of(node, "then")
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
    for key, value in entries_of(node):
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
        known = dict(entries_of(node))
        if cells.at != USUAL["at"] or "at" in known:
            old = word_of(known.get("at"))
            written["at"] = old if LONG_TIME.fullmatch(old) and old[:5] == cells.at else cells.at
        if cells.zone:
            written["zone"] = cells.zone
    keys = dict.fromkeys(("event", "every", "on", "days", "before", "after", "at", "zone"))
    return _merged(node, keys, written)


def _conditions_written(sheet: Sheet, before: Sheet, node: Node | None) -> dict[str, Any] | None:
    fields = sheet.when.fields
    made: dict[str, Any] = {key: value.plain() for key, value in entries_of(node) if key not in GROUPS}
    for group in GROUPS:
        rows, had = rows_of(node, group), getattr(before, group)
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
    for key, value in entries_of(old):
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
