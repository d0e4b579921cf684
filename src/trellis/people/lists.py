"""The directory as a list: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.rules import Account
from trellis.people import photos, rules, terms
from trellis.people.days import today
from trellis.people.definitions.permissions import SEE
from trellis.people.models import Position
from trellis.people.queries import directory as queries
from trellis.people.queries.directory import Wanted
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.pieces import avatar

DIRECTORY = "team"
"""Under this name views of the directory are saved."""
FILE = (
    "id", "name", "title", "department", "manager", "location", "entity", "email", "time_zone", "languages",
)  # fmt: skip
FILE_OF_RECORDS = (
    "number",
    "starts_on",
    "ends_on",
    "probation_ends_on",
    "contract_type",
    "fte",
    "cost_centre",
)
"""What a file says besides to those who see records."""


def sees_records(who: Account) -> bool:
    """Whether somebody sees the records of all: only then the directory shows other days and contracts."""
    return granted.may(who, SEE.name)


def day_of(request: HttpRequest, who: Account) -> date:
    """The day that the address asks for; today for those who do not see records of all, and for what is no day."""
    with suppress(ValueError):
        if sees_records(who):
            return date.fromisoformat(request.GET.get("on", ""))
    return today()


def wanted_of(request: HttpRequest, who: Account) -> Wanted:
    """What the address asks for."""
    get = request.GET.get
    names = [name for name in queries.NARROWED_BY if name != "contract_type" or sees_records(who)]
    return Wanted(
        day=day_of(request, who),
        text=get("q", "").strip()[:200],
        values={name: get(name, "")[:200] for name in names if get(name, "")},
        manager=_key(get("manager", "")),
    )


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the directory shows."""
    wanted = wanted_of(request, who)
    departments = terms.all_departments()
    labels = {
        "department": {name: each.title for name, each in departments.by_name.items()},
        "contract_type": {name: each.title for name, each in terms.words().contract_types.items()},
    }
    names = {
        "department": _("Department"), "entity": _("Entity"), "title": _("Role"), "location": _("Place"),
        "contract_type": _("Contract"),
    }  # fmt: skip
    shown = [name for name in names if name != "contract_type" or sees_records(who)]
    chosen, counts = wanted.values, queries.counted(wanted)
    named = [("q", _("Text"), wanted.text)]
    named += [
        (name, names[name], labels.get(name, {}).get(chosen.get(name, ""), chosen.get(name, "")))
        for name in shown
    ]
    if wanted.day != today():
        named.append(("on", _("On"), date_format(wanted.day)))
    if wanted.manager is not None:
        above = rules.Person.objects.filter(pk=wanted.manager).first()
        named.append(("manager", _("In the line of"), above.name if above else "–"))
    return {
        "table": table_of(
            request, "t-people", _("People"), columns(sees_records(who)), queries.found(wanted),
            row_url=lambda row: reverse("people:person", args=[row.person_id]),
            row_key=lambda row: str(row.person_id),
            exports=files_of("people:directory-export"), views=views_of(request, DIRECTORY), keep=("on", "manager"),
            total=counts.total,
        ),
        "filters": tuple(
            filter_of(name, names[name], counts.by[name], chosen.get(name, ""), labels.get(name))
            for name in shown
        ),
        "chips": chips_for(request.GET, tuple(named)),
        "text": wanted.text,
        "day": wanted.day,
        "is_today": wanted.day == today(),
        "sees_records": sees_records(who),
    }  # fmt: skip


def columns(with_records: bool) -> tuple[Column[Position], ...]:
    """What the list says of somebody."""
    departments = terms.all_departments()
    always: tuple[Column[Position], ...] = (
        Column(
            "name", _("Name"), _name, sort=("person__name", "person"), under=lambda row: row.title,
        ),
        Column(
            "department", _("Department"), lambda row: departments.title_of(row.department),
            sort=("department", "person__name"),
        ),
        Column(
            "manager", _("Manager"), lambda row: row.manager.name if row.manager else "",
            url=lambda row: reverse("people:person", args=[row.manager_id]) if row.manager_id else "",
            sort=("manager__name", "person__name"), before=_("reports to"),
        ),
        Column("location", _("Place"), lambda row: row.location, sort=("location", "person__name")),
        Column("entity", _("Entity"), lambda row: row.entity, sort=("entity", "person__name")),
        Column("title", _("Role"), lambda row: row.title, sort=("title", "person__name"), extra=True),
        Column("email", _("E-mail address"), lambda row: row.person.email, sort=("person__email",), extra=True),
    )  # fmt: skip
    if not with_records:
        return always
    contracts = terms.words().contract_types
    return (
        *always,
        Column(
            "starts", _("Here since"), lambda row: date_format(row.employment.starts_on),
            sort=("employment__starts_on", "person__name"), before=_("here since"),
        ),
        Column(
            "ends", _("Until"), lambda row: date_format(row.employment.ends_on) if row.employment.ends_on else "",
            sort=("employment__ends_on", "person__name"), extra=True, before=_("until"),
        ),
        Column(
            "contract", _("Contract"),
            lambda row: contracts[row.contract_type].title if row.contract_type in contracts else row.contract_type,
            sort=("contract_type", "person__name"), extra=True,
        ),
        Column(
            "fte", _("Part of full time"), lambda row: f"{row.fte.normalize():f}", sort=("fte",), numeric=True,
            extra=True,
        ),
        Column("cost", _("Cost centre"), lambda row: row.cost_centre, sort=("cost_centre",), extra=True),
        Column("number", _("Number"), lambda row: row.employment.number, sort=("employment__number",), extra=True),
    )  # fmt: skip


def exported(rows: Iterable[Position], *, with_records: bool) -> Iterable[dict[str, Any]]:
    """Positions as plain values for a file."""
    for row in rows:
        profile = getattr(row.person, "profile", None)
        values: dict[str, Any] = {
            "id": str(row.person_id), "name": row.person.name, "title": row.title, "department": row.department,
            "manager": row.manager.name if row.manager else "", "location": row.location, "entity": row.entity,
            "email": row.person.email, "time_zone": profile.time_zone if profile else "",
            "languages": profile.languages if profile else "",
        }  # fmt: skip
        if with_records:
            employment = row.employment
            values |= {
                "number": employment.number, "starts_on": employment.starts_on, "ends_on": employment.ends_on,
                "probation_ends_on": employment.probation_ends_on, "contract_type": row.contract_type,
                "fte": row.fte, "cost_centre": row.cost_centre,
            }  # fmt: skip
        yield values


def _name(row: Position) -> str:
    photo = photos.address_of(getattr(row.person, "profile", None))
    if photo:
        return format_html(
            '<img class="photo" src="{}" alt="" width="24" height="24"> {}', photo, row.person.name
        )
    return format_html("{} {}", avatar(row.person.name), row.person.name)


def _key(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
