"""How long requests take, in working days: by month, by kind, by stage; what is under way, and what waits longest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from trellis.core import calendars
from trellis.intake.definitions import stages
from trellis.intake.definitions.flow import DaysBetween, Journey, Step, journey, middle
from trellis.intake.models import CourseRequest, Kind, Move, MoveKind, Stage
from trellis.people.days import today

MONTHS = 12
OLDEST = 10


@dataclass(frozen=True, slots=True)
class OfStage:
    """A stage: how many are in it now, and the median of working days of those that left it in the year."""

    stage: Stage
    now: int
    median: float | None
    measured: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind: how many were published in the year, and the median of working days from asking to published."""

    kind: Kind
    published: int
    median: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that has been in its stage for some working days."""

    row: CourseRequest
    days: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What the page shows. `months` go from the oldest to the present; their medians are None where nothing came."""

    months: tuple[tuple[date, float | None, int], ...]
    kinds: tuple[OfKind, ...]
    stages: tuple[OfStage, ...]
    oldest: tuple[Waiting, ...]
    in_work: int
    median: float | None
    review: float | None
    reworked: int
    published: int


def flow(until: date | None = None) -> Flow:
    """The figures of the twelve months up to a day, today without one. Four queries for any number of requests."""
    day, zone = until or today(), calendars.default_calendar().zone
    first = _months(day)[0]
    done = list(
        CourseRequest.objects.filter(
            stage__in=(Stage.PUBLISHED, Stage.RETIRED), ended_at__gte=datetime.combine(first, time(), zone)
        )
    )
    journeys = journeys_of([each.pk for each in done], day)
    counts = dict(
        CourseRequest.objects.filter(stage__in=stages.OPEN).values_list("stage").annotate(Count("pk"))
    )
    spent = {
        stage: [each.days[stage] for each in journeys.values() if stage in each.days] for stage in stages.OPEN
    }
    leads = [(each, found.lead) for each in done if (found := journeys[each.pk]).lead is not None]
    by_month: dict[date, list[int]] = defaultdict(list)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for each, lead in leads:
        if lead is not None and each.ended_at is not None:
            by_month[timezone.localdate(each.ended_at, zone).replace(day=1)].append(lead)
            by_kind[each.kind].append(lead)
    return Flow(
        months=tuple((each, middle(by_month[each]), len(by_month[each])) for each in _months(day)),
        kinds=tuple(OfKind(each, len(by_kind[each]), middle(by_kind[each])) for each in Kind if by_kind[each]),
        stages=tuple(
            OfStage(Stage(each), counts.get(each, 0), middle(spent[each]), len(spent[each])) for each in stages.OPEN
        ),
        oldest=_oldest(day), in_work=sum(counts.get(each, 0) for each in stages.WORK),
        median=middle(lead for _row, lead in leads if lead is not None),
        review=middle(spent[stages.REVIEW]),
        reworked=sum(each.rework > 0 for each in journeys.values()), published=len(done),
    )  # fmt: skip


def journeys_of(keys: Iterable[UUID], until: date) -> dict[UUID, Journey]:
    """What each of some requests took. One query."""
    steps: dict[UUID, list[Step]] = {key: [] for key in keys}
    zone = calendars.default_calendar().zone
    rows = Move.objects.filter(request__in=list(steps), kind=MoveKind.STAGE).order_by("at", "id")
    for request, stage, at in rows.values_list("request", "after", "at"):
        steps[request].append(Step(stage, timezone.localdate(at, zone)))
    between = _between()
    return {key: journey(found, until, between) for key, found in steps.items()}


def journey_of(moves: Iterable[Move]) -> Journey:
    """What one request took until now, from its history. No query."""
    zone = calendars.default_calendar().zone
    steps = [
        Step(each.after, timezone.localdate(each.at, zone)) for each in moves if each.kind == MoveKind.STAGE
    ]
    return journey(steps, today(), _between())


def _between() -> DaysBetween:
    calendar = calendars.default_calendar()

    @lru_cache(maxsize=4096)
    def between(first: date, last: date) -> int:
        return calendars.working_days_between(first, last, calendar)

    return between


def _oldest(day: date) -> tuple[Waiting, ...]:
    rows = (
        CourseRequest.objects.filter(stage__in=stages.OPEN)
        .select_related("owner")
        .order_by("stage_since", "pk")
    )
    between, zone = _between(), calendars.default_calendar().zone
    return tuple(
        Waiting(each, max(between(timezone.localdate(each.stage_since, zone), day), 0))
        for each in rows[:OLDEST]
    )


def _months(day: date) -> list[date]:
    found = [day.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]
