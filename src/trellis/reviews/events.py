"""What this room says has happened: who and when, never a word, a rating or a box."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("reviews.cycle-opened", about="review_cycle", says=_("opened a review cycle"))
@dataclass(frozen=True, slots=True)
class CycleOpened:
    """A cycle has begun; its reviews are made by a job."""

    review_cycle: UUID
    by: UUID | None


@recorded("reviews.cycle-closed", about="review_cycle", says=_("closed a review cycle"))
@dataclass(frozen=True, slots=True)
class CycleClosed:
    """A cycle is over; what was not shared stays unread."""

    review_cycle: UUID
    by: UUID | None


@recorded("reviews.submitted", about="review", says=_("handed in a review"))
@dataclass(frozen=True, slots=True)
class ReviewSubmitted:
    """The manager handed in the review of somebody."""

    review: UUID
    by: UUID | None


@recorded("reviews.reopened", about="review", says=_("opened a review again"))
@dataclass(frozen=True, slots=True)
class ReviewReopened:
    """Something of a review can be written again. Why stays with it."""

    review: UUID
    by: UUID | None
    part: str


@recorded("reviews.handed-over", about="review", says=_("handed a review over to another manager"))
@dataclass(frozen=True, slots=True)
class ReviewHandedOver:
    """Somebody has another manager, who goes on."""

    review: UUID
    by: UUID | None


@recorded("reviews.board-locked", about="calibration_board", says=_("locked a calibration"))
@dataclass(frozen=True, slots=True)
class BoardLocked:
    """A session is done: where people were placed stands."""

    calibration_board: UUID
    by: UUID | None


@recorded("reviews.shared", about="review", says=_("shared a review"))
@dataclass(frozen=True, slots=True)
class ReviewShared:
    """Somebody can read their review. Rooms above may react."""

    review: UUID
    by: UUID | None
    person: UUID


@recorded("reviews.signed", about="review", says=_("signed a review off"))
@dataclass(frozen=True, slots=True)
class ReviewSigned:
    """Somebody acknowledged their review. Whether they agree stays with it."""

    review: UUID
    by: UUID | None
    person: UUID
