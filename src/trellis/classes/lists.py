"""The list of this room: sessions, with what they can be narrowed by; and the roster as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.classes import teaching
from trellis.classes.models import Session
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of

SESSIONS = "class-sessions"
"""Under this name views of the list are saved."""
FILE = (
    "id", "title", "kind", "course", "part", "state", "starts_at", "ends_at", "modality", "place", "language",
    "capacity", "taken", "waiting", "facilitators",
)  # fmt: skip
ROSTER_FILE = (
    "name", "email", "title", "state", "registered_at", "minutes", "outcome", "reason", "wants_make_up",
)  # fmt: skip
FILTERS = ("kind", "course", "modality", "language", "state")
AHEAD, PAST = "ahead", "past"


def labels() -> dict[str, Mapping[str, str]]:
    """What people read of the values of filters."""
    return {
        "kind": {key: str(label) for key, label in Session.Kind.choices}, "course": teaching.courses(),
        "modality": {key: str(label) for key, label in Session.Modality.choices}, "language": {},
        "state": {key: str(label) for key, label in Session.State.choices},
    }  # fmt: skip


def narrowed(rows: QuerySet[Session], params: QueryDict) -> QuerySet[Session]:
    """The sessions that fit what the address asks for: those ahead, unless it asks for a state or the past."""
    wanted = {name: params[name] for name in FILTERS if params.get(name)}
    return _looked_at(rows, params).filter(**wanted)


def _looked_at(rows: QuerySet[Session], params: QueryDict) -> QuerySet[Session]:
    """What fits the words and the time that the address asks for, whatever it filters by."""
    for word in params.get("q", "").split()[:5]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(facilitators__person__name__icontains=word)
        ).distinct()
    if params.get("when") == PAST:
        return rows.filter(ends_at__lt=timezone.now())
    return rows if params.get("state") else rows.filter(ends_at__gte=timezone.now()).exclude(
        state=Session.State.CANCELLED
    )  # fmt: skip


def counts(seen: QuerySet[Session], params: QueryDict) -> tuple[int, dict[str, dict[str, int]]]:
    """How many sessions the list has, and for each filter how many its values give beside what the others ask for.

    One query for all of it.
    """
    rows = _looked_at(seen, params).order_by().values_list(*FILTERS).annotate(Count("pk", distinct=True))
    total, found = 0, {name: dict[str, int]() for name in FILTERS}
    for *values, n in rows:
        given = dict(zip(FILTERS, values, strict=True))
        against = {name for name, value in given.items() if params.get(name, "") not in ("", value)}
        total += 0 if against else n
        for name, value in given.items():
            if value and against <= {name}:
                found[name][value] = found[name].get(value, 0) + n
    return total, found


def listing(request: HttpRequest, seen: QuerySet[Session], found: QuerySet[Session]) -> dict[str, Any]:
    """What the list shows. `seen` are the sessions that somebody sees, `found` the same with counts of places."""
    params, shown = request.GET, labels()
    names = {
        "kind": _("What it is"), "course": _("Course"), "modality": _("Where"), "language": _("Language"),
        "state": _("State"),
    }  # fmt: skip
    total, counted = counts(seen, params)
    order = "-starts_at" if params.get("when") == PAST else "starts_at"
    return {
        "table": table_of(
            request, "t-sessions", _("Sessions"), columns(), narrowed(found, params).order_by(order, "pk"),
            row_url=lambda row: reverse("classes:session", args=[row.pk]), row_key=lambda row: str(row.pk),
            exports=files_of("classes:export"), views=views_of(request, SESSIONS), total=total,
        ),
        "filters": tuple(
            filter_of(name, label, counted[name], params.get(name, ""), shown[name]) for name, label in names.items()
        ),
        "chips": chips_for(params, (
            ("q", _("Text"), params.get("q", "")),
            *((name, label, shown[name].get(params.get(name, ""), params.get(name, "")))
              for name, label in names.items()),
        )),
        "text": params.get("q", ""), "is_past": params.get("when") == PAST,
    }  # fmt: skip


def when(session: Session) -> SafeString:
    """When a session is, by the clock of whoever reads."""
    begin, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    day, clock = date_format(begin), date_format(begin, "TIME_FORMAT")
    if begin.date() == end.date():
        return format_html("{}, {} – {}", day, clock, date_format(end, "TIME_FORMAT"))
    return format_html("{}, {} – {}", day, clock, date_format(end))


def places(session: Session) -> str:
    """How full it is."""
    taken = session.taken  # type: ignore[attr-defined]
    if session.capacity is None:
        return str(taken)
    return _("%(taken)s of %(all)s") % {"taken": taken, "all": session.capacity}


def runs(session: Session) -> str:
    """Who runs it, by name."""
    return ", ".join(each.person.name for each in session.facilitators.all() if each.state == "set")


def _waiting(row: Session) -> int:
    return getattr(row, "waiting", 0)  # counted by the query


def columns() -> tuple[Column[Session], ...]:
    """What the list says of a session."""
    return (
        Column(
            "title", _("Session"), lambda row: row.title, sort=("title", "pk"),
            under=lambda row: row.get_kind_display(),
        ),
        Column("when", _("When"), when, sort=("starts_at", "pk")),
        Column("where", _("Where"), lambda row: row.room.name if row.room else row.get_modality_display()),
        Column("runs", _("Who runs it"), runs),
        Column("places", _("Places"), places, numeric=True, before=_("Places"),
               under=lambda row: _("%(n)s wait") % {"n": _waiting(row)} if _waiting(row) else ""),
        Column("state", _("State"), lambda row: row.get_state_display(), sort=("state", "pk"), extra=True),
        Column("language", _("Language"), lambda row: row.language, sort=("language", "pk"), extra=True),
        Column("course", _("Course"), lambda row: row.course, sort=("course", "pk"), extra=True),
    )  # fmt: skip


def exported(rows: Iterable[Session]) -> Iterable[dict[str, Any]]:
    """The list as plain values for a file."""
    for row in rows:
        yield {
            "id": str(row.pk), "title": row.title, "kind": row.kind, "course": row.course, "part": row.part,
            "state": row.state, "starts_at": row.starts_at, "ends_at": row.ends_at, "modality": row.modality,
            "place": row.room.name if row.room else row.address, "language": row.language, "capacity": row.capacity,
            "taken": row.taken, "waiting": row.waiting, "facilitators": runs(row),  # type: ignore[attr-defined]
        }  # fmt: skip


def roster_exported(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """The roster as plain values for a file."""
    for row in rows:
        each = row.registration
        yield {
            "name": each.person.name, "email": each.person.email, "title": row.title, "state": each.state,
            "registered_at": each.queued_at, "minutes": each.minutes, "outcome": each.outcome, "reason": each.reason,
            "wants_make_up": each.wants_make_up,
        }  # fmt: skip
