"""The lists of learning without their pages: for files, and for views that are mailed by the clock."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trellis.core.rules import Account
from trellis.learning import lists, rules
from trellis.learning.queries import breakdowns, reports, team
from trellis.web import mailable
from trellis.web.exporting import MOST_ROWS
from trellis.web.mailable import Sheet
from trellis.web.ordering import ordered


def of_team(who: Account, params: QueryDict) -> Sheet:
    """Who of somebody's team learns what."""
    rows = team.people_of(who, lists.team_wanted(params))
    found = ordered(lists.team_columns(), rows, params.get("sort", "name"))
    return Sheet("learning-team", team.FILE, team.as_values(found[:MOST_ROWS]))


def of_reports(_who: Account, params: QueryDict) -> Sheet:
    """How much was learned, in numbers of all."""
    rows = breakdowns.report(lists.report_wanted(params))
    return Sheet("learning", reports.FILE, reports.as_values(rows))


def of_compliance(who: Account, params: QueryDict) -> Sheet:
    """Who had a course on a day, with what proves it; empty where there is no such course."""
    course = lists.course_asked(params)
    if course is None:
        return Sheet("compliance", reports.COMPLIANCE, ())
    rows = lists.compliance_of(who, course, params)
    return Sheet(f"compliance-{course.key}", reports.COMPLIANCE, reports.evidence(rows, course.key))


def register() -> None:
    """Let views of the lists be mailed; who keeps learning saves them for all. Called when Django starts."""
    for place, title, reads, sheet in (
        (lists.TEAM, _("Learning of the team"), rules.can_see_team, of_team),
        (lists.REPORTS, _("Reports of learning"), rules.can_see_all, of_reports),
        (lists.COMPLIANCE, _("Compliance"), rules.can_see_all, of_compliance),
    ):
        mailable.register(place, title, reads=reads, sheet=sheet, shares=rules.can_keep)
