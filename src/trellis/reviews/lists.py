"""Cycles and the reviews of one as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.reviews.addresses import cycle_address
from trellis.reviews.models import Review, ReviewCycle
from trellis.reviews.queries import progress as queries
from trellis.reviews.queries.progress import LATE, Progress, Wanted
from trellis.reviews.services.sharing import is_late
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Action, Column, Table, table_of
from trellis.web.templatetags.shell import tag

TONES = {"writing": "", "submitted": "info", "shared": "attention", "signed": "good", "closed": ""}
Row = tuple[ReviewCycle, Progress]


def table_of_cycles(request: HttpRequest, who: Account) -> Table:
    """The cycles, the newest first."""
    columns = (
        Column[Row]("title", _("Cycle"), lambda row: row[0].title, sort=lambda row: row[0].title.casefold()),
        Column[Row](
            "state", _("State"), lambda row: tag(_("open"), "good") if row[0].is_open else tag(_("closed")),
            sort=lambda row: row[0].is_open,
        ),
        Column[Row]("opened", _("Opened"), lambda row: date_format(row[0].opens_on), sort=lambda row: row[0].opens_on,
                    before=_("opened")),
        Column[Row]("ends", _("Signed off by"), lambda row: date_format(row[0].acknowledge_by),
                    sort=lambda row: row[0].acknowledge_by, before=_("until")),
        Column[Row]("total", _("Reviews"), lambda row: row[1].total, sort=lambda row: row[1].total, numeric=True,
                    after=lambda row: _("reviews")),
        Column[Row]("share", _("Signed off"), lambda row: f"{row[1].share} %", sort=lambda row: row[1].share,
                    numeric=True, after=lambda row: _("signed off")),
    )  # fmt: skip
    return table_of(
        request, "t-cycles", _("Cycles"), columns, queries.cycles_for(who),
        row_url=lambda row: cycle_address(row[0].pk), row_key=lambda row: str(row[0].pk),
    )  # fmt: skip


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address of a cycle asks for."""
    get = request.GET.get
    return Wanted(get("state", "")[:20], get("department", "")[:60], get("q", "").strip()[:200])


def listing(
    request: HttpRequest, who: Account, cycle: ReviewCycle, parts: Collection[Progress]
) -> dict[str, Any]:
    """What the list of the reviews of a cycle shows."""
    wanted, counts = wanted_of(request), queries.counted(cycle, parts)
    departments = {name: each.title for name, each in people_terms.all_departments().by_name.items()}
    states = {str(value): str(label) for value, label in Review.State.choices} | {LATE: _("late")}
    named = (
        ("q", _("Name"), wanted.text),
        ("state", _("State"), states.get(wanted.state, wanted.state)),
        ("department", _("Department"), departments.get(wanted.department, wanted.department)),
    )
    return {
        "table": table_of(
            request, "t-reviews", _("Reviews"), columns(cycle),
            queries.rows_of(who, cycle, wanted).order_by("person__name"),
            row_url=lambda row: f"/people/{row.person_id}/", row_key=lambda row: str(row.pk),
            actions=(Action("remind", _("Remind"), "bell"),) if cycle.is_open else (),
            exports=files_of("reviews:cycle-export", cycle.pk),
        ),
        "filters": (
            filter_of("state", _("State"), counts["state"], wanted.state, states),
            filter_of("department", _("Department"), counts["department"], wanted.department, departments),
        ),
        "chips": chips_for(request.GET, named), "text": wanted.text,
    }  # fmt: skip


def columns(cycle: ReviewCycle) -> tuple[Column[Review], ...]:
    """What the list says of a review: who and how far, never what."""
    departments, day = people_terms.all_departments(), today()

    def state(row: Review) -> Any:
        row.cycle = cycle
        late = cycle.is_open and is_late(row, day)
        return tag(f"{row.get_state_display()}, {_('late')}" if late else row.get_state_display(),
                   "problem" if late else TONES[row.state])  # fmt: skip

    return (
        Column("name", _("Name"), lambda row: row.person.name, sort=("person__name",),
               under=lambda row: row.role_form.title),
        Column("state", _("State"), state, sort=("state", "person__name")),
        Column("department", _("Department"), lambda row: departments.title_of(row.department),
               sort=("department", "person__name")),
        Column("manager", _("Manager"), lambda row: row.manager.name if row.manager else "–",
               sort=("manager__name", "person__name"), before=_("manager")),
        Column("signed", _("Signed off"), lambda row: date_format(row.signed_at) if row.signed_at else "",
               sort=("signed_at", "person__name"), extra=True),
    )  # fmt: skip
