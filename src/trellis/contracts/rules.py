"""Who may see and do what with documents and benefits.

Who keeps documents sees all of them, but for what they would write for themselves; a people partner keeps those of
their departments. Everybody sees their own from the day they were sent to them, and whoever is asked to sign sees what
they sign. Managers see none.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from trellis.contracts.definitions.permissions import BENEFITS, KEEP
from trellis.contracts.models import Document, Enrolment, Signature
from trellis.core import granted, predicates
from trellis.core.acting import acting_now
from trellis.core.granted import Somebody
from trellis.core.predicates import is_people_partner
from trellis.core.rules import Account, NotAllowedError, Person, can_read
from trellis.people.relating import departments_of_partner
from trellis.work.queries import approvals

__all__ = [
    "ABOUT",
    "Account",
    "NotAllowedError",
    "Person",
    "can_approve",
    "can_keep",
    "can_keep_benefits",
    "can_keep_some",
    "can_see",
    "can_see_of",
    "has_way_in",
    "is_to_sign",
    "kept_by",
    "seen_by",
    "seen_enrolments",
]

ABOUT = "document"
"""What a document is called where something is about one: files, approvals, notes of access."""
_keeps = predicates.may(KEEP.name) | is_people_partner


def can_keep(who: Somebody, person: Person) -> bool:
    """Whoever keeps documents, and the people partner of a person: never one's own."""
    return isinstance(who, Account) and can_read(who) and who.person_id != person.pk and _keeps(who, person)


def can_keep_some(who: Somebody) -> bool:
    """Whether somebody keeps documents of anybody."""
    if not isinstance(who, Account) or not can_read(who):
        return False
    return granted.may(who, KEEP.name) or (
        who.person_id is not None and bool(departments_of_partner(who.person_id))
    )


def kept_by(who: Somebody) -> Q:
    """The people whose documents somebody keeps."""
    if not isinstance(who, Account) or not can_read(who):
        return Q(pk__in=())
    everybody = granted.may(who, KEEP.name)  # then nobody asks whose people partner they are
    return ~Q(pk=who.person_id) & (Q() if everybody else is_people_partner.of(who, Person))


def can_approve(who: Somebody, document: Document) -> bool:
    """Whoever keeps documents of the person, and did not write this one."""
    return isinstance(who, Account) and can_keep(who, document.person) and document.made_by_id != who.pk


def can_see_of(who: Somebody, person: Person) -> bool:
    """Whether somebody sees documents of a person: their own, or those that they keep."""
    return (
        isinstance(who, Account) and can_read(who) and (who.person_id == person.pk or can_keep(who, person))
    )


def can_see(who: Somebody, document: Document) -> bool:
    """Who keeps it, whom it is for once it was sent, who signs it, and who decides about it while it waits for them."""
    return seen_by(who).filter(pk=document.pk).exists()


def seen_by(who: Somebody) -> QuerySet[Document]:
    """The documents that somebody sees."""
    if not isinstance(who, Account) or not can_read(who):
        return Document.objects.none()
    kept = Q(person__in=Person.objects.filter(kept_by(who)).values("pk"))
    own = Q(person=who.person_id, sent_at__isnull=False) if who.person_id else Q(pk__in=())
    asked = Signature.objects.filter(account=who).exclude(state=Signature.State.WAITING).values("document")
    decided = approvals.listed(who, "mine", state="open").filter(about_kind=ABOUT).exclude(requested_by=who)
    return Document.objects.filter(
        kept | own | Q(pk__in=asked) | Q(pk__in=decided.order_by().values("about"))
    )


def is_to_sign(who: Somebody, signature: Signature, person: Person) -> bool:
    """Who is asked for a signature of a document of this person, also by an account that they got after the link.

    Nobody signs, or refuses to, as somebody else.
    """
    if not isinstance(who, Account) or signature.state == Signature.State.WAITING or acting_now() is not None:
        return False
    is_theirs = signature.account_id is None and bool(signature.link_to) and who.person_id == person.pk
    return signature.account_id == who.pk or is_theirs


def has_way_in(person: Person) -> bool:
    """Whether somebody has an open account that they have used: only then do they sign by it alone."""
    account = getattr(person, "account", None)
    return account is not None and account.is_active and not account.is_waiting


def can_keep_benefits(who: Somebody) -> bool:
    """Who sees enrolments of all, and what they cost."""
    return can_read(who) and granted.may(who, BENEFITS.name)


def seen_enrolments(who: Somebody) -> QuerySet[Enrolment]:
    """The enrolments that somebody sees: their own, and all for those who keep benefits."""
    if not isinstance(who, Account) or not can_read(who):
        return Enrolment.objects.none()
    if can_keep_benefits(who):
        return Enrolment.objects.all()
    return Enrolment.objects.filter(person=who.person_id) if who.person_id else Enrolment.objects.none()
