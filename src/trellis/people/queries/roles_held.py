"""Since when people have had the roles that they have."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from trellis.people.models import Position


def began(people: Collection[UUID] | None, day: date) -> dict[UUID, date]:
    """The day on which people began in the role that they have on a day, without a break: of some, or of everybody.

    A position is cut anew with every change of its manager or department, which is no new role. One query.
    """
    rows = Position.objects.filter(starts_on__lte=day).order_by("person", "starts_on")
    if people is not None:
        rows = rows.filter(person__in=people)
    found: dict[UUID, tuple[str, date]] = {}
    ended: dict[UUID, date | None] = {}
    for person, title, starts_on, ends_on in rows.values_list("person", "title", "starts_on", "ends_on"):
        before, gap = found.get(person), ended.get(person)
        goes_on = (
            before is not None and before[0] == title and gap is not None and (starts_on - gap).days <= 1
        )
        if not goes_on:
            found[person] = (title, starts_on)
        ended[person] = ends_on
    return {
        person: since
        for person, (_title, since) in found.items()
        if (end := ended[person]) is None or end >= day
    }
