"""The list of this room: how the one-to-ones of all managers stand, for who oversees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.conversations.queries.teams import Line
from trellis.people import terms as of_people
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

OVERVIEW = "one-to-ones"
"""Under this name views of the list are saved."""
FILE = (
    "manager",
    "title",
    "department",
    "reports",
    "one_to_ones",
    "overdue",
    "without",
    "longest_days",
    "last_on",
)
FILTERS = ("state", "department")


def states() -> dict[str, str]:
    """What people read of how one-to-ones stand."""
    return {"late": _("overdue"), "without": _("with none"), "fine": _("all took place")}


def narrowed(rows: Iterable[Line], params: QueryDict, but: str = "") -> list[Line]:
    """The rows that fit what the address asks for."""
    words = params.get("q", "").casefold().split()
    wanted = {name: params[name] for name in FILTERS if name != but and params.get(name)}
    return [
        row
        for row in rows
        if all(getattr(row, name) == value for name, value in wanted.items())
        and all(word in f"{row.name} {row.title}".casefold() for word in words)
    ]


def listing(request: HttpRequest, rows: Sequence[Line]) -> dict[str, Any]:
    """What the list shows."""
    params = request.GET
    departments = of_people.all_departments()
    labels = {"state": states(), "department": {key: each.title for key, each in departments.by_name.items()}}
    names = {"state": _("How they stand"), "department": _("Department")}
    return {
        "table": table_of(
            request, "t-one-to-ones", _("One-to-ones"), columns(), narrowed(rows, params),
            row_url=lambda row: reverse("people:person", args=[row.manager]), row_key=lambda row: str(row.manager),
            exports=files_of("conversations:overview-export"),
            views=views_of(request, OVERVIEW),
        ),
        "filters": tuple(
            filter_of(
                name, label, Counter(getattr(row, name) for row in narrowed(rows, params, but=name)),
                params.get(name, ""), labels[name],
            )
            for name, label in names.items()
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            *((name, label, labels[name].get(params.get(name, ""), params.get(name, "")))
              for name, label in names.items()),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def columns() -> tuple[Column[Line], ...]:
    """What the list says of a manager: counts and days."""
    shown = states()
    return (
        Column(
            "name", _("Manager"), lambda row: row.name, sort=lambda row: row.name.casefold(),
            under=lambda row: row.title,
        ),
        Column("state", _("How they stand"), lambda row: shown[row.state], sort=lambda row: (-row.late, -row.without)),
        Column("reports", _("Team"), lambda row: row.reports, sort=lambda row: row.reports, numeric=True),
        Column("late", _("Overdue"), lambda row: row.late, sort=lambda row: row.late, numeric=True),
        Column("without", _("With none"), lambda row: row.without, sort=lambda row: row.without, numeric=True),
        Column(
            "longest", _("Longest not met"),
            lambda row: _("%(days)s days") % {"days": row.longest} if row.going else "",
            sort=lambda row: row.longest, numeric=True,
        ),
        Column(
            "last", _("Last on"), lambda row: date_format(row.last_on) if row.last_on else "",
            sort=lambda row: row.last_on.isoformat() if row.last_on else "", extra=True,
        ),
    )  # fmt: skip


def exported(rows: Iterable[Line]) -> Iterable[dict[str, Any]]:
    """The list as plain values for a file."""
    for row in rows:
        yield {
            "manager": row.name, "title": row.title, "department": row.department, "reports": row.reports,
            "one_to_ones": row.going, "overdue": row.late, "without": row.without, "longest_days": row.longest,
            "last_on": row.last_on,
        }  # fmt: skip
