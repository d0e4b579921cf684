"""What this room does when something happens elsewhere."""

from __future__ import annotations

from django.utils import timezone

from trellis.contracts.models import Document
from trellis.contracts.rules import Person
from trellis.contracts.services import asking, benefits, documents
from trellis.core.events import subscribe
from trellis.core.happened import PersonLinked
from trellis.people.events import PersonLeft, PositionBegan
from trellis.people.queries import directory
from trellis.work.events import ApprovalGranted, ApprovalRejected, ApprovalWithdrawn


def register() -> None:
    """Called when Django starts."""
    subscribe(ApprovalGranted, approved)
    subscribe(ApprovalRejected, rejected)
    subscribe(ApprovalWithdrawn, withdrawn)
    subscribe(PositionBegan, began)
    subscribe(PersonLeft, left)
    subscribe(PersonLinked, linked)


def approved(event: ApprovalGranted) -> None:
    """A document that waited is approved."""
    if event.rule == documents.RULE and event.about_kind == documents.ABOUT:
        documents.granted(event.about, event.digest, event.by)


def rejected(event: ApprovalRejected) -> None:
    """A document that waited is void."""
    if event.rule == documents.RULE and event.about_kind == documents.ABOUT:
        documents.rejected(event.about, event.by)


def withdrawn(event: ApprovalWithdrawn) -> None:
    """A document that waited is a draft again."""
    if event.rule == documents.RULE and event.about_kind == documents.ABOUT:
        documents.rejected(event.about, event.by, withdrawn=True)


def linked(event: PersonLinked) -> None:
    """Whoever was asked to sign by a link and has an account now may sign by either."""
    if event.linked:
        asking.account_came(event.person, event.account, event.by)
    else:
        asking.account_went(event.person, event.account)


def began(event: PositionBegan) -> None:
    """Whoever is of another entity from now on has its benefits, and no longer those of the former."""
    if not benefits.goes_on(
        person=event.person, day=event.starts_on
    ):  # of most people there is nothing to end
        return
    person = Person.objects.filter(pk=event.person).first()
    position = directory.position_on(person, event.starts_on) if person is not None else None
    if position is not None:
        benefits.end_moved(person=event.person, entity=position.entity, day=event.starts_on)


def left(event: PersonLeft) -> None:
    """Benefits end with the employment, and from then on the time counts for which its documents are kept.

    Who goes on in another employment keeps what that one gives.
    """
    Document.objects.filter(employment=event.employment, kept_from=None, ended_at__isnull=False).update(
        kept_from=timezone.now()
    )
    if not benefits.goes_on(person=event.person, day=event.ends_on + benefits.ONE_DAY):
        return
    person = Person.objects.filter(pk=event.person).first()
    following = (
        directory.position_on(person, event.ends_on + benefits.ONE_DAY) if person is not None else None
    )
    if following is None:
        benefits.end_gone(person=event.person, ends_on=event.ends_on)
