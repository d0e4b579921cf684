"""Boards of calibration: who is on them, moving people with a reason, locking."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core.rules import Account, Person
from trellis.core.services.events import publish
from trellis.people import terms as people_terms
from trellis.reviews import rules
from trellis.reviews.definitions.permissions import RUN
from trellis.reviews.definitions.reading import OPEN
from trellis.reviews.definitions.talent import STEPS
from trellis.reviews.events import BoardLocked
from trellis.reviews.models import CalibrationBoard, CalibrationMove, Facilitator, Review, ReviewCycle
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import waits
from trellis.reviews.services.errors import NoReviewError, ReviewError, StaleReviewError

LONGEST = 2000


def make_board(
    *,
    cycle: UUID,
    title: str,
    departments: Collection[str],
    facilitators: Collection[UUID],
    by: Account,
    from_grade: float | None = None,
    to_grade: float | None = None,
) -> CalibrationBoard:
    """Set a session up for departments (with all below them) and grades; those who are on no board yet come onto it.

    Raises NotAllowedError, ReviewError.
    """
    _check_may(by)
    with transaction.atomic():
        row = ReviewCycle.objects.select_for_update().get(pk=cycle)
        if not row.is_open or row.talent is None:
            raise ReviewError(_("Nobody is placed on a grid in this cycle."))
        if not facilitators:
            raise ReviewError(_("Name at least one person who leads the session."), field="facilitators")
        made = CalibrationBoard.objects.create(
            cycle=row, title=title.strip()[:200] or row.title, departments=sorted(set(departments)),
            from_grade=from_grade, to_grade=to_grade,
        )  # fmt: skip
        there = Person.objects.filter(pk__in=facilitators, merged_into=None)
        Facilitator.objects.bulk_create([Facilitator(board=made, person=each) for each in there])
        if not gather(made):
            raise ReviewError(_("Nobody of these departments and grades is without a board."))
    return made


def gather(board: CalibrationBoard) -> int:
    """Take onto a board whoever belongs there and is on none; in the transaction of whoever calls."""
    known = people_terms.all_departments()
    names = {each for name in board.departments for each in known.below(name)}
    fit = Q(cycle=board.cycle_id, board=None, rated=True, state__in=list(map(str, OPEN)))
    if board.departments:
        fit &= Q(department__in=names)
    if board.from_grade is not None:
        fit &= Q(grade__gte=board.from_grade)
    if board.to_grade is not None:
        fit &= Q(grade__lte=board.to_grade)
    return Review.objects.filter(fit).update(board=board)


def move(
    *, review: UUID, performance: int, growth: int, why: str, by: Account, seen: int | None = None
) -> CalibrationMove | None:
    """Place somebody otherwise, with a reason that stays; None where they are there already.

    Raises NoReviewError for who may not, also for oneself, ReviewError, StaleReviewError if they were moved meanwhile.
    """
    with transaction.atomic():
        found = Review.objects.select_for_update(of=("self",)).filter(pk=review)
        row = found.select_related("cycle", "board", "person").first()
        if row is None or not rules.can_move(by, row):
            raise NoReviewError
        if performance not in STEPS or growth not in STEPS:
            raise ReviewError(_("There is no such box."), field="box")
        if (row.performance, row.growth) == (performance, growth):
            return None
        if row.state != Review.State.SUBMITTED or row.performance is None:
            raise ReviewError(_("The manager has not handed this review in yet."))
        if seen is not None and row.version != seen:
            raise StaleReviewError
        if not why.strip():
            raise ReviewError(_("Say why: it stands in the log."), field="why")
        assert row.board is not None  # else nobody may
        assert by.person_id is not None  # likewise
        made = CalibrationMove(
            review=row, board=row.board, by_id=by.person_id, before_performance=row.performance,
            before_growth=row.growth, after_performance=performance, after_growth=growth,
        )  # fmt: skip
        made.why = why.strip()[:LONGEST]
        made.save(force_insert=True)
        row.performance, row.growth, row.version = performance, growth, row.version + 1
        row.save(update_fields=["performance", "growth", "version"])
    return made


def lock(*, board: UUID, by: Account, seen: int) -> CalibrationBoard:
    """End a session. Whoever is not handed in leaves the board. Twice is once.

    By its facilitators. Raises NoReviewError, StaleReviewError.
    """
    with transaction.atomic():
        row = CalibrationBoard.objects.select_for_update(of=("self",)).filter(pk=board).first()
        if row is None or not rules.can_facilitate(by, row):
            raise NoReviewError
        if row.locked_at is not None:
            return row
        if row.version != seen:
            raise StaleReviewError
        row.reviews.filter(state=Review.State.WRITING).update(board=None)
        row.locked_at, row.version = timezone.now(), row.version + 1
        row.save(update_fields=["locked_at", "version"])
        for each in row.reviews.select_related("cycle", "board"):
            waits.share(each)
        publish(BoardLocked(row.pk, by.pk))
    return row


def take_joiners(*, board: UUID, by: Account) -> int:
    """Take those onto a board who came since. By its facilitators. Raises NoReviewError."""
    with transaction.atomic():
        row = (
            CalibrationBoard.objects.select_for_update(of=("self",)).filter(pk=board, locked_at=None).first()
        )
        if row is None or not rules.can_facilitate(by, row):
            raise NoReviewError
        return gather(row)


def _check_may(by: Account) -> None:
    if not rules.can_run(by):
        raise NotAllowedError(_("You may not run reviews."), permission=RUN.name)
