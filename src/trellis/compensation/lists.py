"""The lists of this room: pay of everybody, for those who keep it, bonuses and interim bonuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from trellis.compensation.models import BonusRequest, InterimBonus, State, Why
from trellis.compensation.queries import bonuses as of_bonuses
from trellis.compensation.queries.listed import Row
from trellis.core.rules import Account
from trellis.people import terms as of_people
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

PAY, BONUSES, INTERIM = "pay", "bonuses", "interim-bonuses"
"""Under these names views of the lists are saved."""
FILE = (
    "id", "name", "title", "department", "entity", "location", "effective_on", "base", "currency", "variable",
    "compa_ratio", "position", "range_low", "range_high", "why",
)  # fmt: skip
BONUS_FILE = ("id", "nominee", "value", "amount", "currency", "state", "asked_at", "decided_at", "reason")
INTERIM_FILE = (
    "id", "person", "title", "starts_on", "ends_on", "amount", "currency", "state", "asked_by", "asked_at",
    "decided_at", "reason",
)  # fmt: skip
PLACES = ("none", "unknown", "under", "in", "over")


def places() -> dict[str, str]:
    """What people read of where pay lies."""
    return {
        "none": _("no pay yet"), "unknown": _("no range"), "under": _("under the range"), "in": _("in the range"),
        "over": _("over the range"),
    }  # fmt: skip


def narrowed(rows: Iterable[Row], params: QueryDict, but: str = "") -> list[Row]:
    """The rows that fit what the address asks for."""
    words = params.get("q", "").casefold().split()
    wanted = {
        name: params[name] for name in ("place", "department", "entity") if name != but and params.get(name)
    }
    if not words and not wanted:
        return list(rows)
    return [
        row
        for row in rows
        if all(getattr(row, name) == value for name, value in wanted.items())
        and all(word in f"{row.name} {row.title}".casefold() for word in words)
    ]


def listing(request: HttpRequest, rows: Sequence[Row]) -> dict[str, Any]:
    """What the list of pay shows."""
    params = request.GET
    departments = of_people.all_departments()
    labels = {
        "place": places(), "department": {name: each.title for name, each in departments.by_name.items()},
    }  # fmt: skip
    names = {"place": _("In the range"), "department": _("Department"), "entity": _("Entity")}
    found = narrowed(rows, params)
    return {
        "table": table_of(
            request, "t-pay", _("Pay"), columns(), found,
            row_url=lambda row: reverse("compensation:person", args=[row.person]),
            row_key=lambda row: str(row.person), exports=files_of("compensation:list-export"),
            views=views_of(request, PAY),
        ),
        "filters": tuple(
            filter_of(
                name, label, Counter(getattr(row, name) for row in narrowed(rows, params, but=name)),
                params.get(name, ""), labels.get(name),
            )
            for name, label in names.items()
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            *((name, label, labels.get(name, {}).get(params.get(name, ""), params.get(name, "")))
              for name, label in names.items()),
        )),
        "text": params.get("q", ""), "found": found,
    }  # fmt: skip


def columns() -> tuple[Column[Row], ...]:
    """What the list of pay says of somebody."""
    shown = places()
    return (
        Column(
            "name", _("Name"), lambda row: row.name,
            sort=lambda row: row.name.casefold(), under=lambda row: row.title,
        ),
        Column(
            "base", _("Base pay"), lambda row: row.pay.base if row.pay else "",
            sort=lambda row: (row.pay.base.currency, row.pay.base.amount) if row.pay else ("", 0), numeric=True,
        ),
        Column(
            "ratio", _("Compa ratio"), lambda row: number_format(row.ratio, 2) if row.ratio is not None else "",
            sort=lambda row: row.ratio or 0, numeric=True, before=_("Compa ratio"),
        ),
        Column(
            "place", _("In the range"), lambda row: shown[row.place], sort=lambda row: PLACES.index(row.place),
        ),
        Column(
            "since", _("Last change"), lambda row: date_format(row.pay.effective_on) if row.pay else "",
            sort=lambda row: row.pay.effective_on.isoformat() if row.pay else "", before=_("last change"),
        ),
        Column(
            "why", _("What it came of"), lambda row: Why(row.pay.why).label if row.pay else "", extra=True,
        ),
        Column(
            "variable", _("Variable part"), lambda row: f"{row.pay.variable.normalize():f} %" if row.pay else "",
            sort=lambda row: row.pay.variable if row.pay else 0, numeric=True, extra=True,
        ),
        Column(
            "entity", _("Entity"), lambda row: row.entity, sort=lambda row: row.entity, extra=True,
        ),
    )  # fmt: skip


def exported(rows: Iterable[Row]) -> Iterable[dict[str, Any]]:
    """Pay as plain values for a file."""
    for row in rows:
        values: dict[str, Any] = {
            "id": str(row.person), "name": row.name, "title": row.title,
            "department": row.department, "entity": row.entity, "location": row.location,
            "position": row.place,
        }  # fmt: skip
        if row.pay is not None:
            values |= {
                "effective_on": row.pay.effective_on, "base": f"{row.pay.base.amount.normalize():f}",
                "currency": row.pay.base.currency, "variable": f"{row.pay.variable.normalize():f}",
                "why": str(row.pay.why),
            }  # fmt: skip
        if row.calculation is not None:
            values |= {
                "range_low": f"{row.calculation.range.least.normalize():f}",
                "range_high": f"{row.calculation.range.most.normalize():f}",
            }
        if row.ratio is not None:
            values["compa_ratio"] = f"{row.ratio:.4f}"
        yield values


# -- bonuses


def wanted_bonuses(who: Account, params: QueryDict) -> Any:
    """The bonuses that the address asks for: all that somebody sees, or their own nominations."""
    found = of_bonuses.seen_by(who)
    if params.get("whose") == "mine":
        found = found.filter(nominated_by=who)
    if params.get("state") in State.values:
        found = found.filter(state=params["state"])
    for word in params.get("q", "").split()[:8]:
        found = found.filter(nominee__name__icontains=word)
    return found.order_by("-asked_at", "-pk")


def bonus_listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list of bonuses shows."""
    params = request.GET
    states = {str(value): str(label) for value, label in State.choices}
    found = wanted_bonuses(who, params)
    counted = Counter(wanted_bonuses(who, _without(params, "state")).values_list("state", flat=True))
    whose = {"mine": _("my nominations")}
    return {
        "table": table_of(
            request, "t-bonuses", _("Bonuses"), bonus_columns(), found,
            row_url=lambda row: reverse("compensation:bonus", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("compensation:bonuses-export"), views=views_of(request, BONUSES), keep=("whose",),
        ),
        "filters": (filter_of("state", _("State"), counted, params.get("state", ""), states),),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")), ("state", _("State"), states.get(params.get("state", ""), "")),
            ("whose", _("Whose"), whose.get(params.get("whose", ""), "")),
        )),
        "text": params.get("q", ""), "whose": params.get("whose", ""),
    }  # fmt: skip


def bonus_columns() -> tuple[Column[BonusRequest], ...]:
    """What the list says of a bonus."""
    return (
        Column(
            "nominee", _("Colleague"), lambda row: row.nominee.name, sort=("nominee__name",),
            under=lambda row: row.value,
        ),
        Column(
            "by", _("Nominated by"), lambda row: row.nominated_by.name if row.nominated_by else "",
            sort=("nominated_by__name",), before=_("nominated by"),
        ),
        Column("amount", _("Amount"), lambda row: row.amount, sort=("amount_amount",), numeric=True),
        Column("state", _("State"), lambda row: row.get_state_display(), sort=("state",)),
        Column("asked", _("Asked"), lambda row: date_format(row.asked_at), sort=("asked_at",), before=_("asked")),
    )  # fmt: skip


def exported_bonuses(rows: Iterable[BonusRequest]) -> Iterable[dict[str, Any]]:
    """Bonuses as plain values for a file."""
    for row in rows:
        yield {
            "id": str(row.pk), "nominee": row.nominee.name, "value": row.value,
            "amount": f"{row.amount.amount.normalize():f}", "currency": row.amount_currency, "state": row.state,
            "asked_at": row.asked_at, "decided_at": row.decided_at, "reason": row.reason,
        }  # fmt: skip


# -- interim bonuses


def wanted_interim(found: QuerySet[InterimBonus], params: QueryDict) -> QuerySet[InterimBonus]:
    """The interim bonuses that the address asks for, of those that somebody sees."""
    if params.get("state") in State.values:
        found = found.filter(state=params["state"])
    for word in params.get("q", "").split()[:8]:
        found = found.filter(Q(employment__person__name__icontains=word) | Q(title__icontains=word))
    return found.order_by("-starts_on", "-pk")


def interim_listing(request: HttpRequest, found: QuerySet[InterimBonus]) -> dict[str, Any]:
    """What the list of interim bonuses shows, of those that somebody sees."""
    params = request.GET
    states = {str(value): str(label) for value, label in State.choices}
    counted = Counter(wanted_interim(found, _without(params, "state")).values_list("state", flat=True))
    return {
        "table": table_of(
            request, "t-interim", _("Interim bonuses"), interim_columns(), wanted_interim(found, params),
            row_url=lambda row: reverse("compensation:interim", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("compensation:interims-export"), views=views_of(request, INTERIM),
        ),
        "filters": (filter_of("state", _("State"), counted, params.get("state", ""), states),),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")), ("state", _("State"), states.get(params.get("state", ""), "")),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def interim_columns() -> tuple[Column[InterimBonus], ...]:
    """What the list says of an interim bonus."""
    return (
        Column(
            "name", _("Name"), lambda row: row.employment.person.name, sort=("employment__person__name",),
            under=lambda row: row.title,
        ),
        Column(
            "days", _("Days"), lambda row: f"{date_format(row.starts_on)} – {date_format(row.ends_on)}",
            sort=("starts_on",),
        ),
        Column("amount", _("Amount"), lambda row: row.amount, sort=("amount_amount",), numeric=True),
        Column("state", _("State"), lambda row: row.get_state_display(), sort=("state",)),
        Column(
            "by", _("Asked by"), lambda row: row.asked_by.name if row.asked_by else "", sort=("asked_by__name",),
            before=_("asked by"),
        ),
        Column(
            "asked", _("Asked"), lambda row: date_format(row.asked_at), sort=("asked_at",), before=_("asked"),
            extra=True,
        ),
    )  # fmt: skip


def exported_interim(rows: Iterable[InterimBonus]) -> Iterable[dict[str, Any]]:
    """Interim bonuses as plain values for a file."""
    for row in rows:
        yield {
            "id": str(row.pk), "person": row.employment.person.name, "title": row.title, "starts_on": row.starts_on,
            "ends_on": row.ends_on, "amount": f"{row.amount.amount.normalize():f}", "currency": row.amount_currency,
            "state": row.state, "asked_by": row.asked_by.name if row.asked_by else "", "asked_at": row.asked_at,
            "decided_at": row.decided_at, "reason": row.reason,
        }  # fmt: skip


def _without(params: QueryDict, name: str) -> QueryDict:
    found = params.copy()
    found.pop(name, None)
    return found
