"""A board of calibration as somebody sees it: who stands where, who is talked about first, what was moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from trellis.core.predicates import in_manager_chain
from trellis.core.rules import Account, Person
from trellis.people.days import today
from trellis.reviews import rules
from trellis.reviews.definitions import talent
from trellis.reviews.definitions.talent import ALWAYS_DISCUSSED, BOXES, box_of
from trellis.reviews.models import CalibrationBoard, CalibrationMove, Facilitator, Review, ReviewCycle
from trellis.reviews.queries.results import Result, latest_of

NEW = timedelta(days=183)
_LEADS = Prefetch("facilitators", Facilitator.objects.select_related("person"))


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody on a board. `reasons` say why they are talked about first; `movable` whether the reader places them."""

    review: Review
    box: int | None
    before: Result | None
    reasons: tuple[str, ...]
    movable: bool

    @property
    def box_before(self) -> int | None:
        """The box of the last review."""
        return self.before.box if self.before is not None else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of the grid."""

    number: int
    performance: int
    growth: int
    title: str
    cards: tuple[Card, ...]


def board_for(who: Account, key: UUID) -> CalibrationBoard | None:
    """A board that somebody may see."""
    found = CalibrationBoard.objects.filter(pk=key).select_related("cycle").prefetch_related(_LEADS)
    board = found.first()
    return board if board is not None and rules.can_see_board(who, board) else None


def boards_for(who: Account, cycle: ReviewCycle) -> list[CalibrationBoard]:
    """The boards of a cycle that somebody runs, facilitates or has people on, by title."""
    found = cycle.boards.prefetch_related(_LEADS).order_by("title", "pk")
    return list(found if rules.can_run(who) else found.filter(_mine(who)))


def my_boards(who: Account) -> QuerySet[CalibrationBoard]:
    """The open boards that somebody facilitates, or has people of their own line on."""
    found = CalibrationBoard.objects.filter(_mine(who), locked_at=None, cycle__closed_at=None)
    return found.select_related("cycle").order_by("title", "pk")


def _mine(who: Account) -> Q:
    """Boards that somebody facilitates, or has people of their own line on."""
    below = Person.objects.filter(in_manager_chain.of(who, Person)).values("pk")
    on_it = Review.objects.filter(board=OuterRef("pk"), person__in=below)
    leads = Facilitator.objects.filter(board=OuterRef("pk"), person=who.person_id)
    return Q(Exists(leads)) | Q(Exists(on_it))


def cards(who: Account, board: CalibrationBoard) -> list[Card]:
    """Everybody on a board whom the reader sees there, those to be talked about first. Five queries.

    Nobody sees their own card: they are not there for themselves.
    """
    rows = board.reviews.exclude(person=who.person_id).select_related(
        "person", "manager", "role_form", "cycle", "board"
    )
    leads = rules.can_facilitate(who, board)
    below = set(Person.objects.filter(in_manager_chain.of(who, Person)).values_list("pk", flat=True))
    known = [each for each in rows if leads or each.person_id in below]
    last = latest_of([each.person_id for each in known])
    made = [_card(each, last.get(each.person_id), board, today()) for each in known]
    return sorted(made, key=lambda one: (not one.reasons, one.box or 10, one.review.person.name.casefold()))


def grid(board: CalibrationBoard, found: Iterable[Card]) -> list[list[Cell]]:
    """Three rows of three boxes, the highest performance first, growth from left to right."""
    names = (board.cycle.talent or {}).get("boxes", {})
    placed: dict[int, list[Card]] = {}
    for each in found:
        if each.box is not None:
            placed.setdefault(each.box, []).append(each)
    return [
        [
            Cell(number, performance, growth, names.get(str(number), ""), tuple(placed.get(number, ())))
            for growth in talent.STEPS
            for number in [BOXES[performance, growth]]
        ]
        for performance in reversed(talent.STEPS)
    ]


def distribution(board: CalibrationBoard, found: Iterable[Card]) -> list[tuple[str, int, int, int | None]]:
    """For each step of performance: its name, how many, what share, and what share is expected."""
    setting = board.cycle.talent or {}
    counts: dict[int, int] = {}
    for each in found:
        if each.review.performance is not None:
            counts[each.review.performance] = counts.get(each.review.performance, 0) + 1
    shares, expected = talent.shares(counts), setting.get("expected") or []
    return [
        (name, counts.get(step, 0), shares[step], expected[step - 1] if len(expected) == 3 else None)
        for step, name in zip(talent.STEPS, setting.get("performance", ()), strict=False)
    ]


def moves(who: Account, board: CalibrationBoard, found: Iterable[Card]) -> list[CalibrationMove]:
    """What was moved of those whom the reader sees, the newest first."""
    rows = CalibrationMove.objects.filter(board=board, review__in=[each.review.pk for each in found])
    return list(rows.select_related("review__person", "by").order_by("-at", "-pk"))


def _card(row: Review, before: Result | None, board: CalibrationBoard, day: date) -> Card:
    box = box_of(row.performance, row.growth)
    reasons = []
    if box in ALWAYS_DISCUSSED:
        reasons.append("outlier")
    if box is not None and before is not None and before.box not in (None, box):
        reasons.append("changed")
    if row.hired_on is not None and row.hired_on > day - NEW:
        reasons.append("new")
    movable = board.locked_at is None and row.state == Review.State.SUBMITTED
    return Card(row, box, before, tuple(reasons), movable)
