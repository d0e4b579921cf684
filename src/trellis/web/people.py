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

from trellis.core import directory, queries
from trellis.core.rules import Access, Account, Person
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import stamp, tag

PEOPLE, CHANGES, KNOWN = "people", "access-changes", "known"
"""Under these names views of the lists are saved."""
PEOPLE_FILE = ("name", "email", "access", "owner", "roles", "state", "invited", "joined")
KNOWN_FILE = ("name", "kind", "organisation", "email", "reference", "account", "state", "added")
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


def exported_people(accounts: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """People as plain values for a file."""
    for account in accounts:
        yield {
            "name": account.name,
            "email": account.email,
            "access": queries.access_at(account.access_rank).value,
            "owner": account.is_owner,
            "roles": _roles(account),
            "state": queries.state_of(account),
            "invited": account.created_at,
            "joined": account.joined_at,
        }


def wanted_known(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `directory.known` takes it."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "kind": get("kind", ""), "having": get("having", "")}


def known_listing(request: HttpRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """What the list of everybody known shows."""
    found = directory.known(**wanted)
    kinds = {value: str(label) for value, label in Person.Kind.choices}
    havings = {"account": _("with an account"), "none": _("without")}
    kind, having = wanted["kind"], wanted["having"]
    named = (
        ("q", _("Text"), wanted["text"]),
        ("kind", _("Belongs as"), kinds.get(kind, kind)),
        ("having", _("Account"), havings.get(having, having)),
    )
    return {
        "table": table_of(
            request,
            "t-known",
            _("Everybody known"),
            known_columns(),
            found.people,
            row_url=lambda person: reverse("core:known-person", args=[person.pk]),
            exports=files_of("web:known-export"),
            views=views_of(request, KNOWN),
        ),
        "filters": (
            filter_of("kind", _("Belongs as"), found.by_kind, kind, kinds),
            filter_of("having", _("Account"), found.by_having, having, havings),
        ),
        "chips": chips_for(request.GET, named),
        "text": wanted["text"],
    }


def known_columns() -> tuple[Column[Person], ...]:
    """What the list says of a person."""
    return (
        Column("name", _("Name"), lambda person: person.name, sort=("name",)),
        Column("kind", _("Belongs as"), lambda person: person.get_kind_display(), sort=("kind", "name")),
        Column(
            "organisation",
            _("Organisation"),
            lambda person: person.organisation,
            sort=("organisation", "name"),
        ),
        Column("email", _("E-mail address"), lambda person: person.email, sort=("email",)),
        Column("account", _("Account"), _account_state),
        Column(
            "reference",
            _("Reference elsewhere"),
            lambda person: person.external_reference,
            sort=("external_reference",),
            extra=True,
        ),
        Column(
            "added",
            _("Added on"),
            lambda person: _day(person.created_at),
            sort=("created_at",),
            extra=True,
            before=_("added"),
        ),
    )


def exported_known(people: Iterable[Person]) -> Iterable[dict[str, Any]]:
    """People as plain values for a file."""
    for person in people:
        account = directory.account_of(person)
        yield {
            "name": person.name,
            "kind": person.kind,
            "organisation": person.organisation,
            "email": person.email,
            "reference": person.external_reference,
            "account": account.email if account is not None else "",
            "state": queries.state_of(account) if account is not None else "",
            "added": person.created_at,
        }


def _account_state(person: Person) -> SafeString | str:
    account = directory.account_of(person)
    if account is None:
        return ""
    state = queries.state_of(account)
    return tag(_states()[state], _TONES[state])


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


def _access(account: Any) -> str:
    label = queries.access_at(account.access_rank).label
    return (
        format_html('{} <span class="faint">{}</span>', label, _("(owner)"))
        if account.is_owner
        else str(label)
    )


def _roles(account: Account) -> str:
    return ", ".join(held.title for held in account.role_holdings.all())


def _lines(text: str) -> SafeString | str:
    return linebreaksbr(text, autoescape=True) if text else ""


def _day(when: datetime | None) -> str:
    return date_format(timezone.localtime(when), "DATE_FORMAT") if when is not None else ""


def _moment(when: datetime) -> str:
    return format_html('<span class="nowrap">{}</span>', stamp(when))
