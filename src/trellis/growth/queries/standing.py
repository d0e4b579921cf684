"""Where somebody stands: their employment, their role of today, and since when they have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.core.rules import Person
from trellis.growth import terms
from trellis.people import relating
from trellis.people.days import today
from trellis.people.queries import directory, records
from trellis.people.queries.directory import Place
from trellis.roles.definitions.graph import Role


@dataclass(frozen=True, slots=True)
class Standing:
    """The position of today with its employment; `role` is that of the handbook, `since` when the title began."""

    person: Person
    position: Any
    role: Role | None
    since: date | None

    @property
    def title(self) -> str:
        """The title of today; empty for who is not employed."""
        return self.position.title if self.position is not None else ""

    @property
    def employment(self) -> Any | None:
        """The employment of today."""
        return self.position.employment if self.position is not None else None


_PLACE = "_growth_place"
"""Under this name a person that was loaded for a page keeps where they stand today."""


def know_around(person: Person) -> None:
    """Have it known who is around a person that was loaded for a page, so that rules ask for it once."""
    place = Place(person, today())
    relating.know(person, place)
    setattr(person, _PLACE, place)


def position_today(person: Person) -> Any | None:
    """The position of today; asked once for a person that was loaded for a page."""
    place: Place | None = getattr(person, _PLACE, None)
    if place is not None and place.day == today():
        return place.position
    return directory.position_on(person, today())


def standing_of(person: Person, position: Any | None = None) -> Standing:
    """How somebody stands today. Three queries, two where the position of today is known."""
    position = position or position_today(person)
    if position is None:
        return Standing(person, None, None, None)
    return Standing(person, position, terms.role_at(position.role), _since(person, position))


def title_on(person: Person, day: date) -> str | None:
    """The title that somebody has on a day, as it is known now; `None` for who is not employed then."""
    found = directory.position_on(person, day)
    return found.title if found is not None else None


def _since(person: Person, position: Any) -> date:
    since: date = position.starts_on
    stay = next(
        (each for each in records.stays_of(person) if each.employment.pk == position.employment_id), None
    )
    for each in (
        sorted(stay.positions, key=lambda row: row.starts_on, reverse=True) if stay is not None else ()
    ):
        if each.starts_on <= since:
            if each.title != position.title:
                break
            since = each.starts_on
    return since
