"""The board: a column for each stage, with the requests in the order in which they should be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from trellis.core.rules import Account
from trellis.intake import rules
from trellis.intake.definitions import stages
from trellis.intake.models import CourseRequest, Kind, Move, MoveKind, Reviewer, Stage
from trellis.intake.queries.requests import requests
from trellis.people.days import today

MOST_CARDS = 30
"""So many stand in a column; the list has the others."""
RECENT_DAYS = 60
"""What was published within these days still stands on the board."""


@dataclass(frozen=True, slots=True)
class Card:
    """A request on the board: for how many days it is in its stage, whether it is late, where it can go.

    `reviewers` are those who are to look at it, with what they said in the present review; `replanned` is how it was
    planned anew last for the present stage, with the day before and the reason.
    """

    row: CourseRequest
    days: int
    is_late: bool
    ways: tuple[tuple[str, str], ...]
    reviewers: tuple[Reviewer, ...] = ()
    replanned: Move | None = None


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its cards; `count` counts all, also those that are not shown."""

    stage: Stage
    cards: tuple[Card, ...]
    count: int


def columns(who: Account, kind: str = "", whose: str = "") -> list[BoardColumn]:
    """The columns of the board. Three queries for the cards."""
    shown = (*stages.OPEN, Stage.PUBLISHED)
    rows = requests().filter(stage__in=shown)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if whose == "asked":
        rows = rows.filter(asked_by=who)
    elif whose == "mine":
        rows = rows.filter(owner=who)
    by_stage: dict[str, list[CourseRequest]] = {each: [] for each in shown}
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    for row in rows.order_by(F("priority").desc(nulls_last=True), "-n_people", "asked_at"):
        if row.stage != Stage.PUBLISHED or row.stage_since >= since:
            by_stage[row.stage].append(row)
    seen = [row for found in by_stage.values() for row in found[:MOST_CARDS] if row.in_work]
    reviewers, replanned = _reviewers(seen), _replanned(seen)

    def card(row: CourseRequest) -> Card:
        return _card(who, row, tuple(reviewers.get(row.pk, ())), replanned.get(row.pk))

    return [
        BoardColumn(Stage(stage), tuple(card(row) for row in found[:MOST_CARDS]), len(found))
        for stage, found in by_stage.items()
    ]


def _reviewers(rows: Sequence[CourseRequest]) -> dict[UUID, list[Reviewer]]:
    """Who reviews some requests, by request. One query."""
    found: dict[UUID, list[Reviewer]] = {}
    several = Reviewer.objects.filter(request__in=rows).select_related("account")
    for each in several.order_by("account__name"):
        found.setdefault(each.request_id, []).append(each)
    return found


def _replanned(rows: Sequence[CourseRequest]) -> dict[UUID, Move]:
    """How some requests were planned anew last, since they came into their stage, by request. One query."""
    since = {row.pk: row.stage_since for row in rows}
    moves = Move.objects.filter(request__in=rows, kind=MoveKind.REPLANNED, due_before__isnull=False)
    return {each.request_id: each for each in moves.order_by("at", "id") if each.at >= since[each.request_id]}


def following(present: str) -> list[tuple[str, str]]:
    """The stages that can follow one, with their names: those ahead first."""
    found = [each for each in stages.LINE if stages.can_follow(present, each)]
    found.sort(key=lambda each: (stages.is_back(present, each), stages.LINE.index(each)))
    return [(each, str(Stage(each).label)) for each in found]


def kinds() -> list[tuple[str, str]]:
    """What can be asked for, with its names."""
    return [(str(each), str(each.label)) for each in Kind]


def _card(who: Account, row: CourseRequest, reviewers: tuple[Reviewer, ...], replanned: Move | None) -> Card:
    ways = (
        tuple((str(to), str(label)) for to, label in following(row.stage))
        if rules.can_work_on(who, row)
        else ()
    )
    return Card(
        row,
        (timezone.now() - row.stage_since).days,
        row.due_on is not None and row.in_work and row.due_on < today(),
        ways,
        reviewers,
        replanned,
    )
