"""An audience as the rows of a form, and back: “department is Sales”, all of them or one of them.

What a text says in a deeper way than rows can is kept as it is, and shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from trellis.courses.studio.sending import Sent
from trellis.people.definitions.audiences import EVERYBODY

SEVERAL = ("departments", "roles", "families", "entities", "countries", "contract-types")
"""Fields of which somebody may have one of several values."""
NUMBERS = ("from-grade", "to-grade")
DAYS = ("hired-from", "hired-until")
YES_NO = "managers"
FIELDS = (*SEVERAL, *NUMBERS, *DAYS, YES_NO)
"""What a row can ask for, in the order in which a form offers it."""
IS, IS_NOT = "is", "is-not"
ALL, ANY = "all", "any"
SOME, WRITTEN = "some", "written"
"""Whom something is for, besides `everybody`: those whom rows describe, or whom a text describes that no rows can."""
MOST_ROWS = 20


class Row(NamedTuple):
    """A condition: what is asked for, whether it must or must not be so, and the values of which one is enough."""

    field: str = ""
    way: str = IS
    values: tuple[str, ...] = ()

    @property
    def is_said(self) -> bool:
        """Whether it says something."""
        return bool(self.field and self.values)


@dataclass(frozen=True, slots=True)
class AudienceCells:
    """What stands in a form for an audience: `all` must be so, and of `any` at least one row.

    `written` is what the text says where `whom` is that; it is not for the form to change.
    """

    whom: str = EVERYBODY
    all: tuple[Row, ...] = ()
    any: tuple[Row, ...] = ()
    written: Any = None

    def with_row(self, group: str) -> AudienceCells:
        """With an empty row at the end of a group."""
        if group == ANY:
            return replace(self, whom=SOME, any=(*self.any, Row()))
        return replace(self, whom=SOME, all=(*self.all, Row()))

    def without_row(self, group: str, at: int) -> AudienceCells:
        """Without a row of a group."""
        if group == ANY:
            return replace(self, any=(*self.any[:at], *self.any[at + 1 :]))
        return replace(self, all=(*self.all[:at], *self.all[at + 1 :]))

    @property
    def said(self) -> AudienceCells:
        """The same without rows that say nothing, which have no place in a text."""
        if self.whom != SOME:
            return AudienceCells(self.whom, written=self.written)
        return replace(
            self, all=tuple(row for row in self.all if row.is_said), any=tuple(row for row in self.any if row.is_said)
        )  # fmt: skip


# -- from a text


def cells_of(value: Any) -> AudienceCells:
    """The cells of an audience as it is written; nothing written is everybody."""
    if value in (None, EVERYBODY):
        return AudienceCells()
    rows = _rows_of(value)
    return AudienceCells(WRITTEN, written=value) if rows is None else AudienceCells(SOME, *rows)


def _rows_of(value: Any) -> tuple[tuple[Row, ...], tuple[Row, ...]] | None:
    """The rows of a group, those that must all be so and those of which one must; `None` where rows cannot say it."""
    said = _named(value)
    if not said:
        return None
    together: list[Row | None] = []
    either: list[Row | None] = []
    for key, inner in said.items():
        if key == "not":
            together += _refused(inner)
        elif key == ALL:
            together += map(_single, inner if isinstance(inner, list | tuple) else (None,))
        elif key == ANY:
            either += map(_single, inner if isinstance(inner, list | tuple) else (None,))
        else:
            together.append(_row(key, inner))
    kept = [row for row in (*together, *either) if row is not None]
    if len(kept) < len(together) + len(either) or len(kept) > MOST_ROWS:
        return None
    return tuple(filter(None, together)), tuple(filter(None, either))


def _named(value: Any) -> Mapping[str, Any] | None:
    return (
        {str(key).replace("_", "-"): each for key, each in value.items()} if isinstance(value, dict) else None
    )


def _single(value: Any) -> Row | None:
    """The row that a group of one condition is."""
    said = _named(value) or {}
    if len(said) != 1:
        return None
    key, inner = next(iter(said.items()))
    if key != "not":
        return _row(key, inner)
    row = _single(inner)
    return row._replace(way=IS_NOT) if row is not None and row.way == IS else None


def _refused(value: Any) -> Iterator[Row | None]:
    """The rows of what must not be so: of one condition, or of several of which none may be."""
    said = _named(value) or {}
    several = said.get(ANY) if set(said) == {ANY} else None
    for each in several if isinstance(several, list | tuple) and several else (value,):
        yield _single({"not": each})


def _row(field: str, value: Any) -> Row | None:
    if field not in FIELDS or isinstance(value, dict) or value in (None, [], ()):
        return None
    if field == YES_NO:
        return Row(field, IS, ("true" if value else "false",)) if isinstance(value, bool) else None
    values = value if isinstance(value, list | tuple) else (value,)
    if field in (*NUMBERS, *DAYS) and (len(values) > 1 or isinstance(value, list | tuple)):
        return None
    if any(isinstance(each, dict | list | tuple) for each in values):
        return None
    return Row(field, IS, tuple(str(each) for each in values))


# -- to a text


def value_of(cells: AudienceCells) -> Any:
    """The audience that cells describe, as it is written; rows that say nothing are left out."""
    if cells.whom == WRITTEN:
        return cells.written
    if cells.whom != SOME:
        return EVERYBODY
    made: dict[str, Any] = {}
    further, refused = [], []
    for row in cells.said.all:
        one = _condition(row)
        if row.way == IS_NOT:
            refused.append(one)
        elif row.field in made:
            further.append(one)
        else:
            made |= one
    if cells.said.any:
        made[ANY] = [_either(row) for row in cells.said.any]
    if further:
        made[ALL] = further
    if refused:
        made["not"] = refused[0] if len(refused) == 1 else {ANY: refused}
    return made


def _condition(row: Row) -> dict[str, Any]:
    if row.field == YES_NO:
        return {row.field: row.values[0] == "true"}
    if row.field in DAYS:
        return {row.field: row.values[0]}
    if row.field in NUMBERS:
        number = row.values[0]
        return {row.field: int(number) if number.isdecimal() else number}
    return {row.field: list(row.values)}


def _either(row: Row) -> dict[str, Any]:
    return {"not": _condition(row)} if row.way == IS_NOT else _condition(row)


# -- from a form


def sent(post: Sent, name: str, before: AudienceCells) -> AudienceCells:
    """The cells that a form sends under a name; what no rows can say comes from the text that it was made of."""
    whom = str(post.get(name, ""))
    if whom == WRITTEN:
        return before if before.whom == WRITTEN else AudienceCells()
    if whom != SOME:
        return AudienceCells()
    return AudienceCells(SOME, *(tuple(_rows_sent(post, f"{name}-{group}")) for group in (ALL, ANY)))


def _rows_sent(post: Sent, name: str) -> Iterator[Row]:
    for at in range(MOST_ROWS):
        if f"{name}-{at}-field" not in post:
            continue
        field = str(post.get(f"{name}-{at}-field", ""))
        way = IS_NOT if post.get(f"{name}-{at}-way", IS) == IS_NOT else IS
        # Values that were chosen for another field mean nothing for this one.
        is_same = post.get(f"{name}-{at}-for", field) == field
        yield Row(
            field if field in FIELDS else "", way, values_sent(post, f"{name}-{at}-value") if is_same else ()
        )


def values_sent(post: Sent, name: str) -> tuple[str, ...]:
    """The values of a picker: those that are ticked, and the one that is being added, each once."""
    said = (" ".join(str(each).split())[:200] for each in (*post.getlist(name), post.get(f"{name}-add", "")))
    return tuple(dict.fromkeys(each for each in said if each))
