"""Choosing two roles to compare, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from trellis.pages.queries.current import Edition
from trellis.roles.definitions.graph import Role
from trellis.roles.queries.directory import Row, rows_of
from trellis.roles.queries.wording import grade_text
from trellis.web.finding import Candidate, best

MOST = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """A role that can be chosen, with the address of the comparison that it completes."""

    title: str
    where: str
    grade: str
    url: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A role that was chosen."""

    key: str
    title: str
    family: str
    grade: str


def choices(edition: Edition, text: str, first: Role | None, second: Role | None) -> tuple[Choice, ...]:
    """Roles for the first slot that is empty: those whose names fit the text, else those nearest to the chosen one."""
    rows = [
        row
        for row in rows_of(edition)
        if row.id not in {role.id for role in (first, second) if role is not None}
    ]
    if text:
        found = [rows[int(hit.url)] for hit in best(map(_candidate, range(len(rows)), rows), text, MOST)]
    else:
        near = first or second
        found = [row for row in rows if near is None or row.id.family == near.id.family][:MOST]
    return tuple(Choice(row.title, row.family, row.grade_text, _address(row, first, second)) for row in found)


def chosen(role: Role | None) -> Chosen | None:
    """A chosen role as a card shows it."""
    if role is None:
        return None
    return Chosen(str(role.id), role.full_title, role.family.title, grade_text(role.grade))


def _candidate(place: int, row: Row) -> Candidate:
    return Candidate(row.title, row.key, "", str(place), "", "")


def _address(row: Row, first: Role | None, second: Role | None) -> str:
    keys = {"a": first.id if first is not None else row.id}
    if first is not None:
        keys["b"] = row.id
    elif second is not None:
        keys["b"] = second.id
    return f"{reverse('roles:compare')}?{urlencode({name: str(key) for name, key in keys.items()})}"
