"""What the form for automations sends: all of its cells, and what is to be done with a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from trellis.automations.definitions.sheets import (
    GROUPS,
    KINDS,
    NAMED,
    WAYS,
    WHOM,
    ActionRow,
    ConditionRow,
    Sheet,
    WhenCells,
    cells_of,
    new_action,
)
from trellis.handbook.errors import TrellisError

Post = Mapping[str, str]
Row = TypeVar("Row", ConditionRow, ActionRow)

MOST_ROWS = 30
"""Conditions of a group, and actions, that a form holds."""
MOST_WORDS = 500
"""Characters of a cell; a text may have more."""
MOST_TEXT = 10_000
DOES = ("add", "up", "down", "remove")


class FormError(TrellisError):
    """What was sent makes no sense."""

    code = "form"


def sheet_of(post: Post) -> Sheet:
    """The cells that were sent, with the act on a row done. Raises FormError where something is odd or too long."""
    sheet = Sheet(
        title=_words(post, "title"),
        description=_words(post, "description"),
        owner=_words(post, "owner"),
        enabled="enabled" in post,
        when=_when(post),
        all=tuple(_conditions(post, "all")),
        any=tuple(_conditions(post, "any")),
        then=tuple(_actions(post)),
    )
    return _acted(sheet, post.get("act", ""))


def _words(post: Post, name: str, most: int = MOST_WORDS) -> str:
    words = post.get(name, "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if len(words) > most:
        raise FormError(
            _("A field holds more than %(most)d characters.") % {"most": most}, hint=_("Write it shorter.")
        )
    return words if most > MOST_WORDS else " ".join(words.split())


def _one(post: Post, name: str, known: tuple[str, ...]) -> str:
    word = post.get(name, known[0])
    return word if word in known else known[0]


def _when(post: Post) -> WhenCells:
    usual = WhenCells()
    cells = {
        key: _words(post, f"when-{key}") if f"when-{key}" in post else getattr(usual, key)
        for key in ("event", "on", "days", "side", "day", "at", "zone")
    }
    side = cells["side"] if cells["side"] in ("before", "after") else usual.side
    return WhenCells(**{**cells, "side": side, "kind": _one(post, "when-kind", KINDS)})


def _conditions(post: Post, group: str) -> Iterator[ConditionRow]:
    for at in _numbers(post, group, "field"):
        way = _one(post, f"{group}-{at}-way", WAYS)
        value = "" if way in ("changed", "unchanged") else _words(post, f"{group}-{at}-value")
        yield ConditionRow(_words(post, f"{group}-{at}-field"), way, value, _was(post, f"{group}-{at}"))


def _actions(post: Post) -> Iterator[ActionRow]:
    for at in _numbers(post, "then", "do"):
        row, do = f"then-{at}", _words(post, f"then-{at}-do")
        cells: dict[str, str] = {}
        for cell in cells_of(do):
            name = f"{row}-{cell.key}"
            if cell.sort == "whom":
                whom = post.get(name, "owner")
                cells[cell.key] = whom if whom in ("", *WHOM) else "owner"
                # Each way to name somebody has a field of its own: a role is no duty when another way is chosen.
                cells[f"{cell.key}-name"] = _words(post, f"{name}-{whom}") if whom in NAMED else ""
            else:
                cells[cell.key] = _words(post, name, MOST_TEXT if cell.sort == "area" else MOST_WORDS)
        yield ActionRow(do, cells, _was(post, row))


def _numbers(post: Post, rows: str, key: str) -> Iterator[int]:
    for at in range(MOST_ROWS + 1):
        if f"{rows}-{at}-{key}" not in post:
            return
        if at == MOST_ROWS:
            raise _too_many()
        yield at


def _too_many() -> FormError:
    return FormError(
        _("A form holds at most %(most)d rows of a kind.") % {"most": MOST_ROWS},
        hint=_("Write further ones as text."),
    )


def _was(post: Post, row: str) -> int | None:
    was = post.get(f"{row}-was", "")
    return int(was) if was.isascii() and was.isdecimal() and len(was) < 4 else None


def focus_of(post: Post) -> str:
    """The field, or the rows, at which somebody goes on after an act on a row; nothing where they stay."""
    does, _gap, rest = post.get("act", "").partition(" ")
    rows, _gap, number = rest.partition(" ")
    key = "do" if rows == "then" else "field"
    if does == "add":
        return f"{rows}-{sum(1 for _each in _numbers(post, rows, key))}-{key}"
    if does in ("up", "down") and number.isdecimal():
        return f"{rows}-{int(number[:4]) + (1 if does == 'down' else -1)}-{key}"
    return rows if does == "remove" else ""


# -- rows


def _acted(sheet: Sheet, act: str) -> Sheet:
    """The sheet with a row added (`add then`), moved (`up all 1`) or taken away (`remove any 0`)."""
    does, _gap, rest = act.partition(" ")
    rows, _gap, number = rest.partition(" ")
    if does not in DOES or rows not in (*GROUPS, "then"):
        return sheet
    several: tuple[Any, ...] = getattr(sheet, rows)
    changed: dict[str, Any]
    if does == "add":
        if len(several) >= MOST_ROWS:
            raise _too_many()
        changed = {rows: (*several, _new(sheet, rows))}
        return replace(sheet, **changed)
    if not (number.isascii() and number.isdecimal()) or int(number[:4]) >= len(several):
        raise FormError(_("The form does not know what to do."), hint=_("Open the form again."))
    changed = {rows: _moved(several, int(number), does)}
    return replace(sheet, **changed)


def _new(sheet: Sheet, rows: str) -> ConditionRow | ActionRow:
    if rows == "then":
        return new_action()
    fields = sheet.when.fields
    # Identifiers come last: few people know one.
    return ConditionRow(next(iter(sorted(fields, key=lambda name: fields[name] == "id")), ""))


def _moved(rows: tuple[Row, ...], at: int, does: str) -> tuple[Row, ...]:
    found = list(rows)
    row = found.pop(at)
    if does != "remove":
        found.insert(max(at - 1, 0) if does == "up" else at + 1, row)
    return tuple(found)
