"""The lists of cohorts: all that somebody sees, and the members of one as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.classes import terms
from trellis.classes.models import Cohort
from trellis.classes.queries.cohorts import Standing
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

COHORTS = "class-cohorts"
"""Under this name views of the list are saved."""
FILE = (
    "id",
    "title",
    "program",
    "goal",
    "state",
    "starts_on",
    "ends_on",
    "members",
    "facilitators",
    "revision",
)
MEMBERS_FILE = ("name", "email", "since", "done", "needed", "share", "missing")


def narrowed(rows: QuerySet[Cohort], params: QueryDict, but: str = "") -> QuerySet[Cohort]:
    """The cohorts that the address asks for: those that go on, unless it asks for a state."""
    for word in params.get("q", "").split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(goal__icontains=word))
    if but != "program" and params.get("program"):
        rows = rows.filter(program=params["program"])
    if but != "state" and params.get("state") in Cohort.State.values:
        rows = rows.filter(state=params["state"])
    return rows


def listing(request: HttpRequest, found: QuerySet[Cohort]) -> dict[str, Any]:
    """What the list shows."""
    params = request.GET
    states = {str(each): str(each.label) for each in Cohort.State}
    programs = {key: each.title for key, each in terms.programs().items()}
    counts = {
        name: Counter(narrowed(found, params, name).order_by().values_list(name, flat=True))
        for name in ("state", "program")
    }
    return {
        "table": table_of(
            request, "t-cohorts", _("Cohorts"), columns(), narrowed(found, params).order_by("-starts_on", "pk"),
            row_url=lambda row: reverse("classes:cohort", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("classes:cohorts-export"), views=views_of(request, COHORTS),
        ),
        "filters": (
            filter_of("state", _("State"), counts["state"], params.get("state", ""), states),
            filter_of("program", _("Program"), counts["program"], params.get("program", ""), programs),
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            ("state", _("State"), states.get(params.get("state", ""), "")),
            ("program", _("Program"), programs.get(params.get("program", ""), params.get("program", ""))),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def runs(row: Cohort) -> str:
    """Who facilitates it, by name."""
    return ", ".join(each.person.name for each in row.runs)  # type: ignore[attr-defined]


def columns() -> tuple[Column[Cohort], ...]:
    """What the list says of a cohort."""
    return (
        Column("title", _("Cohort"), lambda row: row.title, sort=("title", "pk"), under=lambda row: row.goal),
        Column(
            "when", _("When"), lambda row: f"{date_format(row.starts_on)} – {date_format(row.ends_on)}",
            sort=("starts_on", "pk"),
        ),
        Column("runs", _("Who facilitates it"), runs),
        Column("members", _("Members"), lambda row: str(row.members), numeric=True),
        Column("state", _("State"), lambda row: row.get_state_display(), sort=("state", "pk")),
    )  # fmt: skip


def exported(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """The list as plain values for a file."""
    for row in rows:
        yield {
            "id": str(row.pk), "title": row.title, "program": row.program, "goal": row.goal, "state": row.state,
            "starts_on": row.starts_on, "ends_on": row.ends_on, "members": row.members, "facilitators": runs(row),
            "revision": row.revision,
        }  # fmt: skip


def members_exported(rows: Iterable[Standing]) -> Iterable[dict[str, Any]]:
    """The members of a cohort with how far they are, as plain values for a file."""
    for each in rows:
        person = each.seat.person
        yield {
            "name": person.name, "email": person.email, "since": each.seat.since, "done": each.n_done,
            "needed": len(each.needed), "share": each.share,
            "missing": " ".join(key for key in each.needed if key not in each.done),
        }  # fmt: skip
