"""Who may see and do what with feedback and mentoring.

Feedback is read by whoever gave it, whom it is for, and the one manager whom it was shared with. The words of a
mentoring are read by the two. Who oversees conversations knows that there are some, and when; nothing that was said.
Nobody does any of it as somebody else.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from trellis.conversations.definitions.permissions import OVERSEE
from trellis.conversations.models import Feedback, FeedbackRequest, Pair
from trellis.core import granted, predicates
from trellis.core.acting import acting_now
from trellis.core.granted import Somebody
from trellis.core.rules import Account, NotAllowedError, Person, can_read

__all__ = [
    "Account", "NotAllowedError", "Person", "can_enter", "can_oversee", "can_see_of", "feedback_read_by", "myself",
    "pairs_of", "requests_of", "withdrawable",
]  # fmt: skip


def can_enter(who: Somebody) -> bool:
    """Everybody of the team, for themselves."""
    return can_read(who) and acting_now() is None


def myself(who: Somebody) -> UUID | None:
    """The person whose conversations somebody has; `None` for who is nobody of the team, or acts as somebody else."""
    return who.person_id if isinstance(who, Account) and can_enter(who) else None


def can_oversee(who: Somebody) -> bool:
    """Whether somebody sees which one-to-ones are overdue, and which mentorings there are."""
    return can_enter(who) and granted.may(who, OVERSEE.name)


def can_see_of(who: Somebody, person: Person) -> bool:
    """Whether somebody has a page of conversations with a person: themselves, and the managers above them."""
    return can_enter(who) and (predicates.is_self(who, person) or predicates.in_manager_chain(who, person))


def feedback_read_by(who: Somebody) -> QuerySet[Feedback]:
    """The feedback that somebody reads."""
    me = myself(who)
    if me is None:
        return Feedback.objects.none()
    return Feedback.objects.filter(Q(giver=me) | Q(receiver=me) | Q(manager=me))


def requests_of(who: Somebody) -> QuerySet[FeedbackRequest]:
    """The requests for feedback that somebody made or was asked with."""
    me = myself(who)
    if me is None:
        return FeedbackRequest.objects.none()
    return FeedbackRequest.objects.filter(Q(asker=me) | Q(asked=me))


def pairs_of(who: Somebody) -> QuerySet[Pair]:
    """The mentorings that somebody is one of the two of."""
    me = myself(who)
    return Pair.objects.none() if me is None else Pair.objects.filter(Q(mentor=me) | Q(mentee=me))


def withdrawable(who: Somebody) -> QuerySet[Feedback]:
    """The feedback that somebody gave and has not taken back."""
    return Feedback.objects.filter(giver=myself(who), withdrawn_at=None)
