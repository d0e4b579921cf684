"""What was begun and completed month by month: how learning went, where `reports` says how much there was of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import CharField, Count, DateField, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from trellis.core import defined
from trellis.core.days import begin_of, end_of
from trellis.core.kept import Kept
from trellis.core.zones import organisation_zone
from trellis.learning.models import DailySum, Enrollment, Followed
from trellis.learning.queries.reports import REMEMBERED, Wanted
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.people.definitions.spans import add_months

Sums = list[tuple[date, int, int]]
_added: Kept[Sums] = Kept(REMEMBERED)
"""What the days that are over come to, for so many questions in each process."""


@dataclass(slots=True)
class Month:
    """What happened in the month that begins on `first`."""

    first: date
    enrolled: int = 0
    completed: int = 0


def months(wanted: Wanted) -> list[Month]:
    """The months of a period from the first in which anything happened, with those in which nothing did. Three queries.

    `wanted` narrows as in a report; by what that is broken down makes no difference.
    """
    asked = replace(wanted, by="")
    mark = Followed.objects.filter(pk=1).values_list("summed_until", "at").first()
    found: dict[date, Month] = {}
    for first, enrolled, completed in (*_over(asked, mark), *_live(asked, mark[0] if mark else None)):
        row = found.setdefault(first, Month(first))
        row.enrolled, row.completed = row.enrolled + enrolled, row.completed + completed
    return list(_without_gaps(found))


def _over(wanted: Wanted, mark: tuple[Any, ...] | None) -> Sums:
    """What stands in the sums of days; `mark` changes whenever any is added."""
    if mark is None or mark[0] is None:
        return _summed(wanted)
    return _added.get((wanted,), (mark, defined.state()), lambda: _summed(wanted))


def _summed(wanted: Wanted) -> Sums:
    rows = DailySum.objects.filter(
        Q(day__gte=wanted.since or date.min), Q(day__lte=wanted.until or date.max), **_of_course(wanted)
    )
    if wanted.department:
        rows = rows.filter(department__in=_departments(wanted))
    counts = {"e": Sum("enrolled"), "c": Sum("completed")}
    return list(rows.order_by().annotate(month=TruncMonth("day")).values_list("month").annotate(**counts))


def _live(wanted: Wanted, summed: date | None) -> Iterator[tuple[date, int, int]]:
    """The days that are not added up yet, by the positions that people hold at their end, as the sums have it."""
    starts = [each for each in (summed + timedelta(days=1) if summed else None, wanted.since) if each]
    first, last = max(starts, default=None), min(wanted.until or today(), today())
    if first is not None and first > last:
        return
    zone, rows = organisation_zone() or UTC, Enrollment.objects.filter(**_of_course(wanted)).order_by()
    if wanted.department:
        held = Q(person__positions__ends_on=None) | Q(person__positions__ends_on__gte=last)
        rows = rows.filter(
            held,
            person__positions__starts_on__lte=last,
            person__positions__department__in=_departments(wanted),
        )
    since = Q(enrolled_at__gte=begin_of(first, zone)) if first else Q()
    begun = rows.filter(since, enrolled_at__lt=end_of(last, zone))
    done = rows.filter(Q(completed_on__gte=first) if first else Q(), completed_on__lte=last)
    month = TruncMonth("enrolled_at", tzinfo=zone, output_field=DateField())
    counted = _by_month(begun, month, "begun").union(
        _by_month(done, TruncMonth("completed_on"), "done"), all=True
    )
    for day, what, n in counted:
        yield (day, n, 0) if what == "begun" else (day, 0, n)


def _by_month(rows: QuerySet[Enrollment], month: TruncMonth, what: str) -> QuerySet[Enrollment, Any]:
    rows = rows.annotate(month=month, what=Value(what, output_field=CharField()))
    return rows.values_list("month", "what").annotate(n=Count("pk"))


def _of_course(wanted: Wanted) -> dict[str, str]:
    return {"course": wanted.course} if wanted.course else {}


def _departments(wanted: Wanted) -> Iterable[str]:
    return of_people.all_departments().below(wanted.department)


def _without_gaps(found: dict[date, Month]) -> Iterator[Month]:
    at, last = min(found, default=None), max(found, default=None)
    while at is not None and last is not None and at <= last:
        yield found.get(at, Month(at))
        at = add_months(at, 1)
