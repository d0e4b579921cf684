"""What this room says has happened: identifiers, and words of short lists. What people said stays with the records."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("conversations.feedback-moved", about="feedback", says=_("gave feedback"), confidential=True)
@dataclass(frozen=True, slots=True)
class FeedbackMoved:
    """Somebody gave feedback, or took it back; `deed` says which."""

    feedback: UUID
    by: UUID | None
    deed: str


@recorded(
    "conversations.request-moved", about="feedback_request", says=_("asked for feedback"), confidential=True
)
@dataclass(frozen=True, slots=True)
class RequestMoved:
    """Somebody asked for feedback, or a request ended; `state` says how."""

    feedback_request: UUID
    by: UUID | None
    state: str


@recorded("conversations.offer-kept", about="mentor_offer", says=_("offered to mentor"))
@dataclass(frozen=True, slots=True)
class OfferKept:
    """Somebody offers to accompany others, or does so no more."""

    mentor_offer: UUID
    by: UUID | None
    is_open: bool


@recorded("conversations.pair-moved", about="mentoring", says=_("changed a mentoring"), confidential=True)
@dataclass(frozen=True, slots=True)
class PairMoved:
    """A mentoring was asked for, began, ended, or had a session; `deed` says which."""

    mentoring: UUID
    by: UUID | None
    deed: str
