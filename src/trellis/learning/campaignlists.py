"""Campaigns, what came of them, and what people wait for, as lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.learning import rules, terms
from trellis.learning.models import Campaign
from trellis.learning.queries import campaigns as queries
from trellis.learning.queries.campaigns import Figures, Wanted
from trellis.learning.rules import Account
from trellis.people.days import today
from trellis.web.exporting import files_of
from trellis.web.tables import Column, Table
from trellis.web.tables import table_of as made_of
from trellis.web.templatetags.shell import tag

WANTED = ("course", "title", "part", "waiting", "since")


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign in the list: one of the handbook, or one that ran."""

    key: str
    title: str
    owner: str
    begins_on: date
    ends_on: date
    state: str
    audience: int
    told: int


@dataclass(frozen=True, slots=True)
class Line:
    """A figure beside what it was before: `share` is in per cent of those whom the campaign is for."""

    title: str
    now: int
    share: int
    before: int | None = None


def rows_for(who: Account) -> list[Row]:
    """The campaigns that somebody follows: those of the handbook, and those that ran. Two queries."""
    ran = list(queries.followed_by(who))
    counted = queries.told_and_in([each.pk for each in ran])
    owners = {each.key: each.owner for each in terms.campaigns().by_key.values()}
    rows = [
        Row(each.key, each.title, owners.get(each.key, ""), each.begins_on, each.ends_on, queries.state_of(each),
            *counted.get(each.pk, (0, 0)))
        for each in ran
    ]  # fmt: skip
    there = {(each.key, each.begins_on) for each in ran}
    for said in terms.campaigns().by_key.values():
        if (said.key, said.from_) not in there and rules.can_follow(who, said.owner):
            state = "planned" if today() <= said.until else "over"
            rows.append(Row(said.key, said.title, said.owner, said.from_, said.until, state, 0, 0))
    return sorted(rows, key=lambda each: (each.begins_on, each.key), reverse=True)


def table_of(request: HttpRequest, rows: Sequence[Row]) -> Table:
    """The list of campaigns."""
    words = {"planned": (_("planned"), "info"), "running": (_("running"), "good"), "over": (_("over"), ""),
             "stopped": (_("stopped"), "attention")}  # fmt: skip
    columns = (
        Column[Row]("title", _("Campaign"), lambda row: row.title, sort=lambda row: row.title.casefold()),
        Column[Row]("state", _("State"), lambda row: tag(*words[row.state]), sort=lambda row: row.state),
        Column[Row]("from", _("From"), lambda row: date_format(row.begins_on), sort=lambda row: row.begins_on,
                    before=_("from")),
        Column[Row]("until", _("Until"), lambda row: date_format(row.ends_on), sort=lambda row: row.ends_on,
                    before=_("until")),
        Column[Row]("audience", _("For"), lambda row: row.audience or "", sort=lambda row: row.audience, numeric=True,
                    after=lambda row: _("people") if row.audience else ""),
        Column[Row]("told", _("Written to"), lambda row: row.told or "", sort=lambda row: row.told, numeric=True,
                    after=lambda row: _("written to") if row.told else ""),
        Column[Row]("owner", _("Owner"), lambda row: row.owner, sort=lambda row: row.owner.casefold()),
    )  # fmt: skip
    return made_of(
        request, "t-campaigns", _("Campaigns"), columns, rows,
        row_url=lambda row: f"{reverse('learning:campaign-report', args=[row.key])}?run={row.begins_on.isoformat()}"
        if row.state != "planned" else reverse("learning:campaign-report", args=[row.key]),
        row_key=lambda row: f"{row.key} {row.begins_on}",
    )  # fmt: skip


def lines_of(found: Figures, row: Campaign) -> tuple[Line, ...]:
    """What came of a campaign, step by step, in people."""
    has_mail = found.told > 0

    def line(title: str, now: int, before: int | None = None) -> Line:
        return Line(title, now, round(100 * now / found.audience) if found.audience else 0, before)

    told = (line(_("Written to"), found.told),) if has_mail else ()
    return (
        line(_("For whom it is"), found.audience), *told, line(_("Opened its page"), found.opened),
        line(_("of these, by the banner"), found.clicked), line(_("Closed the banner"), found.dismissed),
        line(_("Enrolled"), found.enrolled, found.enrolled_before),
        line(_("of these, opened its page"), found.enrolled_after),
        line(_("Enrolled and completed"), found.completed, found.completed_before),
    )  # fmt: skip


def table_of_wanted(request: HttpRequest, rows: Sequence[Wanted]) -> Table:
    """What people wait for."""
    columns = (
        Column[Wanted]("title", _("Course"), lambda row: row.title, sort=lambda row: row.title.casefold(),
                       under=lambda row: row.part),
        Column[Wanted]("waiting", _("Waiting"), lambda row: row.waiting, sort=lambda row: row.waiting, numeric=True,
                       after=lambda row: _("waiting")),
        Column[Wanted]("since", _("Longest since"), lambda row: date_format(row.since), sort=lambda row: row.since,
                       before=_("since")),
    )  # fmt: skip
    return made_of(
        request, "t-wanted", _("Waited for"), columns, rows,
        row_url=lambda row: reverse("learning:report", args=[row.course]) if terms.course(row.course) else "",
        row_key=lambda row: f"{row.course} {row.part}", exports=files_of("learning:wanted-file"),
    )  # fmt: skip
