"""Who may see and do what with cases: the handlers who have no part in them, and nobody else.

A handler has an assignment that lasts, has the duty that the type of the case asks for, and stands in no conflict of
interest. All of it is asked anew each time, in the query itself: who becomes a party, or the manager of one, sees
nothing from that moment on. No level of access opens anything, and nobody who acts as somebody else sees a case.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.cases import terms
from trellis.cases.definitions.permissions import HANDLER, OPEN, OVERSEE
from trellis.cases.models import Case, CaseHandler, CaseParty, Part
from trellis.core import granted, relations
from trellis.core.acting import acting_now
from trellis.core.definitions.granting import DUTY, Right
from trellis.core.granted import Somebody
from trellis.core.rules import Access, Account, NotAllowedError, Person, can_read
from trellis.people import lines
from trellis.people.days import today
from trellis.people.queries import directory
from trellis.people.queries.directory import Wanted

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_enter",
    "can_give_handler",
    "can_handle_type",
    "can_open",
    "can_oversee",
    "can_read",
    "conflicted",
    "fit_handlers",
    "handled",
    "seen",
    "threads",
    "too_near",
]


def can_enter(who: Somebody) -> bool:
    """Whether cases are anything to somebody at all: they have the duty of some type, or may open or oversee cases."""
    return _is_themselves(who) and (bool(_types_handled(who)[0]) or can_open(who) or can_oversee(who))


def can_open(who: Somebody) -> bool:
    """Whoever has the permission, by position or duty."""
    return _is_themselves(who) and can_read(who) and granted.may(who, OPEN.name)


def can_oversee(who: Somebody) -> bool:
    """Whoever sees to it that cases have handlers; they see nothing of the cases."""
    return _is_themselves(who) and can_read(who) and granted.may(who, OVERSEE.name)


def can_handle_type(who: Somebody, type_name: str) -> bool:
    """Whether somebody has the duty that a type of case asks of its handlers."""
    return can_read(who) and granted.has_duty(who, terms.duty_of(type_name))


def seen(who: Somebody) -> QuerySet[Case]:
    """The cases that somebody sees."""
    if not _is_themselves(who) or not can_read(who):
        return Case.objects.none()
    assert isinstance(who, Account)
    named, others = _types_handled(who)
    if not named and not others:
        return Case.objects.none()
    fitting = Q(type__in=named)
    if others:
        fitting |= ~Q(type__in=list(terms.types()))
    mine = CaseHandler.objects.filter(case=OuterRef("pk"), account=who, until=None)
    return Case.objects.filter(fitting, Exists(mine)).exclude(_in_conflict(who))


def handled(who: Somebody, case: Case) -> bool:
    """Whether somebody sees a case, and so may write into it."""
    return seen(who).filter(pk=case.pk).exists()


def conflicted(who: Account, case: Case) -> bool:
    """Whether somebody must not handle a case: a party, its manager or direct report, or above the subject."""
    return who.person_id is not None and who.person_id in too_near(case)


def too_near(case: Case) -> set[UUID]:
    """The people who must not handle a case: the same as `_in_conflict` says of somebody, for all of them at once."""
    day = today()
    rows = list(CaseParty.objects.filter(case=case).select_related("person"))
    people = {each.person_id for each in rows}
    found = people | {each.person.merged_into_id for each in rows if each.person.merged_into_id is not None}
    positions = directory.found(Wanted(day)).select_related(None).order_by()
    pairs = positions.filter(Q(person__in=people) | Q(manager__in=people)).values_list("person", "manager")
    for person, manager in pairs:
        found |= {manager} if person in people and manager is not None else set()
        found |= {person} if manager in people else set()
    for subject in {each.person_id for each in rows if each.part == Part.SUBJECT}:
        found |= set(lines.people_above(subject, day))
    return found


def fit_handlers(case: Case) -> list[Account]:
    """Everybody who may be a handler of a case: they have its duty, and no conflict of interest."""
    duty = Right(DUTY, terms.duty_of(case.type))
    found = Account.objects.filter(granted.whom(duty)).exclude(access=Access.EXTERNAL, is_owner=False)
    found = found.order_by("name", "pk")
    near = too_near(case)
    return [each for each in found if each.person_id is None or each.person_id not in near]


def can_give_handler(who: Somebody, case: Case) -> bool:
    """Whoever handles a case gives it further handlers; who oversees does where it lacks one, without seeing it."""
    if handled(who, case):
        return True
    return can_oversee(who) and isinstance(who, Account) and not conflicted(who, case)


def threads(who: Somebody) -> QuerySet[CaseParty]:
    """What somebody asked in confidence: they read the messages to them, and nothing else of the case."""
    if not _is_themselves(who) or not can_read(who):
        return CaseParty.objects.none()
    assert isinstance(who, Account)
    if who.person_id is None:
        return CaseParty.objects.none()
    return CaseParty.objects.filter(person=who.person_id, part=Part.REPORTER, case__is_asked=True)


def _is_themselves(who: Somebody) -> bool:
    return isinstance(who, Account) and who.is_active and acting_now() is None


def _types_handled(who: Somebody) -> tuple[list[str], bool]:
    """The types of the handbook that somebody has the duty for; and whether also those that it has no more."""
    known = terms.types()
    named = [name for name, each in known.items() if granted.has_duty(who, each.handlers)]
    return named, granted.has_duty(who, HANDLER)


def _in_conflict(who: Account) -> Q:
    """The cases in which somebody has a part, or stands too near to one who has."""
    if who.person_id is None:
        return relations.NONE
    day, me = today(), who.person_id
    positions = directory.found(Wanted(day)).select_related(None).order_by()
    near = Q(person=me) | Q(person__merged_into=me)
    near |= Q(person__in=positions.filter(manager=me).values("person"))
    near |= Q(person__in=positions.filter(person=me, manager__isnull=False).values("manager"))
    below = Person.objects.filter(lines.people_below(me, day)).values("pk")
    near |= Q(part=Part.SUBJECT, person__in=below)
    return Q(Exists(CaseParty.objects.filter(near, case=OuterRef("pk"))))
