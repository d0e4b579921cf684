"""Regular meetings of a people partner and a manager: the kind of series that this room gives to `meetings`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from trellis.core import predicates
from trellis.core.rules import Account, Person
from trellis.meetings.kinds import SeriesKind
from trellis.meetings.kinds import register as add
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.people.relating import departments_of_partner

PARTNER = "people-partner"


def register() -> None:
    """Called when Django starts."""
    add(
        SeriesKind(
            PARTNER, _("People partner and manager"), _("people partner"), _("manager"), may_host=_may_host,
            suggested=_managers, can_host=_is_partner, weeks=4,
            topics=(_("How is the team?"), _("Who needs support, and who is ready for more?")),
        )
    )  # fmt: skip


def _is_partner(who: Account) -> bool:
    return who.person_id is not None and bool(departments_of_partner(who.person_id))


def _may_host(who: Account, guest: Person) -> bool:
    """The people partner of somebody to whom others report."""
    return predicates.is_people_partner(who, guest) and directory.reports_on(guest, today()).exists()


def _managers(who: Account) -> Iterable[Person]:
    """The managers whom somebody is the people partner of."""
    if who.person_id is None:
        return ()
    positions = directory.found(Wanted(today()))
    managers = positions.filter(manager__isnull=False).order_by().values("manager")
    mine = positions.filter(department__in=departments_of_partner(who.person_id), person__in=managers)
    return [each.person for each in mine.exclude(person=who.person_id).order_by("person__name")]
