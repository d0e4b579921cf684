"""Requests for approval as a list: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag
from trellis.work.models import ApprovalRequest
from trellis.work.queries import approvals as queries

APPROVALS = "approvals"
"""Under this name views of the list are saved."""
FILE = ("id", "rule", "title", "state", "asked_by", "about_whom", "facts", "asked", "ended", "revision")
WHOSE = ("mine", "asked", "all")
TONES = {"open": "attention", "granted": "good", "rejected": "problem", "withdrawn": ""}


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `queries.listed` takes it."""
    get = request.GET.get
    whose = get("whose", "mine")
    return {
        "whose": whose if whose in WHOSE else "mine",
        "state": get("state", ""),
        "rule": get("rule", ""),
        "text": get("q", "").strip()[:200],
    }


def listing(request: HttpRequest, who: Account, asked: dict[str, str]) -> dict[str, Any]:
    """What the list shows."""
    titles = queries.titles()
    states = {value: str(label) for value, label in ApprovalRequest.State.choices}
    state, rule = asked["state"], asked["rule"]
    named = (
        ("q", _("Text"), asked["text"]),
        ("state", _("State"), states.get(state, state)),
        ("rule", _("Kind"), titles.get(rule, rule)),
    )
    return {
        "table": table_of(
            request,
            "t-approvals",
            _("Requests for approval"),
            columns(titles),
            queries.listed(who, **asked),
            row_url=lambda each: reverse("work:approval", args=[each.pk]),
            exports=files_of("work:approvals-export"),
            views=views_of(request, APPROVALS),
            keep=("whose",),
        ),
        "filters": (
            filter_of("state", _("State"), queries.counts_by_state(who, asked["whose"]), state, states),
            filter_of("rule", _("Kind"), queries.counts_by_rule(who, asked["whose"]), rule, titles),
        ),
        "chips": chips_for(request.GET, named),
        "whose": asked["whose"],
        "text": asked["text"],
    }


def columns(titles: Mapping[str, str]) -> tuple[Column[ApprovalRequest], ...]:
    """What the list says of a request."""
    return (
        Column("title", _("What"), lambda each: each.title, sort=("title",)),
        Column("rule", _("Kind"), lambda each: titles.get(each.rule, each.rule), sort=("rule",)),
        Column("by", _("Asked by"), lambda each: each.requested_by.name, sort=("requested_by__name",), before=_("by")),
        Column(
            "about", _("About whom"), lambda each: each.about_name,
            extra=True, before=_("about"),
        ),
        Column("facts", _("Facts"), _facts),
        Column(
            "state", _("State"), lambda each: tag(each.get_state_display(), TONES[each.state]),
            sort=("state", "updated_at"),
        ),
        Column("asked", _("Asked on"), lambda each: _day(each.created_at), sort=("created_at",), before=_("asked")),
    )  # fmt: skip


def exported(requests: Iterable[ApprovalRequest]) -> Iterable[dict[str, Any]]:
    """Requests as plain values for a file."""
    for each in requests:
        yield {
            "id": str(each.pk),
            "rule": each.rule,
            "title": each.title,
            "state": each.state,
            "asked_by": each.requested_by.email,
            "about_whom": each.about_person.name if each.about_person else each.subject.email,
            "facts": ", ".join(f"{name}: {fact_text(value)}" for name, value in each.facts.items()),
            "asked": each.created_at,
            "ended": each.ended_at,
            "revision": each.revision,
        }


def _facts(each: ApprovalRequest) -> str:
    return ", ".join(fact_text(value) for value in each.facts.values() if not isinstance(value, bool))


def fact_text(value: Any) -> str:
    """A fact in words."""
    if isinstance(value, Mapping):
        amount = number_format(value.get("amount", ""), force_grouping=True)
        return f"{value.get('currency', '')} {amount}".strip()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _day(when: Any) -> str:
    return format_html('<span class="nowrap">{}</span>', date_format(timezone.localtime(when), "DATE_FORMAT"))
