"""The list of courses that are to be looked at: columns, filters, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.intake.models import Cause, ContentUpdate, UpdateState
from trellis.intake.queries import updates as queries
from trellis.people.days import today
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import tag

FILE = (
    "id", "course", "course_title", "cause", "source", "title", "topics", "parts", "raised_at", "due_on", "state",
    "reason", "done_at", "done_by",
)  # fmt: skip
TONES = {UpdateState.OPEN: "attention", UpdateState.CHANGED: "good", UpdateState.REVIEWED: ""}


def wanted(who: Account, params: QueryDict, but: str = "") -> QuerySet[ContentUpdate]:
    """Those that the address asks for, the open ones first, by the day on which they are due."""
    found = queries.seen_by(who).order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    state, cause, source = (params.get(name, "")[:400] for name in ("state", "cause", "source"))
    if but != "state" and state in UpdateState.values:
        found = found.filter(state=state)
    if but != "cause" and cause in Cause.values:
        found = found.filter(cause=cause)
    if source:
        found = found.filter(source=source)
    for word in params.get("q", "").split()[:8]:
        found = found.filter(
            Q(course_title__icontains=word) | Q(title__icontains=word) | Q(topics__icontains=word)
        )
    return found


def listing(request: HttpRequest, who: Account) -> dict[str, Any]:
    """What the list shows."""
    params, states = request.GET, {str(each): str(each.label) for each in UpdateState}
    causes = {str(each): str(each.label) for each in Cause}
    of_states = _counted(wanted(who, params, "state"), "state")
    of_causes = _counted(wanted(who, params, "cause"), "cause")
    return {
        "table": table_of(
            request, "t-updates", _("To be looked at"), columns(), wanted(who, params),
            row_url=lambda row: reverse("intake:update", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("intake:updates-export"),
        ),
        "filters": (
            filter_of("state", _("State"), of_states, params.get("state", ""), states),
            filter_of("cause", _("Why"), of_causes, params.get("cause", ""), causes),
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            ("state", _("State"), states.get(params.get("state", ""), "")),
            ("cause", _("Why"), causes.get(params.get("cause", ""), "")),
            ("source", _("Page"), params.get("source", "")[:400]),
        )),
        "text": params.get("q", ""),
    }  # fmt: skip


def columns() -> tuple[Column[Any], ...]:
    """What the list says of a course that is to be looked at."""
    return (
        Column("course", _("Course"), lambda row: row.course_title, sort=("course_title", "pk"), under=_parts),
        Column("why", _("Why"), lambda row: row.title, sort=("title", "pk"),
               under=lambda row: row.topics or row.get_cause_display()),
        Column("due", _("Due"), _due, sort=("due_on", "pk"), before=_("due")),
        Column("state", _("State"), lambda row: tag(row.get_state_display(), TONES[UpdateState(row.state)]),
               sort=("state", "due_on")),
        Column("raised", _("Since"), lambda row: date_format(row.raised_at), sort=("raised_at", "pk"),
               before=_("since"), extra=True),
    )  # fmt: skip


def exported(rows: Iterable[ContentUpdate]) -> Iterable[dict[str, Any]]:
    """The list as plain values for a file."""
    for row in rows:
        values = {name: getattr(row, name) for name in FILE}
        yield values | {
            "id": str(row.pk), "parts": "; ".join(path for path, _title in row.parts),
            "done_by": row.done_by.name if row.done_by is not None else "",
        }  # fmt: skip


def _parts(row: ContentUpdate) -> str:
    return ", ".join(title for _path, title in row.parts) or _("all of it")


def _due(row: ContentUpdate) -> Any:
    day = date_format(row.due_on)
    if not row.is_open or row.due_on >= today():
        return day
    return format_html("{} {}", day, tag(_("overdue"), "problem"))


def _counted(found: QuerySet[ContentUpdate], name: str) -> Counter[str]:
    return Counter(found.order_by().values_list(name, flat=True))
