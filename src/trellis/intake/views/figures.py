"""How long requests take."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import account_of
from trellis.intake.around import tabs
from trellis.intake.queries import flow as queries
from trellis.web.charts.lines import line
from trellis.web.charts.values import Series
from trellis.work.guarding import members_only


@members_only
@never_cache
@require_safe
def flow(request: HttpRequest) -> HttpResponse:
    """Lead time, work in progress, reviews and rework of a year."""
    found = queries.flow()
    months = [each[0] for each in found.months]
    series = [Series(_("median working days"), tuple(each[1] for each in found.months))]
    chart = line(
        "lead-time",
        _("From asking to published"),
        months,
        series,
        unit=_("days"),
        x_title=_("Month of publishing"),
    )
    return render(
        request, "intake/flow.html", {**tabs("flow", account_of(request)), "flow": found, "chart": chart}
    )
