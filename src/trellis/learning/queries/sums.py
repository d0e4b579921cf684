"""What happened on a day, counted: what reports add up of days that are not over yet."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum

from trellis.core.days import begin_of, end_of
from trellis.core.zones import organisation_zone
from trellis.learning.models import DailySum, Enrollment

BY = ("course", "version__number", "at__department", "at__entity", "at__title")


def counted_on(day: date) -> list[DailySum]:
    """What happened on a day, as sums that are not kept yet. Two queries."""
    return counted_between(day, day)


def counted_between(first: date | None, last: date) -> list[DailySum]:
    """What happened from a day (or ever) until another, by the positions that people had on that one. Two queries."""
    zone, day = organisation_zone() or UTC, last
    ends = end_of(last, zone)
    since = Q(enrolled_at__gte=begin_of(first, zone)) if first is not None else Q()
    done = Q(completed_on__gte=first) if first is not None else Q()
    found: dict[tuple[Any, ...], DailySum] = {}
    enrolled = _placed(Enrollment.objects.filter(since, enrolled_at__lt=ends), day)
    for *key, n in enrolled.values_list(*BY).annotate(n=Count("pk")):
        _of(found, day, key).enrolled += n
    completed = _placed(Enrollment.objects.filter(done, completed_on__lte=last), day)
    for *key, n, seconds in completed.values_list(*BY).annotate(n=Count("pk"), s=Sum("seconds")):
        row = _of(found, day, key)
        row.completed += n
        row.seconds += seconds or 0
    return list(found.values())


def _placed(rows: QuerySet[Enrollment], day: date) -> QuerySet[Enrollment]:
    """Enrollments with the position that each person had on a day, if any."""
    held = Q(person__positions__starts_on__lte=day) & (
        Q(person__positions__ends_on=None) | Q(person__positions__ends_on__gte=day)
    )
    return rows.order_by().annotate(at=FilteredRelation("person__positions", condition=held))


def _of(found: dict[tuple[Any, ...], DailySum], day: date, key: list[Any]) -> DailySum:
    course, number, department, entity, title = key
    made = DailySum(
        day=day,
        course=course,
        number=number,
        department=department or "",
        entity=entity or "",
        title=title or "",
    )
    return found.setdefault((course, number, made.department, made.entity, made.title), made)
