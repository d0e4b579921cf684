"""The list of requests: columns, filters, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.intake.definitions import stages
from trellis.intake.models import CourseRequest, Kind, Stage
from trellis.intake.queries import requests as queries
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

REQUESTS = "course-requests"
"""Under this name views of the list are saved."""
FILE = (
    "id", "kind", "title", "need", "audience", "people", "wanted_by", "otherwise", "asked_by", "asked_at", "stage",
    "stage_since", "impact", "effort", "priority", "votes", "needed_by", "owner", "due_on", "course", "proposal",
    "ended_at",
)  # fmt: skip


def wanted(who: Account, params: QueryDict, but: str = "") -> QuerySet[CourseRequest]:
    """The requests that the address asks for."""
    found = queries.requests()
    stage, kind, whose = (params.get(name, "") for name in ("stage", "kind", "whose"))
    if but != "stage":
        if stage == "open":
            found = found.filter(stage__in=stages.OPEN)
        elif stage in Stage.values:
            found = found.filter(stage=stage)
    if but != "kind" and kind in Kind.values:
        found = found.filter(kind=kind)
    if but != "whose":
        if whose == "asked":
            found = found.filter(asked_by=who)
        elif whose == "mine":
            found = found.filter(owner=who)
    for word in params.get("q", "").split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(need__icontains=word) | Q(audience__icontains=word))
    return found


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list shows."""
    params = request.GET
    of_stages = _counted(wanted(who, params, "stage"), "stage")
    of_kinds = _counted(wanted(who, params, "kind"), "kind")
    open_now = sum(of_stages[each] for each in stages.OPEN)
    stage_names = {"open": _("everything open"), **{str(each): str(each.label) for each in Stage}}
    kinds = {str(each): str(each.label) for each in Kind}
    whose = {"asked": _("asked by me"), "mine": _("I have the stage")}
    counted = Counter({"open": open_now, **of_stages}) if open_now else of_stages
    return {
        "table": table_of(
            request, "t-requests", _("Requests"), columns(), wanted(who, params),
            row_url=lambda row: reverse("intake:request", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("intake:export"), views=views_of(request, REQUESTS),
        ),
        "filters": (
            filter_of("stage", _("Stage"), counted, params.get("stage", ""), stage_names),
            filter_of("kind", _("Kind"), of_kinds, params.get("kind", ""), kinds),
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            ("stage", _("Stage"), stage_names.get(params.get("stage", ""), "")),
            ("kind", _("Kind"), kinds.get(params.get("kind", ""), "")),
            ("whose", _("Whose"), whose.get(params.get("whose", ""), "")),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def _counted(found: QuerySet[CourseRequest], name: str) -> Counter[str]:
    rows = CourseRequest.objects.filter(pk__in=found.order_by().values("pk"))
    return Counter(rows.values_list(name, flat=True))


def columns() -> tuple[Column[Any], ...]:
    """What the list says of a request."""
    return (
        Column("title", _("Request"), lambda row: row.title, sort=("title", "pk"), under=lambda row: row.audience),
        Column("stage", _("Stage"), _stage, sort=("stage", "stage_since")),
        Column(
            "priority", _("Priority"), lambda row: row.priority if row.priority is not None else "–",
            sort=("priority",), numeric=True, before=_("priority"),
        ),
        Column(
            "people", _("For how many"), lambda row: row.n_people or "–", sort=("n_people", "pk"), numeric=True,
            before=_("for"), after=lambda row: _("people"),
        ),
        Column("votes", _("Votes"), lambda row: row.n_votes, sort=("n_votes", "pk"), numeric=True, extra=True),
        Column(
            "owner", _("Who has it"), lambda row: row.owner.name if row.owner else "–", sort=("owner__name", "pk"),
            before=_("with"),
        ),
        Column(
            "due", _("Due"), lambda row: date_format(row.due_on) if row.due_on else "–",
            sort=("due_on",), before=_("due"),
        ),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort=("kind", "pk"), extra=True),
        Column(
            "by", _("Asked by"), lambda row: row.asked_by.name if row.asked_by else "–", sort=("asked_by__name", "pk"),
            before=_("asked by"), extra=True,
        ),
        Column("asked", _("Asked on"), lambda row: date_format(row.asked_at), sort=("asked_at", "pk"), before=_("on")),
        Column("course", _("Course"), lambda row: row.course or "–", sort=("course", "pk"), extra=True),
    )  # fmt: skip


def exported(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Requests as plain values for a file."""
    for row in rows:
        values = {name: getattr(row, name, None) for name in FILE}
        yield values | {
            "id": str(row.pk), "asked_by": row.asked_by.name if row.asked_by else "",
            "owner": row.owner.name if row.owner else "", "votes": row.n_votes, "needed_by": row.n_people,
        }  # fmt: skip


def _stage(row: CourseRequest) -> Any:
    return tag(row.get_stage_display(), queries.TONES.get(Stage(row.stage), ""))
