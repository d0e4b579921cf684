"""Who would run a session: those who are free then, each with what speaks for and against them.

In this order: who is authorised; who would not travel more than the handbook wants; who has run the course before; who
runs least in the quarter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.classes import authorising, terms
from trellis.classes.definitions.permissions import HOST, KEEP
from trellis.classes.definitions.spans import Span, days_of
from trellis.classes.models import Facilitator
from trellis.classes.queries import conflicts
from trellis.core import calendars
from trellis.core.rules import Account, Person
from trellis.work.holders import holders_of_permission

MOST_LOOKED_AT = 20
"""So many, the best first, are laid against their calendars: each costs queries."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who is free. `hours` and `travel` (per cent of the working days) are of the quarter, without this one.

    `certificate` is what authorises them, empty for none; `is_asked` whether one is asked for; `with_this` the travel
    with this session; `begins` when it begins by their clock.
    """

    person: Person
    hours: float
    knows_it: bool
    is_asked: bool
    certificate: str
    travel: int
    with_this: int
    limit: int
    begins: datetime

    @property
    def travels_too_much(self) -> bool:
        """Whether this session takes them over the limit of the handbook."""
        return self.with_this > self.limit and self.with_this > self.travel

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for and against them, as people read it."""
        said = [_("free at these hours")]
        if self.is_asked:
            held = _("authorized by “%(title)s”") % {"title": self.certificate}
            said.append(held if self.certificate else _("holds no certificate that is asked for"))
        if self.knows_it:
            said.append(_("has run it before"))
        said.append(_("%(hours)s hours this quarter") % {"hours": self.hours})
        travel = _("travels %(share)s %% of this quarter") % {"share": self.travel}
        if self.with_this != self.travel:
            told = _("travels %(share)s %% of this quarter, %(more)s %% with this session")
            travel = told % {"share": self.travel, "more": self.with_this}
        said.append(travel)
        if self.travels_too_much:
            said.append(_("more than the %(limit)s %% of the handbook") % {"limit": self.limit})
        said.append(_("begins at %(time)s for them") % {"time": date_format(self.begins, "TIME_FORMAT")})
        return tuple(said)


def proposals(
    spans: Sequence[Span], *, course: str = "", but: UUID | None = None, without: Collection[UUID] = (), most: int = 2,
    travel_days: int = 0, zone: str = "UTC",
) -> list[Proposal]:  # fmt: skip
    """Who is free and could run it, the best first. Six queries, and those of the calendars of twenty people."""
    if not spans:
        return []
    day = spans[0].begin.date()
    knows = _who_ran(course)
    keys = [each for each in _candidates(knows) if each not in without]
    loads, away = conflicts.load_of(keys, day), conflicts.travel_of(keys, day, but=but)
    held = authorising.authorised(keys, course)
    working, limit = conflicts.working_days(day) or 1, terms.classes().travel
    more = travel_days + len(days_of(spans, ZoneInfo(zone))) if travel_days else 0
    is_asked = bool(authorising.asked_for(course))

    def share(days: int) -> int:
        return round(100 * days / working)

    def order(key: UUID) -> tuple[bool, bool, bool, timedelta, str]:
        goes_too_far = bool(more) and share(away.get(key, 0) + more) > limit
        return (
            is_asked and key not in held,
            goes_too_far,
            key not in knows,
            loads.get(key, timedelta()),
            str(key),
        )

    people = Person.objects.filter(
        pk__in=sorted(keys, key=order)[:MOST_LOOKED_AT], merged_into=None, erased_at=None
    ).select_related("account")
    known = sorted(people, key=lambda each: (*order(each.pk)[:4], each.name.casefold()))
    taken = {each.person for each in conflicts.of_people(known, spans, but=but)}
    return [
        Proposal(
            each, round(loads.get(each.pk, timedelta()) / timedelta(hours=1), 1), each.pk in knows, is_asked,
            held.get(each.pk, ""), share(away.get(each.pk, 0)), share(away.get(each.pk, 0) + more), limit,
            spans[0].begin.astimezone(calendars.zone_of(getattr(each, "account", None))),
        )
        for each in known if each.pk not in taken
    ][:most]  # fmt: skip


def _who_ran(course: str) -> set[UUID]:
    if not course:
        return set()
    rows = Facilitator.objects.filter(session__course=course, state=Facilitator.State.SET)
    return set(rows.values_list("person", flat=True))


def _candidates(knows: set[UUID]) -> list[UUID]:
    """Those who may hold sessions, and those who have run the course before."""
    found = {
        each.person_id
        for name in (HOST.name, KEEP.name)
        for each in holders_of_permission(name)
        if each.person_id is not None
    }
    others = Account.objects.filter(person__in=knows - found, is_active=True).values_list("person", flat=True)
    return [*found, *(each for each in others if each is not None)]
