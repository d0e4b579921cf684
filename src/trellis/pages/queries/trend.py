"""How the health of the handbook went over time, from what was written down each day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from trellis.pages.models import HealthDay
from trellis.web.charts.lines import line
from trellis.web.charts.values import Chart, Series

SHOWN_DAYS = 365
MOST_POINTS = 120


class Point(NamedTuple):
    """A day with how many findings there were: errors, warnings and notes, or those of one code."""

    day: date
    counts: tuple[int, ...]


def trend(today: date, code: str = "") -> Chart | None:
    """The trend of the last year, of all findings or of one code; `None` before two days are known."""
    shown = thinned(points(today, code))
    if len(shown) < 2:
        return None
    names = (_("Findings"),) if code else (_("Errors"), _("Warnings"), _("Notes"))
    series = [Series(name, tuple(point.counts[at] for point in shown)) for at, name in enumerate(names)]
    return line(
        "health-trend", _("Findings over time"), [point.day for point in shown], series, x_title=_("Day")
    )


def points(today: date, code: str = "") -> list[Point]:
    """The days that are known of the last year, in their order; one query."""
    days = HealthDay.objects.filter(day__gt=today - timedelta(days=SHOWN_DAYS), day__lte=today)
    if code:
        rows = days.order_by("day").values_list("day", "by_code")
        return [Point(day, (int(by_code.get(code, 0)),)) for day, by_code in rows]
    counted = days.order_by("day").values_list("day", "errors", "warnings", "notes")
    return [Point(day, (errors, warnings, notes)) for day, errors, warnings, notes in counted]


def known_days(first: date, last: date) -> set[date]:
    """The days of a time that are written down."""
    return set(HealthDay.objects.filter(day__gte=first, day__lte=last).values_list("day", flat=True))


def thinned(found: list[Point]) -> list[Point]:
    """At most `MOST_POINTS` of some points, evenly, always with the first and the last."""
    if len(found) <= MOST_POINTS:
        return found
    step = (len(found) - 1) / (MOST_POINTS - 1)
    return [found[round(at * step)] for at in range(MOST_POINTS)]
