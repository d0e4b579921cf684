"""What may come next for somebody: the roles one step from theirs, and what each adds."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.core.rules import Account, Person
from trellis.meetings.kinds import Aside
from trellis.pages.queries.current import current_edition
from trellis.people import terms
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.roles.addresses import role_address
from trellis.roles.queries.journeys import Stop, next_stops

TEMPLATE = "conversations/parts/next.html"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where somebody stands, and what may come next. Without `url` no page defines the role."""

    person: Person
    title: str
    url: str
    grade: str
    stops: tuple[Stop, ...]


def ahead_of(person: Person) -> Ahead | None:
    """What may come next for somebody, as far as whoever asks may read it; `None` for who holds no position."""
    position = position_on(person, today())
    if position is None:
        return None
    role = terms.role_titled(position.title)
    if role is None:
        return Ahead(person, position.title, "", "", ())
    grade = f"{role.grade:g}" if role.grade is not None else ""
    return Ahead(person, position.title, role_address(role), grade, next_stops(current_edition(), role))


def aside(_who: Account, guest: Person) -> Aside | None:
    """What stands beside the agenda of a career conversation."""
    found = ahead_of(guest)
    return Aside(TEMPLATE, found) if found is not None else None
