"""Why somebody may do a thing, and who may: what the two pages show, and the file of the second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.core import explaining, granted, queries
from trellis.core.definitions.granting import Right
from trellis.core.explaining import Reason
from trellis.core.rules import Account
from trellis.web.exporting import MOST_ROWS, files_of
from trellis.web.paging import QueryRows, page_of, with_params
from trellis.web.tables import Column, table_of

FILE = ("name", "email", "right", "why")
MOST_FOUND = 20
CHUNK = 500
Row = tuple[Account, tuple[Reason, ...]]


def asked_right(request: HttpRequest) -> Right | None:
    """The right that the address names; `None` for none, and for what there is not."""
    return explaining.right_named(request.GET.get("right", "")[:200])


def why(request: HttpRequest) -> dict[str, Any]:
    """What the page shows that answers why: a choice of people, all that one has, or one right with its reasons."""
    person, right = _person(request.GET.get("person", "")), asked_right(request)
    text = request.GET.get("q", "").strip()[:200]
    found = (
        [] if person is not None or not text else list(queries.people(text=text).accounts[: MOST_FOUND + 1])
    )
    if len(found) == 1:
        person = found[0]
    return {
        "person": person,
        "right": right,
        "asked": f"{right.kind}:{right.name}" if right else "",
        "words": explaining.words_of(right) if right else "",
        "text": text,
        "found": [
            (each, with_params(request.GET, person=str(each.pk), q=None)) for each in found[:MOST_FOUND]
        ],
        "has_more": len(found) > MOST_FOUND,
        "offered": explaining.offered(),
        "verdict": explaining.why(person, right) if person is not None and right is not None else None,
        "has": explaining.everything(person) if person is not None and right is None else (),
        "who_url": _who_url(right),
    }


def who_may(request: HttpRequest) -> dict[str, Any]:
    """What the list of all who have a right shows."""
    right = asked_right(request)
    values: dict[str, Any] = {
        "right": right,
        "asked": f"{right.kind}:{right.name}" if right else "",
        "words": explaining.words_of(right) if right else "",
        "offered": explaining.offered(),
        "table": None,
    }
    if right is not None:
        paged = page_of(QueryRows(_whom(right)), request)
        values["table"] = table_of(
            request,
            "t-who",
            _("Who may"),
            columns(right),
            paged.made_of(_rows(paged.rows, right)),
            row_url=lambda row: reverse("core:person", args=[row[0].pk]),
            exports=files_of("web:who-may-export"),
        )
    return values


def columns(right: Right) -> tuple[Column[Row], ...]:
    """What the list says of somebody."""
    asked = f"right={right.kind}:{right.name}"
    return (
        Column("name", _("Name"), lambda row: row[0].name),
        Column("email", _("E-mail address"), lambda row: row[0].email),
        Column(
            "why",
            _("Why"),
            lambda row: _chains(row[1]),
            url=lambda row: f"{reverse('web:why')}?person={row[0].pk}&{asked}",
        ),
    )


def exported(right: Right) -> Iterable[dict[str, Any]]:
    """Everybody who has a right as plain values for a file."""
    found, words = _whom(right), explaining.words_of(right)
    for start in range(0, min(found.count(), MOST_ROWS), CHUNK):
        for account, reasons in _rows(list(found[start : start + CHUNK]), right):
            yield {
                "name": account.name,
                "email": account.email,
                "right": words,
                "why": explaining.sentences(reasons),
            }


def _whom(right: Right) -> Any:
    return queries.active().filter(granted.whom(right)).order_by("name", "pk")


def _rows(accounts: Iterable[Account], right: Right) -> list[Row]:
    people = list(accounts)
    reasons = explaining.reasons_for(people, right)
    return [(each, reasons[each.pk]) for each in people]


def _chains(reasons: Iterable[Reason]) -> SafeString:
    chains = ((" → ".join(link.text for link in reason[:-1]),) for reason in reasons)
    return format_html_join(SafeString("<br>"), "{}", chains) or format_html("{}", "")


def _who_url(right: Right | None) -> str:
    return f"{reverse('web:who-may')}?right={right.kind}:{right.name}" if right else reverse("web:who-may")


def _person(text: str) -> Account | None:
    try:
        return queries.account_of(UUID(text))
    except ValueError:
        return None
