"""Writing for a review: drafts, handing in, declining, opening again. Nothing that was handed in is written over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.reviews import rules, shapes
from trellis.reviews.definitions.permissions import RUN
from trellis.reviews.definitions.reading import Kind, State, can_submit
from trellis.reviews.events import ReviewReopened, ReviewSubmitted
from trellis.reviews.models import Review, Submission, Writing
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import waits
from trellis.reviews.services.errors import MissingError, NoReviewError, ReviewError, StaleReviewError
from trellis.reviews.services.opening import ask_manager


def save_draft(*, writing: UUID, raw: Mapping[str, Any], seen: int, by: Account) -> Writing:
    """Keep what somebody is writing. `seen` is the version that they began from.

    Raises NoReviewError, ReviewError where nothing can be written any more, StaleReviewError where another window kept
    something else meanwhile: then what is kept stays as it is.
    """
    with transaction.atomic():
        row = _own(writing, by)
        values = shapes.clean(shapes.shape_of(row, row.review), raw)
        _keep(row, values, seen)
    return row


def submit(*, writing: UUID, raw: Mapping[str, Any], seen: int, by: Account) -> Writing:
    """Hand in. Raises as `save_draft`, and MissingError; the draft is kept even then."""
    with transaction.atomic():
        row = _own(writing, by)
        shape = shapes.shape_of(row, row.review)
        values = shapes.clean(shape, raw)
        lacking = shapes.missing(shape, values)
        _keep(row, values, seen)
        if not lacking:
            _hand_in(row, values, by)
    if lacking:
        raise MissingError(lacking)
    return row


def decline(*, writing: UUID, because: str, by: Account) -> Writing:
    """Say that one will not give feedback about a colleague. Raises as `save_draft`."""
    with transaction.atomic():
        row = _own(writing, by)
        if row.kind not in (Writing.Kind.PEER, Writing.Kind.UPWARD):
            raise ReviewError(_("This cannot be declined."))
        row.state, row.because = Writing.State.DECLINED, because.strip()[:500]
        row.save(update_fields=["state", "sealed_because"])
        waits.written(row, by)
    return row


def reopen(*, review: UUID, kind: str, because: str, by: Account) -> Writing:
    """Let a self-review or the manager's review be written again. For who runs reviews, and not of their own.

    Raises NotAllowedError, ReviewError.
    """
    if not rules.can_run(by):
        raise NotAllowedError(_("You may not run reviews."), permission=RUN.name)
    with transaction.atomic():
        row = Review.objects.select_for_update(of=("self",)).select_related("cycle", "board").get(pk=review)
        if row.person_id == by.person_id:
            raise NotAllowedError(_("Nobody opens their own review again."), permission=RUN.name)
        if not because.strip():
            raise ReviewError(_("Say why it is opened again."), field="because")
        if row.state in (State.SIGNED, State.CLOSED) or not row.cycle.is_open:
            raise ReviewError(_("This review is over."))
        if kind == Kind.SELF:
            made = _again_self(row)
        elif kind == Kind.MANAGER and row.state != State.WRITING:
            made = _again_manager(row)
        else:
            raise ReviewError(_("There is nothing to open again: it is still being written."))
        made.because = because.strip()[:500]
        made.save(update_fields=["sealed_because"])
        waits.share(row)
        waits.sign(row)
        waits.piece(made)
        publish(ReviewReopened(row.pk, by.pk, kind))
    return made


def last_text(writing: Writing) -> str:
    """What was handed in last, as it is stored before sealing."""
    found = writing.submissions.order_by("-number").first()
    return found.text if found is not None else ""


def _own(key: UUID, by: Account) -> Writing:
    found = Writing.objects.select_for_update(of=("self",)).filter(pk=key, writer=by.person_id)
    row = found.exclude(state__in=[Writing.State.NOMINATED, Writing.State.DROPPED]).first()
    if row is None or by.person_id is None or not rules.can_enter(by):
        raise NoReviewError
    # The lock of the review comes second everywhere: who shares takes it alone.
    row.review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("cycle", "role_form", "board", "person")
        .get(pk=row.review_id)
    )
    if row.state != Writing.State.ASKED:
        raise ReviewError(_("This was handed in, or declined, already."))
    if not row.review.cycle.is_open or not can_submit(Kind(row.kind), State(row.review.state)):
        raise ReviewError(_("Nothing can be written for this review any more."))
    return row


def _keep(row: Writing, values: dict[str, str], seen: int) -> None:
    kept = json.loads(row.draft or "{}")
    if kept == values:
        return
    if row.draft_version != seen:
        raise StaleReviewError
    row.draft = json.dumps(values)
    row.draft_version += 1
    row.saved_at = timezone.now()
    row.save(update_fields=["sealed_draft", "draft_version", "saved_at"])


def _hand_in(row: Writing, values: dict[str, str], by: Account) -> None:
    number = (row.submissions.aggregate(Max("number"))["number__max"] or 0) + 1
    made = Submission(writing=row, number=number)
    made.text = json.dumps(values)
    made.save(force_insert=True)
    row.state, row.submitted_at, row.draft = Writing.State.SUBMITTED, timezone.now(), ""
    row.save(update_fields=["state", "submitted_at", "sealed_draft"])
    if row.kind == Writing.Kind.MANAGER:
        review = row.review
        review.state, review.version = Review.State.SUBMITTED, review.version + 1
        names = ["state", "version"]
        if shapes.PERFORMANCE in values and (review.board is None or review.board.locked_at is None):
            review.performance, review.growth = int(values[shapes.PERFORMANCE]), int(values[shapes.GROWTH])
            names += ["performance", "growth"]
        review.save(update_fields=names)
        waits.share(review)
        publish(ReviewSubmitted(review.pk, by.pk))
    waits.written(row, by)


def _again_self(row: Review) -> Writing:
    made = row.writings.filter(kind=Writing.Kind.SELF, state=Writing.State.SUBMITTED).first()
    if made is None or row.state == State.SHARED:
        raise ReviewError(_("There is nothing to open again: it is still being written, or shared."))
    return _asked_again(made, last_text(made))


def _again_manager(row: Review) -> Writing:
    before = row.writings.filter(kind=Writing.Kind.MANAGER, state=Writing.State.SUBMITTED)
    last = before.order_by("-submitted_at").first()
    row.state, row.shared_at, row.version = Review.State.WRITING, None, row.version + 1
    row.save(update_fields=["state", "shared_at", "version"])
    made = ask_manager(row)
    if made is None:
        raise ReviewError(_("Nobody manages this person today."))
    return _asked_again(made, last_text(last) if last is not None else "")


def _asked_again(made: Writing, text: str) -> Writing:
    made.state, made.draft, made.draft_version = (
        Writing.State.ASKED,
        made.draft or text,
        made.draft_version + 1,
    )
    made.save(update_fields=["state", "sealed_draft", "draft_version"])
    return made
