"""Reads of feedback, for those whom it is between."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.conversations import rules, terms
from trellis.conversations.models import Feedback, FeedbackRequest
from trellis.core.objects import Described
from trellis.core.rules import Account, Person


@dataclass(frozen=True, slots=True)
class Card:
    """Feedback as whoever asks sees it."""

    feedback: Feedback
    may_withdraw: bool


def received_by(who: Account) -> QuerySet[Feedback]:
    """What somebody was told, the newest first."""
    return _rows(rules.feedback_read_by(who).filter(receiver=rules.myself(who), withdrawn_at=None))


def given_by(who: Account) -> QuerySet[Feedback]:
    """What somebody told others, the newest first; also what they took back."""
    return _rows(rules.feedback_read_by(who).filter(giver=rules.myself(who)))


def shared_with(who: Account, about: Person) -> QuerySet[Feedback]:
    """What others said of somebody and shared with whoever asks, as the manager they were then."""
    found = rules.feedback_read_by(who).filter(manager=rules.myself(who), receiver=about, withdrawn_at=None)
    return _rows(found)


def cards(rows: Collection[Feedback], who: Account) -> list[Card]:
    """Feedback with what can be done with it now."""
    since = timezone.now() - timedelta(minutes=terms.conversations().feedback.withdraw_within)
    me = rules.myself(who)
    return [
        Card(each, each.giver_id == me and each.withdrawn_at is None and each.given_at > since)
        for each in rows
    ]


def asked_by(who: Account) -> QuerySet[FeedbackRequest]:
    """Whom somebody asked, the newest first."""
    found = rules.requests_of(who).filter(asker=rules.myself(who))
    return found.select_related("asker", "asked").order_by("-asked_at", "-pk")


def waiting_for(who: Account) -> list[FeedbackRequest]:
    """Who waits for an answer of somebody, the oldest first."""
    found = rules.requests_of(who).filter(asked=rules.myself(who), state=FeedbackRequest.State.OPEN)
    return list(found.select_related("asker").order_by("asked_at", "pk"))


def request_for(who: Account, key: UUID) -> FeedbackRequest | None:
    """A request that somebody made or was asked with."""
    return rules.requests_of(who).select_related("asker", "asked").filter(pk=key).first()


# -- for the rooms below


def described_requests(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Requests for My work: who asks, and no word of what."""
    rows = FeedbackRequest.objects.filter(pk__in=keys).select_related("asker")
    return {
        each.pk: Described(
            _("Feedback for %(name)s") % {"name": each.asker.name}, reverse("conversations:answer", args=[each.pk])
        )
        for each in rows
    }  # fmt: skip


def seen_requests(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some requests that are somebody's, for notices."""
    found = rules.requests_of(who).filter(pk__in=keys).values_list("pk", flat=True)
    return {
        key: Described(_("request for feedback"), reverse("conversations:answer", args=[key]))
        for key in found
    }


def seen_feedback(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some feedback that somebody reads, for notices."""
    found = rules.feedback_read_by(who).filter(pk__in=keys, withdrawn_at=None).values_list("pk", flat=True)
    return {key: Described(_("feedback"), reverse("conversations:feedback")) for key in found}


def _rows(found: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return found.select_related("giver", "receiver", "manager", "request").order_by("-given_at", "-pk")


def closed_to_requests(who: Account) -> Q:
    """Requests that somebody was not asked with: nobody answers in place of another."""
    return ~Q(about__in=rules.requests_of(who).filter(asked=rules.myself(who)).values("pk"))
