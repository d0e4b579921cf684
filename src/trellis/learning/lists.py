"""Teams and reports as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses.definitions.courses import Course
from trellis.learning import groups, rules, terms
from trellis.learning.queries import reports, team
from trellis.learning.queries.playing import LEAST_SHOWN
from trellis.learning.queries.reports import Row, Standing, Wanted
from trellis.learning.queries.watched import OfVideo
from trellis.people import terms as of_people
from trellis.people.days import today
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Action, Column, Table, table_of
from trellis.web.templatetags.pieces import avatar
from trellis.web.templatetags.shell import tag

TEAM, REPORTS, COMPLIANCE = "learning-team", "learning-reports", "learning-compliance"
"""Under these names views of the lists are saved."""
Address = Callable[[Row], str]


def team_wanted(params: QueryDict) -> team.Wanted:
    """What the address of the team asks for."""
    get = params.get
    return team.Wanted(
        get("department", "")[:60], get("late") == "yes", get("course", "")[:100], get("q", "").strip()[:200]
    )


def listing_of_team(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the page of the team shows."""
    wanted = team_wanted(request.GET)
    titles = {each.key: each.title for each in terms.courses().by_key.values()}
    departments = {name: each.title for name, each in of_people.all_departments().by_name.items()}
    total, late = team.count_of(who)
    query = request.GET.urlencode()
    here = f"{reverse('learning:team')}?{query}" if query else reverse("learning:team")
    named = [("q", _("Name"), wanted.text), ("late", _("State"), _("overdue")),
             ("department", _("Department"), departments.get(wanted.department, wanted.department)),
             ("course", _("Course"), titles.get(wanted.course, wanted.course))]  # fmt: skip
    return {
        "table": table_of(
            request, "t-team", _("People"), team_columns(), team.people_of(who, wanted),
            row_url=lambda row: reverse("learning:person", args=[row.pk]), row_key=lambda row: str(row.pk),
            row_name=lambda row: row.name, actions=(Action("assign", _("Assign…"), "flag"),), act_url=here,
            exports=files_of("learning:team-file"), views=views_of(request, TEAM),
        ),
        "filters": (
            filter_of("late", _("State"), {"yes": late}, "yes" if wanted.late else "", {"yes": _("overdue")}),
            filter_of("department", _("Department"), dict.fromkeys(departments, total), wanted.department, departments),
            filter_of("course", _("Course"), dict.fromkeys(titles, total), wanted.course, titles),
        ),
        "chips": chips_for(request.GET, tuple(named)), "text": wanted.text, "total": total, "late": late,
    }  # fmt: skip


def team_columns() -> tuple[Column[Any], ...]:
    """What the list says of somebody."""
    return (
        Column("name", _("Name"), lambda row: format_html("{} {}", avatar(row.name), row.name), sort=("name", "pk")),
        Column("title", _("Role"), lambda row: row.title, sort=("title", "name")),
        Column("overdue", _("Overdue"), lambda row: tag(str(row.overdue), "problem") if row.overdue else "",
               sort=("overdue", "name"), numeric=True, after=lambda row: _("overdue") if row.overdue else ""),
        Column("open", _("To do"), lambda row: row.open or "", sort=("open", "name"), numeric=True,
               after=lambda row: _("to do") if row.open else ""),
        Column("active", _("In progress"), lambda row: row.active or "", sort=("active", "name"), numeric=True,
               after=lambda row: _("in progress") if row.active else ""),
        Column("completed", _("Completed"), lambda row: row.completed or "", sort=("completed", "name"), numeric=True,
               after=lambda row: _("completed") if row.completed else ""),
    )  # fmt: skip


def report_wanted(params: QueryDict) -> Wanted:
    """What the address of the reports asks for; days that make no sense are left out."""
    get = params.get
    by = get("by", "course")
    return Wanted(
        by if by in breakdowns() else "course", _day(get("since", "")), _day(get("until", "")),
        get("course", "")[:100], get("department", "")[:60],
    )  # fmt: skip


def breakdowns() -> dict[str, str]:
    """By what reports are broken down."""
    return {
        "course": _("Course"), "path": _("Path"), "department": _("Department"), "role": _("Role"),
        "entity": _("Entity"), "version": _("Version"), **{by: str(label) for by, label in groups.labels().items()},
    }  # fmt: skip


def table_of_report(request: HttpRequest, wanted: Wanted, rows: list[Row]) -> Table:
    """The lines of a report."""
    first = breakdowns()[wanted.by]
    columns = (
        Column[Row]("title", first, lambda row: row.title or _("none"), sort=lambda row: row.title.casefold()),
        Column[Row]("enrolled", _("Enrolled"), lambda row: row.enrolled, sort=lambda row: row.enrolled, numeric=True,
                    after=lambda row: _("enrolled")),
        Column[Row]("completed", _("Completed"), lambda row: row.completed, sort=lambda row: row.completed,
                    numeric=True, after=lambda row: _("completed")),
        Column[Row]("active", _("In progress"), lambda row: row.active, sort=lambda row: row.active, numeric=True,
                    after=lambda row: _("in progress")),
        Column[Row]("overdue", _("Overdue"), lambda row: row.overdue or "", sort=lambda row: row.overdue, numeric=True,
                    after=lambda row: _("overdue") if row.overdue else ""),
        Column[Row]("hours", _("Hours"), lambda row: row.hours or "", sort=lambda row: row.seconds, numeric=True,
                    after=lambda row: _("hours") if row.hours else ""),
    )  # fmt: skip

    return table_of(
        request, "t-report", _("Report"), columns, rows, row_url=row_address(wanted), row_key=lambda row: row.key,
        exports=files_of("learning:reports-file"), views=views_of(request, REPORTS),
    )  # fmt: skip


def row_address(wanted: Wanted) -> Address:
    """Where a line of a report leads; empty where nowhere."""
    if wanted.by != "course":
        return lambda row: row.address
    return lambda row: reverse("learning:report", args=[row.key])


def table_of_videos(request: HttpRequest, course: str, rows: list[OfVideo]) -> Table:
    """What is watched of the videos of a course."""
    few = _("fewer than %(n)s") % {"n": LEAST_SHOWN}
    columns = (
        Column[OfVideo]("video", _("Video"), lambda row: row.title, sort=lambda row: row.title.casefold(),
                        under=lambda row: row.lesson),
        Column[OfVideo]("began", _("Began"), lambda row: row.figures.began if row.figures else few,
                        sort=lambda row: row.figures.began if row.figures else 0, numeric=True,
                        after=lambda row: _("began it")),
        Column[OfVideo]("finished", _("Finished"), lambda row: row.figures.finished if row.figures else "",
                        sort=lambda row: row.figures.finished if row.figures else 0, numeric=True,
                        after=lambda row: _("finished it") if row.figures else ""),
        Column[OfVideo]("median", _("Watched, median"),
                        lambda row: _("%(n)s %%") % {"n": row.figures.median} if row.figures else "",
                        sort=lambda row: row.figures.median if row.figures else 0, numeric=True,
                        after=lambda row: _("watched, median") if row.figures else ""),
    )  # fmt: skip
    return table_of(
        request, "t-videos", _("Videos"), columns, rows, row_key=lambda row: row.name,
        row_url=lambda row: f"#h-{row.name}" if row.figures else "",
        exports=files_of("learning:videos-file", course),
    )  # fmt: skip


def table_of_compliance(request: HttpRequest, rows: list[Standing]) -> Table:
    """Who had a course on a day, and who had not."""
    columns = (
        Column[Standing]("name", _("Name"), lambda row: format_html("{} {}", avatar(row.name), row.name),
                         sort=lambda row: row.name.casefold()),
        Column[Standing]("state", _("State"), _complies, sort=lambda row: (row.completion is not None, row.name)),
        Column[Standing]("on", _("Completed"), lambda row: date_format(row.completion.on) if row.completion else "",
                         sort=lambda row: row.completion.on if row.completion else date.min, before=_("completed")),
        Column[Standing]("until", _("Counts until"),
                         lambda row: _until(row),
                         before=_("until")),
        Column[Standing]("title", _("Role"), lambda row: row.title, sort=lambda row: row.title),
        Column[Standing]("department", _("Department"),
                         lambda row: of_people.all_departments().title_of(row.department),
                         sort=lambda row: row.department),
    )  # fmt: skip
    return table_of(
        request, "t-compliance", _("Compliance"), columns, rows,
        row_url=lambda row: reverse("learning:person", args=[row.person]), row_key=lambda row: str(row.person),
        exports=files_of("learning:compliance-file"), views=views_of(request, COMPLIANCE),
    )  # fmt: skip


def _until(row: Standing) -> str:
    return date_format(row.completion.until) if row.completion and row.completion.until else ""


def _complies(row: Standing) -> str:
    if row.completion is None:
        return tag(_("missing"), "problem")
    words = {"exempt": _("exempt"), "prior": _("learned before"), "equivalent": _("by another course")}
    return tag(words.get(str(row.completion.how), _("completed")), "good", "check")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def day_of(params: QueryDict, name: str) -> date | None:
    """A day that an address asks for."""
    return _day(params.get(name, ""))


def course_asked(params: QueryDict) -> Course | None:
    """The course whose compliance is asked for; the first that is required of anybody, where none is named."""
    wanted, found = params.get("course", ""), required_courses()
    return next((each for each in found if each.key == wanted), found[0] if found and not wanted else None)


def required_courses() -> list[Course]:
    """The courses that the handbook requires of anybody."""
    return [each for each in terms.courses().by_key.values() if any(rule.required for rule in each.assign)]


def compliance_of(who: Account, course: Course, params: QueryDict) -> list[Standing]:
    """Who had a course on the day that is asked for, of those whom somebody sees; those who had it, or had not."""
    rows = reports.compliance(course, day_of(params, "day") or today(), rules.seen_people(who))
    if params.get("state") in ("missing", "met"):
        rows = [each for each in rows if (each.completion is not None) == (params["state"] == "met")]
    return rows
