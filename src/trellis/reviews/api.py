"""Reviews for programs: one's own reviews and how far cycles are; never a word that somebody wrote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.core.rules import Account
from trellis.reviews import rules
from trellis.reviews.models import Review, ReviewCycle
from trellis.reviews.queries import papers, progress
from trellis.reviews.queries.progress import Progress, Wanted
from trellis.reviews.services import sharing
from trellis.reviews.services.errors import NoReviewError

room = Room("Reviews")
State = Literal["writing", "submitted", "shared", "signed", "closed"]


class CycleDetail(Schema):
    """A cycle, and how far the reviews in it are that the caller may know of."""

    id: UUID
    name: str
    title: str
    open: bool
    opens_on: date
    manager_due: date
    shared_from: date
    acknowledge_by: date
    counts: dict[str, int] = Field(description="How many reviews are in each state.")
    signed_percent: int


class ReviewDetail(Schema):
    """How far the review of somebody is. What was written is read in the application alone."""

    id: UUID
    cycle: UUID
    cycle_title: str
    person: UUID
    name: str
    title: str
    department: str
    manager: UUID | None
    state: State
    shared_at: datetime | None
    signed_at: datetime | None


class ReviewFilters(Schema):
    """Which reviews are wanted."""

    state: State | Literal["late"] | None = None
    department: str = Field("", max_length=60)


class Acknowledging(Schema):
    """What somebody says to their review; without agreeing, a few words."""

    model_config = ConfigDict(extra="forbid")

    agrees: bool
    answer: str = Field("", max_length=8000)


class Reminding(Schema):
    """Whose reviews."""

    model_config = ConfigDict(extra="forbid")

    reviews: list[UUID] = Field(min_length=1, max_length=500)


class Reminded(Schema):
    """How many were told."""

    told: int


@room.read("/review-cycles", CycleDetail, scope="reviews:read", listed=True)
def list_review_cycles(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The cycles in which the caller sees how far anybody is; none for who sees nobody's."""
    found = progress.cycles_for(_member(request)) if rules.can_see_progress(_member(request)) else []
    part = part_of(
        request, paging, sorted(found, key=lambda each: str(each[0].pk)), lambda each: str(each[0].pk)
    )
    return {**part, "items": [_cycle(*each) for each in part["items"]]}


@room.read("/review-cycles/{uuid:cycle_id}/reviews", ReviewDetail, scope="reviews:read", listed=True)
def list_reviews_of_cycle(
    request: HttpRequest, cycle_id: UUID, filters: Query[ReviewFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """How far the reviews of a cycle are: of those whom the caller sees."""
    who = _member(request)
    found = progress.cycle_for(who, cycle_id)
    if found is None:
        raise not_found(_("There is no such cycle."))
    rows = progress.rows_of(who, found, Wanted(filters.state or "", filters.department)).select_related(
        "cycle"
    )
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/my-reviews", ReviewDetail, scope="reviews:read", listed=True)
def list_my_reviews(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The caller's own reviews, the newest first."""
    rows = papers.own_reviews(_member(request)).select_related("person", "role_form", "cycle", "manager")
    part = part_of_query(request, paging, rows, "-id")
    return {**part, "items": [_shown(each) for each in part["items"]]}


@room.read("/reviews/{uuid:review_id}", ReviewDetail, scope="reviews:read")
def get_review(request: HttpRequest, review_id: UUID) -> ReviewDetail:
    """How far one review is: one's own, of one's people, of those below."""
    found = papers.review_for(_member(request), review_id)
    if found is None:
        raise not_found(_("There is no such review."))
    return _shown(found)


@room.write("POST", "/reviews/{uuid:review_id}/share", ReviewDetail, scope="reviews:write")
def share_review(request: HttpRequest, review_id: UUID) -> ReviewDetail:
    """Let the person read it. For their manager."""
    return _done(lambda who: sharing.share(review=review_id, by=who), request, review_id)


@room.write("POST", "/reviews/{uuid:review_id}/acknowledge", ReviewDetail, scope="reviews:write")
def acknowledge_review(request: HttpRequest, review_id: UUID, body: Acknowledging) -> ReviewDetail:
    """Say that the caller has read their own review."""
    return _done(
        lambda who: sharing.acknowledge(review=review_id, agrees=body.agrees, answer=body.answer, by=who),
        request, review_id,
    )  # fmt: skip


@room.write("POST", "/review-reminders", Reminded, scope="reviews:write")
def remind_of_reviews(request: HttpRequest, body: Reminding) -> Reminded:
    """Remind those on whom reviews wait, once a day at most. For who sees how far they are."""
    return Reminded(told=sharing.remind(keys=body.reviews, by=_member(request)))


def _done(act: Any, request: HttpRequest, key: UUID) -> ReviewDetail:
    who = _member(request)
    try:
        act(who)
    except NoReviewError:
        raise not_found(_("There is no such review.")) from None
    found = papers.review_for(who, key)
    assert found is not None  # they just did something with it
    return _shown(found)


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_enter, _("Reviews are for the team."))


def _cycle(row: ReviewCycle, found: Progress) -> CycleDetail:
    return CycleDetail(
        id=row.pk, name=row.name, title=row.title, open=row.is_open, opens_on=row.opens_on,
        manager_due=row.manager_due, shared_from=row.shared_from, acknowledge_by=row.acknowledge_by,
        counts=dict(found.counts), signed_percent=found.share,
    )  # fmt: skip


def _shown(row: Review) -> ReviewDetail:
    return ReviewDetail(
        id=row.pk, cycle=row.cycle_id, cycle_title=row.cycle.title, person=row.person_id, name=row.person.name,
        title=row.role_form.title, department=row.department, manager=row.manager_id, state=cast("State", row.state),
        shared_at=row.shared_at, signed_at=row.signed_at,
    )  # fmt: skip
