"""How numbers of pay are shown: the steps of the formula, and where pay lies in its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.compensation.models import Pay
from trellis.compensation.queries.pay import PayPeriod
from trellis.compensation.terms import Calculation
from trellis.people.days import today
from trellis.people.timelines import ONE_DAY
from trellis.web.charts.bars import Bar, bar
from trellis.web.charts.lines import line
from trellis.web.charts.values import Chart, Series


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A number of the formula as people read it."""

    label: str
    value: str
    note: str


def steps_of(found: Calculation) -> list[ShownStep]:
    """What went into a calculation, in the order of the formula."""
    return [ShownStep(each.label, number(each.value), each.note) for each in found.steps]


def number(value: Decimal) -> str:
    """A number without needless digits, at most four behind the point."""
    rounded = round(value, 4).normalize()
    exponent = rounded.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    return str(number_format(rounded, digits, use_l10n=True, force_grouping=True))


def range_chart(found: Calculation, pay: Pay | None) -> Chart:
    """The range as bars, with the pay of somebody among them."""
    bars = [
        Bar(_("Lowest"), float(found.range.least)),
        Bar(_("Middle"), float(found.range.middle)),
        Bar(_("Highest"), float(found.range.most)),
    ]
    if pay is not None and pay.base_currency == found.currency:
        bars.append(Bar(_("Paid"), float(found.compared(pay.base, pay.variable))))
    return bar("c-range", _("Pay in its range"), bars, unit=found.currency, measure=_("Of a year"))


def history_chart(periods: Sequence[PayPeriod]) -> Chart | None:
    """How base pay went, `periods` being the newest first; `None` where it never changed.

    Amounts of two currencies share no axis: only what was paid in the last one is drawn. Each change stands beside the
    day before it, since pay steps from one amount to the next and does not climb.
    """
    currency = periods[0].pay.base_currency if periods else ""
    drawn = [each for each in reversed(periods) if each.pay.base_currency == currency]
    if len(drawn) < 2:
        return None
    points: dict[date, float] = {}
    for at, each in enumerate(drawn):
        after = drawn[at + 1].starts_on - ONE_DAY if at + 1 < len(drawn) else max(today(), each.starts_on)
        for day in (each.starts_on, min(after, each.ends_on or after)):
            points[day] = float(each.pay.base_amount or 0)
    values = Series(_("Base pay"), tuple(points.values()))
    return line(
        "c-history", _("Base pay over time"), tuple(points), (values,), unit=currency, x_title=_("Day")
    )
