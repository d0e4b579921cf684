"""Who may see and set pay.

Somebody sees what they are paid themselves; those above them in the line as far as the handbook says; the people
partner of their department; and whoever has the permission. Nobody else does, administrators neither, and nobody as
somebody else. Nobody sets their own pay.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.compensation import terms
from trellis.compensation.definitions.permissions import KEEP, SEE
from trellis.compensation.models import BonusRequest, State, Why
from trellis.core import granted, predicates, relations
from trellis.core.acting import acting_now
from trellis.core.granted import Somebody
from trellis.core.predicates import is_people_partner, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people.days import today
from trellis.people.queries.directory import reports_on

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "Why",
    "can_ask_for_change",
    "can_calculate",
    "can_keep",
    "can_review",
    "can_see_bonus",
    "can_see_list",
    "can_see_pay",
    "is_above",
    "seen_people",
]

_seen_by_all = is_self | predicates.may(SEE.name) | is_people_partner


def can_calculate(who: Somebody) -> bool:
    """Everybody of the team: how pay is set is no secret, only what one person is paid."""
    return can_read(who)


def is_above(who: Account, person: Person) -> bool:
    """Whether somebody is above a person as far as managers see pay by the handbook."""
    mode = terms.compensation().managers_see_pay
    if mode == "none" or who.person_id is None:
        return False
    if mode == "direct":
        return reports_on(Person(pk=who.person_id), today()).filter(person=person).exists()
    return predicates.in_manager_chain(who, person)


def can_see_pay(who: Somebody, person: Person) -> bool:
    """Whether somebody sees what a person is, was and will be paid."""
    if not isinstance(who, Account) or not _reads(who):
        return False
    # The cheapest question first: who may see all pay is known of each account, a line costs a query, a partner two.
    return (
        is_self(who, person)
        or granted.may(who, SEE.name)
        or is_above(who, person)
        or is_people_partner(who, person)
    )


def seen_people(who: Somebody) -> Q:
    """The people whose pay somebody sees: the same for a list."""
    if not isinstance(who, Account) or not _reads(who):
        return relations.NONE
    found: Q = _seen_by_all.of(who, Person)
    mode = terms.compensation().managers_see_pay
    if mode == "line":
        found |= predicates.in_manager_chain.of(who, Person)
    elif mode == "direct" and who.person_id is not None:
        found |= Q(pk__in=reports_on(Person(pk=who.person_id), today()).order_by().values("person"))
    return found


def can_see_list(who: Somebody) -> bool:
    """Whether somebody sees the list of pay: with those whose pay they see in it."""
    return _reads(who) and granted.may(who, SEE.name)


def can_keep(who: Somebody, person: Person | None = None) -> bool:
    """Whether somebody writes pay down without an approval: first pay, corrections, imports. Never their own."""
    if not isinstance(who, Account) or not _reads(who) or not granted.may(who, KEEP.name):
        return False
    return person is None or who.person_id != person.pk


def can_ask_for_change(who: Somebody, person: Person) -> bool:
    """Whether somebody may ask that a person is paid otherwise: whoever sees that pay, but for the person."""
    return can_see_pay(who, person) and isinstance(who, Account) and who.person_id != person.pk


def can_review(who: Somebody) -> bool:
    """Whether somebody writes a sheet of the yearly review: to whom somebody reports, if managers see pay at all."""
    if not isinstance(who, Account) or not _reads(who) or who.person_id is None:
        return False
    if terms.compensation().managers_see_pay == "none":
        return False
    return reports_on(Person(pk=who.person_id), today()).order_by().exists()


def can_see_bonus(who: Somebody, bonus: BonusRequest, asked: bool = False) -> bool:
    """An approved bonus is for everybody; else it is for who asked, who decides (`asked`), and who sees all pay.

    Never for the nominee: what is not approved would only be a disappointment.
    """
    if not isinstance(who, Account) or not _reads(who):
        return False
    if bonus.state == State.GRANTED or bonus.nominated_by_id == who.pk:
        return True
    return bonus.nominee_id != who.person_id and (asked or granted.may(who, SEE.name))


def _reads(who: Somebody) -> bool:
    """Everybody of the team, for themselves: nobody sees pay as somebody else."""
    return can_read(who) and acting_now() is None
