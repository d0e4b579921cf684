"""Who may do what with certificates.

Everybody of the team sees certifications, and their own certificates. Those of others are seen by the managers above
them, by their people partner, by who owns the certification, and by those whose position or duty it is. Nobody signs
off, extends, suspends, reinstates or revokes their own.
"""

from __future__ import annotations

from django.db.models import Q

from trellis.certifications import terms
from trellis.certifications.definitions.permissions import KEEP, SEE
from trellis.certifications.definitions.requirements import MANAGER
from trellis.certifications.models import AskState, Award, AwardRequest, SignOff
from trellis.core import granted, predicates, relations
from trellis.core.definitions.rights import spelled
from trellis.core.granted import Somebody
from trellis.core.predicates import in_manager_chain, is_people_partner, is_self
from trellis.core.queries import titles_held
from trellis.core.rules import Account, NotAllowedError, Person, can_read

__all__ = [
    "Account",
    "NotAllowedError",
    "Person",
    "can_ask_extension",
    "can_decide_request",
    "can_enter",
    "can_keep",
    "can_keep_award",
    "can_read",
    "can_see_award",
    "can_see_holders",
    "can_see_person",
    "can_see_sign_off",
    "can_share",
    "can_sign",
    "holds",
    "owns",
    "owns_any",
    "seen_awards",
    "seen_people",
    "sees_all",
]  # fmt: skip
_sees = predicates.may(SEE.name) | in_manager_chain | is_people_partner
_sees_or_is = _sees | is_self
_SEEN = "_certifications_seen"
"""Under this name a loaded account keeps whose certificates it sees."""


def can_enter(who: Somebody) -> bool:
    """Everybody of the team who is a person here."""
    return isinstance(who, Account) and can_read(who) and who.person_id is not None


def holds(who: Account, title: str) -> bool:
    """Whether somebody holds a role, letter for letter."""
    return bool(title) and spelled(title) in {spelled(each) for each in titles_held(who)}


def owns(who: Somebody, key: str) -> bool:
    """Whether somebody answers for a certification: who holds the role that the handbook names as its owner."""
    found = terms.certification(key)
    return found is not None and isinstance(who, Account) and can_read(who) and holds(who, found.owner)


def owns_any(who: Somebody) -> list[str]:
    """The keys of the certifications that somebody answers for."""
    return [key for key in terms.certifications().by_key if owns(who, key)]


def sees_all(who: Somebody) -> bool:
    """Whether somebody sees who holds which certificate, of all people."""
    return can_read(who) and granted.may(who, SEE.name)


def can_keep(who: Somebody, key: str) -> bool:
    """Whether somebody looks after the certificates of a certification: who keeps all, and who owns it."""
    return can_read(who) and (granted.may(who, KEEP.name) or owns(who, key))


def can_keep_award(who: Somebody, award: Award) -> bool:
    """Whether somebody suspends, reinstates and revokes a certificate: who keeps them; nobody their own."""
    return (
        can_keep(who, award.certification) and isinstance(who, Account) and who.person_id != award.person_id
    )


def can_see_person(who: Somebody, person: Person) -> bool:
    """Whether somebody sees what a person holds and lacks: themselves, and those who see their standing."""
    return can_read(who) and _sees_or_is(who, person)


def seen_people(who: Somebody) -> Q:
    """The people whose certificates somebody sees, their own aside, as a condition of people.

    Asked for once for each loaded account: a list with filters asks for it many times.
    """
    if not isinstance(who, Account) or not can_read(who):
        return relations.NONE
    found: Q | None = getattr(who, _SEEN, None)
    if found is None:
        found = _sees.of(who, Person)
        setattr(who, _SEEN, found)
    return found


def can_see_award(who: Somebody, award: Award) -> bool:
    """Whether somebody sees a certificate: the holder, who sees their standing, and who owns the certification."""
    return can_see_person(who, award.person) or owns(who, award.certification)


def seen_awards(who: Somebody) -> Q:
    """The certificates that somebody sees, as a condition of them: the same as `can_see_award`."""
    if not isinstance(who, Account) or not can_read(who):
        return relations.NONE
    if sees_all(who):
        return relations.ALL
    found = Q(person__in=Person.objects.filter(seen_people(who)).values("pk"))
    if who.person_id is not None:
        found |= Q(person=who.person_id)
    return found | Q(certification__in=owns_any(who))


def can_see_holders(who: Somebody, key: str) -> bool:
    """Whether somebody sees all holders of a certification; managers see those of their line on the same page."""
    return sees_all(who) or owns(who, key)


def can_share(who: Somebody, award: Award) -> bool:
    """Whether somebody says what strangers see of a certificate: the holder alone."""
    return can_enter(who) and isinstance(who, Account) and who.person_id == award.person_id


def can_ask_extension(who: Somebody, award: Award) -> bool:
    """Whether somebody asks to have a certificate extended: the holder."""
    return can_share(who, award)


def can_decide_request(who: Somebody, request: AwardRequest) -> bool:
    """Whether somebody decides in this room about what was asked for: who keeps certificates, and has not asked."""
    if request.approval is not None or not isinstance(who, Account) or request.asked_by_id == who.pk:
        return False
    return can_keep_award(who, request.award)


def can_sign(who: Somebody, row: SignOff) -> bool:
    """Whether somebody signs something off: the manager above the person, or the holder of the role; never oneself."""
    if not isinstance(who, Account) or not can_read(who) or who.person_id == row.person_id:
        return False
    if row.signer == MANAGER:
        return in_manager_chain(who, row.person)
    return holds(who, row.signer)


def can_see_sign_off(who: Somebody, row: SignOff) -> bool:
    """Whether somebody sees what was asked and answered: the person, who signs, and who keeps the certificates."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    is_signed_by = row.decided_by_id == who.pk and row.state != AskState.ASKED
    return (
        who.person_id == row.person_id
        or is_signed_by
        or can_sign(who, row)
        or can_keep(who, row.certification)
    )
