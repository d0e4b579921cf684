"""How much is learned, how far parts get, and who complies as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import member_of
from trellis.learning import lists, pictures, rules, sheets, terms
from trellis.learning.addresses import course_address
from trellis.learning.queries import feedback
from trellis.learning.queries import reports as queries
from trellis.learning.queries.breakdowns import report
from trellis.learning.queries.months import months
from trellis.learning.rules import Account
from trellis.learning.views.guarding import tabs_of
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.web.charts.bars import Bar, bar
from trellis.web.charts.values import Chart
from trellis.web.exporting import file_response
from trellis.web.saving import opening_address


def reader_of(request: HttpRequest) -> Account:
    """Whoever asks, who sees what everybody learns. Raises PermissionDenied."""
    who = member_of(request)
    if not rules.can_see_all(who):
        raise PermissionDenied
    return who


@never_cache
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Enrolled, completed, in progress, overdue and hours, broken down, in a period."""
    who = reader_of(request)
    opening = opening_address(request, lists.REPORTS)
    if opening:
        return redirect(opening)
    wanted = lists.report_wanted(request.GET)
    rows = report(wanted)
    values = {
        "table": lists.table_of_report(request, wanted, rows), "tabs": tabs_of(who, "reports"), "wanted": wanted,
        "breakdowns": lists.breakdowns().items(), "courses": _courses(), "departments": _departments(),
        "totals": {
            name: sum(getattr(row, name) for row in rows) for name in ("enrolled", "completed", "active", "overdue")
        },
        "hours": round(sum(row.seconds for row in rows) / 3600), "charts": _charts(wanted, rows),
    }  # fmt: skip
    return render(request, "learning/reports.html", values)


@never_cache
@require_safe
def reports_file(request: HttpRequest, form: str) -> HttpResponse:
    """The report as a file."""
    made = sheets.of_reports(reader_of(request), request.GET)
    return file_response(form, made.name, made.columns, made.rows)


@never_cache
@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    """One course: how far learners get, part by part, and what they say of it."""
    who, found = reader_of(request), terms.course(course)
    if found is None:
        raise Http404
    parts = queries.funnel(found)
    rows = queries.report(queries.Wanted(by="version", course=course))
    chart = bar(
        "t-funnel", _("Done, part by part"), [Bar(each.title, each.done, "") for each in parts], what=_("Part"),
        measure=_("People"),
    )  # fmt: skip
    values = {
        "course": found, "course_url": course_address(course), "parts": parts, "versions": rows, "chart": chart,
        "tabs": tabs_of(who, "reports"), "stars": feedback.stars([course]).get(course),
        "waiting": feedback.waiting(course),
    }  # fmt: skip
    return render(request, "learning/report.html", values)


@never_cache
@require_safe
def compliance(request: HttpRequest) -> HttpResponse:
    """Who had what a course asks for on a day, with the evidence."""
    who = reader_of(request)
    opening = opening_address(request, lists.COMPLIANCE)
    if opening:
        return redirect(opening)
    asked, day = lists.course_asked(request.GET), lists.day_of(request.GET, "day") or today()
    rows = lists.compliance_of(who, asked, request.GET) if asked is not None else []
    met = sum(each.completion is not None for each in rows)
    values: dict[str, Any] = {
        "table": lists.table_of_compliance(request, rows), "tabs": tabs_of(who, "reports"), "course": asked,
        "day": day, "met": met, "total": len(rows), "share": round(100 * met / len(rows)) if rows else 100,
        "courses": lists.required_courses(), "chart": None,
        "state": request.GET.get("state", ""),
    }  # fmt: skip
    if rows and not values["state"]:  # of those who have it alone, each share would be the whole
        values["chart"] = pictures.of_compliance(rows)
    return render(request, "learning/compliance.html", values)


@never_cache
@require_safe
def compliance_file(request: HttpRequest, form: str) -> HttpResponse:
    """The evidence as a file."""
    who = reader_of(request)
    if lists.course_asked(request.GET) is None:
        raise Http404
    made = sheets.of_compliance(who, request.GET)
    return file_response(form, made.name, made.columns, made.rows)


def _charts(wanted: queries.Wanted, rows: Sequence[queries.Row]) -> list[Chart]:
    """The charts of a report that have anything to show; what a path or a group learns is not told by months."""
    found = [pictures.of_report(wanted, rows, lists.row_address(wanted))]
    if wanted.by in queries.BY:
        found.insert(0, pictures.of_months(months(wanted)))
    return [each for each in found if each.rows]


def _courses() -> list[tuple[str, str]]:
    return [(each.key, each.title) for each in terms.courses().by_key.values()]


def _departments() -> list[tuple[str, str]]:
    return [(name, each.title) for name, each in of_people.all_departments().by_name.items()]
