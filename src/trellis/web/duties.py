"""Who was given which duty, as a list: columns, filters, files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import assigning
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

DUTIES = "duties"
"""Under this name views of the list are saved."""
FILE = (
    "duty",
    "title",
    "name",
    "email",
    "state",
    "starts_at",
    "ends_at",
    "reason",
    "given_by",
    "given_at",
    "revision",
)
_TONES = {"active": "good", "future": "attention", "ended": ""}


def wanted(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `assigning.assignments` takes it."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "duty": get("duty", "")[:100], "state": get("state", "")}


def listing(request: HttpRequest, asked: dict[str, str]) -> dict[str, Any]:
    """What the list shows."""
    found = assigning.assignments(**asked)
    by_duty, by_state = assigning.counted(**asked)
    titles = {name: duty.title for name, duty in assigning.duties().items()}
    states, duty, state = _states(), asked["duty"], asked["state"]
    named = (
        ("q", _("Text"), asked["text"]),
        ("duty", _("Duty"), titles.get(duty, duty)),
        ("state", _("State"), states.get(state, state)),
    )
    return {
        "table": table_of(
            request,
            "t-duties",
            _("Duties"),
            columns(),
            found,
            row_url=lambda each: reverse("core:assignment", args=[each.pk]),
            exports=files_of("web:assignments-export"),
            views=views_of(request, DUTIES),
        ),
        "filters": (
            filter_of("duty", _("Duty"), by_duty, duty, titles),
            filter_of("state", _("State"), by_state, state, states),
        ),
        "chips": chips_for(request.GET, named),
        "text": asked["text"],
        "has_duties": bool(titles),
    }


def columns() -> tuple[Column[Any], ...]:
    """What the list says of a duty that somebody has."""
    states, now = _states(), timezone.now()
    return (
        Column("name", _("Name"), lambda each: each.account.name, sort=("account__name",)),
        Column("duty", _("Duty"), lambda each: assigning.title_of(each.duty), sort=("duty", "ends_at")),
        Column(
            "state",
            _("State"),
            lambda each: tag(states[each.state(now)], _TONES[each.state(now)]),
            sort=("state_rank", "ends_at"),
        ),
        Column("from", _("From"), lambda each: _day(each.starts_at), sort=("starts_at",), before=_("from")),
        Column(
            "until",
            _("Until"),
            lambda each: date_format(each.last_day),
            sort=("ends_at",),
            before=_("until"),
        ),
        Column("reason", _("Why"), lambda each: each.reason),
        Column("by", _("Given by"), lambda each: each.given_by.name, sort=("given_by__name",), extra=True),
        Column("email", _("E-mail address"), lambda each: each.account.email, extra=True),
    )


def exported(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Duties as plain values for a file."""
    now = timezone.now()
    for each in rows:
        yield {
            "duty": each.duty,
            "title": assigning.title_of(each.duty),
            "name": each.account.name,
            "email": each.account.email,
            "state": each.state(now),
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "reason": each.reason,
            "given_by": each.given_by.email,
            "given_at": each.given_at,
            "revision": each.revision,
        }


def _states() -> dict[str, str]:
    return {"active": _("active"), "future": _("not begun"), "ended": _("ended")}


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
