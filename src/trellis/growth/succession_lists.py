"""The list of key roles that a leader or a people partner sees."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.growth.models import Risk
from trellis.growth.queries import succession as queries
from trellis.people import terms as of_people
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

KEY_ROLES = "key-roles"
"""Under this name views of the list are saved."""
FILE = (
    "id", "title", "department", "person", "held", "risk", "ready_now", "within_a_year", "later", "marked_at",
)  # fmt: skip


def wanted(who: Account, params: QueryDict, but: str = "") -> QuerySet[Any]:
    """The key roles that the address asks for, of those that somebody sees."""
    found = queries.key_roles_seen(who)
    if but != "risk" and params.get("risk") in Risk.values:
        found = found.filter(risk=params["risk"])
    if but != "cover" and params.get("cover") in covers():
        found = _covered(found, str(params["cover"]))
    for word in params.get("q", "").split()[:8]:
        found = found.filter(person__name__icontains=word) | found.filter(title__icontains=word)
    return found.order_by("title", "person__name", "pk")


def _covered(found: QuerySet[Any], cover: str) -> QuerySet[Any]:
    if cover == "now":
        return found.filter(ready_now__gt=0)
    if cover == "year":
        return found.filter(ready_now=0, ready_year__gt=0)
    return found.filter(ready_now=0, ready_year=0)


def covers() -> dict[str, str]:
    """How a key role may be provided for."""
    return {
        "now": _("somebody is ready now"),
        "year": _("somebody within a year"),
        "nobody": _("nobody within a year"),
    }


def cover_of(row: Any) -> str:
    """Which of `covers` is so."""
    return "now" if row.ready_now else "year" if row.ready_year else "nobody"


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list shows."""
    params, risks, known = request.GET, {str(value): str(label) for value, label in Risk.choices}, covers()
    of_risks = Counter(each.risk for each in wanted(who, params, but="risk"))
    of_covers = Counter(cover_of(each) for each in wanted(who, params, but="cover"))
    return {
        "table": table_of(
            request, "t-key-roles", _("Key roles"), columns(), wanted(who, params),
            row_url=lambda row: reverse("growth:key-role", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("growth:succession-export"), views=views_of(request, KEY_ROLES),
        ),
        "filters": (
            filter_of("risk", _("Risk"), of_risks, params.get("risk", ""), risks),
            filter_of("cover", _("Provided for"), of_covers, params.get("cover", ""), known),
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")), ("risk", _("Risk"), risks.get(params.get("risk", ""), "")),
            ("cover", _("Provided for"), known.get(params.get("cover", ""), "")),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def columns() -> tuple[Column[Any], ...]:
    """What the list says of a key role."""
    departments, known = of_people.all_departments(), covers()
    return (
        Column(
            "role", _("Key role"), lambda row: row.title, sort=("title",),
            under=lambda row: row.person.name if row.held else _("vacant: held by %(name)s until now")
            % {"name": row.person.name},
        ),
        Column("risk", _("Risk"), lambda row: row.get_risk_display(), sort=("risk",), before=_("risk")),
        Column(
            "now", _("Ready now"), lambda row: row.ready_now, sort=("ready_now",), numeric=True,
            before=_("ready now:"),
        ),
        Column(
            "year", _("Within a year"), lambda row: row.ready_year, sort=("ready_year",), numeric=True,
            before=_("within a year:"),
        ),
        Column(
            "later", _("Later"), lambda row: row.ready_later, sort=("ready_later",), numeric=True,
            before=_("later:"),
        ),
        Column("cover", _("Provided for"), lambda row: known[cover_of(row)]),
        Column(
            "department", _("Department"), lambda row: departments.title_of(row.department), sort=("department",),
            extra=True,
        ),
    )  # fmt: skip
