"""Who may do what with policies.

Everybody of the team sees the policies that are for them, and acknowledges for themselves alone. Who has read what is
seen by those whose position or duty it is, by the managers above a person and by the people partner. Whoever decides
about proposals, or keeps policies, says whether a change asks people again; not the one who proposed it.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.core import granted, predicates, relations
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_people_partner, is_self
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.pages.rules import can_approve
from trellis.policies.definitions.permissions import KEEP, SEE

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_decide",
    "can_exempt",
    "can_keep",
    "can_remind",
    "can_see",
    "can_see_all",
    "can_see_evidence",
    "seen_people",
]

_sees = predicates.may(SEE.name) | in_manager_chain | is_people_partner
_sees_evidence = _sees | is_self


def can_see(who: Somebody) -> bool:
    """Everybody of the team."""
    return can_read(who)


def can_see_all(who: Somebody) -> bool:
    """Whether somebody sees the progress of all."""
    return can_read(who) and granted.may(who, SEE.name)


def seen_people(who: Somebody) -> Q:
    """The people whose progress somebody sees: all, or those below them in the line and in departments they partner."""
    return _sees.of(who, Person) if can_read(who) else relations.NONE


def can_see_evidence(who: Somebody, person: Person) -> bool:
    """Whether somebody sees what a person has acknowledged: themselves, and those who see their progress."""
    return can_read(who) and _sees_evidence(who, person)


def can_remind(who: Somebody, person: Person) -> bool:
    """Whether somebody reminds a person: who sees their progress."""
    return can_read(who) and _sees(who, person)


def can_keep(who: Somebody) -> bool:
    """Whether somebody exempts people from policies."""
    return can_read(who) and granted.may(who, KEEP.name)


def can_exempt(who: Somebody, person: Person) -> bool:
    """Whether somebody exempts a person: not themselves."""
    return can_keep(who) and isinstance(who, Account) and who.person_id != person.pk


def can_decide(who: Somebody) -> bool:
    """Whether somebody says whether a change asks people again."""
    return can_read(who) and (can_approve(who) or granted.may(who, KEEP.name))
