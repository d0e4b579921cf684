"""What is watched of the videos of a course, in numbers, for whoever runs the course."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.courses.definitions.courses import Course
from trellis.learning import lists, rules, terms
from trellis.learning.addresses import course_address
from trellis.learning.definitions.watching import TENTHS
from trellis.learning.queries import watched
from trellis.learning.queries.playing import LEAST_SHOWN
from trellis.learning.queries.watched import OfVideo
from trellis.learning.views.guarding import member_of
from trellis.web.charts.lines import line
from trellis.web.charts.values import Chart, Series
from trellis.web.exporting import file_response

MOST_CHARTS = 12


@never_cache
@require_safe
def videos(request: HttpRequest, course: str) -> HttpResponse:
    """Who began and finished each video, how much of it is watched, and where people stop."""
    found = _course_or_404(request, course)
    rows = watched.videos_of(found)
    values = {
        "course": found, "course_url": course_address(course), "rows": rows, "least": LEAST_SHOWN,
        "table": lists.table_of_videos(request, course, rows), "charts": _charts(rows)[:MOST_CHARTS],
    }  # fmt: skip
    return render(request, "learning/videos.html", values)


@never_cache
@require_safe
def videos_file(request: HttpRequest, course: str, form: str) -> HttpResponse:
    """The same as a file."""
    found = _course_or_404(request, course)
    rows = watched.as_values(watched.videos_of(found))
    return file_response(form, f"videos-{found.key}", watched.FILE, rows)


def _course_or_404(request: HttpRequest, key: str) -> Course:
    who, found = member_of(request), terms.course(key)
    if found is None or not rules.can_follow(who, found.owner):
        raise Http404
    return found


def _charts(rows: list[OfVideo]) -> list[tuple[OfVideo, Chart]]:
    tenths = [_("%(n)s %%") % {"n": at * 10} for at in range(1, TENTHS + 1)]
    return [
        (
            row,
            line(
                row.name, _("How far people get"), tenths,
                [Series(_("Viewers still there"), tuple(row.figures.reached_shares))], unit="%",
                x_title=_("At"),
            ),
        )
        for row in rows
        if row.figures is not None
    ]  # fmt: skip
