"""People, and what was done with their access, as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.core import queries
from trellis.core.rules import Access, Account
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

PEOPLE, CHANGES = "people", "access-changes"
"""Under these names views of the lists are saved."""
PEOPLE_FILE = ("name", "email", "access", "owner", "roles", "state", "invited", "joined")
CHANGES_FILE = ("at", "deed", "account", "by", "before", "after")
_TONES = {"active": "good", "invited": "attention", "closed": ""}


def wanted_people(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `queries.people` takes it."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "access": get("access", ""), "state": get("state", "")}


def people_listing(request: HttpRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """What the list of people shows."""
    found = queries.people(**wanted)
    accesses, states = {value: str(label) for value, label in Access.choices}, _states()
    access, state = wanted["access"], wanted["state"]
    named = (
        ("q", _("Text"), wanted["text"]),
        ("access", _("Access"), accesses.get(access, access)),
        ("state", _("State"), states.get(state, state)),
    )
    return {
        "table": table_of(
            request,
            "t-people",
            _("Accounts"),
            people_columns(),
            found.accounts,
            row_url=lambda account: reverse("core:person", args=[account.pk]),
            exports=files_of("web:people-export"),
            views=views_of(request, PEOPLE),
        ),
        "filters": (
            filter_of("access", _("Access"), found.by_access, access, accesses),
            filter_of("state", _("State"), found.by_state, state, states),
        ),
        "chips": chips_for(request.GET, named),
        "text": wanted["text"],
    }


def people_columns() -> tuple[Column[Account], ...]:
    """What the list says of somebody."""
    states = _states()
    return (
        Column("name", _("Name"), lambda account: account.name, sort=("name",)),
        Column("email", _("E-mail address"), lambda account: account.email, sort=("email",)),
        Column("access", _("Access"), _access, sort=("access_rank", "name")),
        Column("roles", _("Roles held"), _roles),
        Column(
            "state",
            _("State"),
            lambda account: tag(states[queries.state_of(account)], _TONES[queries.state_of(account)]),
            sort=("state_rank", "name"),
        ),
        Column(
            "invited",
            _("Invited on"),
            lambda account: _day(account.created_at),
            sort=("created_at",),
            extra=True,
            before=_("invited"),
        ),
        Column(
            "joined",
            _("Joined on"),
            lambda account: _day(account.joined_at),
            sort=("joined_at",),
            extra=True,
            before=_("joined"),
        ),
    )


def exported_people(accounts: Iterable[Account]) -> Iterable[dict[str, Any]]:
    """People as plain values for a file."""
    for account in accounts:
        yield {
            "name": account.name,
            "email": account.email,
            "access": account.reach.value,
            "owner": account.is_owner,
            "roles": _roles(account),
            "state": queries.state_of(account),
            "invited": account.created_at,
            "joined": account.joined_at,
        }


def wanted_changes(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `queries.access_changes` takes it."""
    return {"text": request.GET.get("q", "").strip()[:200], "deed": request.GET.get("deed", "")}


def changes_listing(request: HttpRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """What the list of changes of access shows."""
    deeds = queries.access_deeds()
    counted = queries.access_changes_by_deed(text=wanted["text"])
    deed = wanted["deed"]
    named = (("q", _("Address"), wanted["text"]), ("deed", _("What"), deeds.get(deed, deed)))
    return {
        "table": table_of(
            request,
            "t-changes",
            _("Changes of access"),
            changes_columns(),
            queries.access_changes(**wanted),
            row_url=lambda change: reverse("core:person", args=[change.account_id]),
            exports=files_of("web:access-changes-export"),
            views=views_of(request, CHANGES),
        ),
        "filters": (filter_of("deed", _("What"), counted, deed, deeds),),
        "chips": chips_for(request.GET, named),
        "text": wanted["text"],
    }


def changes_columns() -> tuple[Column[Any], ...]:
    """What the list says of a change of access."""
    return (
        Column("account", _("For whom"), lambda change: change.email, sort=("email",)),
        Column("deed", _("What"), lambda change: change.get_deed_display(), sort=("deed",)),
        Column("before", _("Before"), lambda change: _lines(change.before), before=_("was")),
        Column("after", _("After"), lambda change: _lines(change.after), before=_("now")),
        Column("by", _("By"), lambda change: change.by_email, sort=("by_email",), before=_("by")),
        Column("at", _("When"), lambda change: _moment(change.at), sort=("at",)),
    )


def exported_changes(changes: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Changes of access as plain values for a file."""
    for change in changes:
        yield {
            "at": change.at,
            "deed": change.deed,
            "account": change.email,
            "by": change.by_email,
            "before": change.before,
            "after": change.after,
        }


def _states() -> dict[str, str]:
    return {"active": _("active"), "invited": _("invited"), "closed": _("closed")}


def _access(account: Account) -> str:
    if not account.is_owner:
        return str(account.reach.label)
    return format_html('{} <span class="faint">{}</span>', account.reach.label, _("(owner)"))


def _roles(account: Account) -> str:
    return ", ".join(held.title for held in account.role_holdings.all())


def _lines(text: str) -> SafeString | str:
    return linebreaksbr(text, autoescape=True) if text else ""


def _day(when: datetime | None) -> str:
    return date_format(timezone.localtime(when), "DATE_FORMAT") if when is not None else ""


def _moment(when: datetime) -> str:
    said = date_format(timezone.localtime(when), "DATETIME_FORMAT")
    return format_html('<span class="nowrap">{}</span>', said)
