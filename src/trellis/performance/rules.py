"""Who may see and do what with plans of support.

The person, from the day on which the plan begins; their manager of today; the managers above them, once it is agreed;
their people partner. After somebody left: who managed them last, and the people partner who agreed. All of it is asked
of the positions of today each time, in the query itself. No level of access opens anything, and nobody who acts as
somebody else sees a plan. A people partner in whose line of managers the person stands sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.core import granted, predicates, relations
from trellis.core.acting import acting_now
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people import lines
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted
from trellis.performance.definitions.permissions import OVERSEE
from trellis.performance.models import SupportPlan

__all__ = [
    "Account", "NotAllowedError", "Person", "Standing", "can_begin", "can_enter", "can_oversee", "can_see_of", "myself",
    "partners_of", "reports", "seen", "standing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a plan that they see."""

    is_person: bool
    is_manager: bool
    is_partner: bool
    can_agree: bool

    @property
    def reads_inside(self) -> bool:
        """Whether they read what manager and people partner say to each other."""
        return self.is_manager or self.is_partner


def can_enter(who: Somebody) -> bool:
    """Everybody of the team, for themselves: that there is this page tells nothing of anybody."""
    return can_read(who) and isinstance(who, Account) and acting_now() is None


def myself(who: Somebody) -> UUID | None:
    """The person that somebody is; `None` for who is nobody of the team, or acts as somebody else."""
    return who.person_id if isinstance(who, Account) and can_enter(who) else None


def can_oversee(who: Somebody) -> bool:
    """Whoever sees how many plans there are; they see none of them by it."""
    return can_enter(who) and granted.may(who, OVERSEE.name)


def can_begin(who: Somebody, person: UUID) -> bool:
    """Whoever somebody reports to today, directly."""
    me = myself(who)
    return me is not None and me != person and _direct(me).filter(person=person).exists()


def can_see_of(who: Somebody, person: Person) -> bool:
    """Whether somebody has the tab of plans on the page of a person: the managers above, and their people partner."""
    if myself(who) is None or predicates.is_self(who, person):
        return False
    return predicates.in_manager_chain(who, person) or predicates.is_people_partner(who, person)


def seen(who: Somebody) -> QuerySet[SupportPlan]:
    """The plans that somebody sees."""
    me = myself(who)
    if me is None:
        return SupportPlan.objects.none()
    day = today()
    people = Person.objects.order_by()
    below = people.filter(lines.people_below(me, day)).values("pk")
    partnered = predicates.is_people_partner.of(who, Person)
    here = directory.found(Wanted(day)).select_related(None).order_by().values("person")
    found = Q(person=me, begins_on__lte=day)
    found |= Q(person__in=_direct(me).values("person"))
    found |= Q(person__in=below, begins_on__isnull=False)
    if partnered != relations.NONE:
        theirs = people.filter(partnered).values("pk")
        found |= Q(person__in=theirs) & ~Q(person__in=[me, *lines.people_above(me, day)])
    found |= ~Q(person__in=here) & (Q(manager=me) | Q(partner=me))
    return SupportPlan.objects.filter(found)


def standing(who: Account, plan: SupportPlan) -> Standing:
    """What somebody is to a plan that they see: `seen` has been asked by then. A manager counts as nothing else."""
    me = myself(who)
    if me is None or me == plan.person_id:
        return Standing(me is not None, False, False, False)
    place = directory.Place(plan.person, today())
    if place.position is None:
        return Standing(False, plan.manager_id == me, plan.partner_id == me, False)
    if place.position.manager_id == me:
        return Standing(False, True, False, False)
    # Of those who see a plan, a partner in whose line the person stands is none: see `seen`.
    is_partner = me in place.partners
    return Standing(False, False, is_partner, is_partner and plan.handed_by_id != me)


def partners_of(person: Person) -> list[Account]:
    """The accounts of the people partners who look after the plans of somebody: none who stands below them."""
    day = today()
    place = directory.Place(person, day)
    keys = [
        each
        for each in place.partners
        if each != person.pk and person.pk not in lines.people_above(each, day)
    ]
    return (
        list(Account.objects.filter(person__in=keys, is_active=True).order_by("name", "pk")) if keys else []
    )


def reports(who: Account) -> list[Person]:
    """Who reports to somebody today, by name: for whom they may begin a plan."""
    me = myself(who)
    if me is None:
        return []
    return [each.person for each in directory.reports_on(Person(pk=me), today())]


def _direct(me: UUID) -> QuerySet[Any]:
    return directory.reports_on(Person(pk=me), today()).select_related(None).order_by()
