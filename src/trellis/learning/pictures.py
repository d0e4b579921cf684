"""The charts of the reports of learning, each with its table beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from trellis.learning import lists
from trellis.learning.queries.months import Month
from trellis.learning.queries.reports import Row, Standing, Wanted
from trellis.people import terms as of_people
from trellis.web.charts.bars import Bar, bar
from trellis.web.charts.lines import line
from trellis.web.charts.values import Chart, Series

MOST = 12
"""So many bars are compared at a glance; the table has them all."""


def of_months(rows: Sequence[Month]) -> Chart:
    """What was begun and completed, month by month."""
    series = [
        Series(_("Enrolled"), tuple(each.enrolled for each in rows)),
        Series(_("Completed"), tuple(each.completed for each in rows)),
    ]
    return line("by-month", _("Month by month"), [each.first for each in rows], series, x_title=_("Month"))


def of_report(wanted: Wanted, rows: Sequence[Row], address: lists.Address) -> Chart:
    """What was completed most, by what the report is broken down by."""
    what = lists.breakdowns()[wanted.by]
    bars = [Bar(each.title or _("none"), each.completed, address(each)) for each in rows if each.completed]
    title = _("Completed by: %(what)s") % {"what": what}
    return bar("completed", title, bars[:MOST], what=what, measure=_("Completed"))


def of_compliance(rows: Sequence[Standing]) -> Chart:
    """Which share of the people of each department complies, in per cent, the most first."""
    departments = of_people.all_departments()
    asked = Counter(each.department for each in rows)
    met = Counter(each.department for each in rows if each.completion is not None)
    shares = [
        (round(100 * met[each] / asked[each]), departments.title_of(each) or _("none")) for each in asked
    ]
    bars = [
        Bar(title, share) for share, title in sorted(shares, key=lambda pair: (-pair[0], pair[1].casefold()))
    ]
    return bar(
        "complies", _("Complies, by department"), bars, unit="%", what=_("Department"), measure=_("Share"),
    )  # fmt: skip
