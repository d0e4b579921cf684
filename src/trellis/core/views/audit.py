"""What happened, for administrators: the audit, its export, and reactions that were given up."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.core import auditing, objects
from trellis.core.auditing import Entry, Wanted
from trellis.core.cells import cell
from trellis.core.guarding import administrators_only
from trellis.core.services import events as services
from trellis.core.views.entering import account_of

MOST_EXPORTED = 1_000_000
CHUNK = 1000
COLUMNS = ("at", "event", "by", "by name", "about", "object", "object name", "values", "identifier", "sealed")


@administrators_only
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """All events, narrowed by what, whom, which kind of object and when."""
    wanted, trouble = _wanted(request)
    values = {
        "entries": auditing.audit(wanted),
        "wanted": wanted,
        "trouble": trouble,
        "names": auditing.names_of_events(),
        "kinds": sorted(objects.labels().items()),
        "asked": request.GET.urlencode(),
        "dead": auditing.dead_letters().count(),
    }
    return render(request, "core/audit.html", values)


@administrators_only
@require_safe
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same events for a spreadsheet, with times in UTC; the newest million."""
    wanted, _trouble = _wanted(request)
    disposition = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingHttpResponse(_lines(wanted), content_type="text/csv; charset=utf-8", headers=disposition)


@administrators_only
@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Reactions to events that failed for good, with why."""
    return render(request, "core/dead_letters.html", {"letters": auditing.dead_letters()})


@administrators_only
@require_POST
def replay(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have one of them tried again."""
    delivery = auditing.dead_letters().filter(pk=key).first()
    if delivery is None:
        raise Http404
    services.replay(delivery=delivery, by=account_of(request))
    messages.success(
        request, _("It is tried again now. If it fails for good once more, it stands here again.")
    )
    return redirect("core:dead-letters")


class _Line:
    """What `csv` writes to: it gives back the line."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def _lines(wanted: Wanted) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    found = auditing.audit(wanted)
    for start in range(0, min(found.count(), MOST_EXPORTED), CHUNK):
        for entry in found[start : start + CHUNK]:
            yield writer.writerow([cell(value) for value in _row(entry)])


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        entry.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        entry.name,
        str(entry.by or ""),
        entry.actor,
        entry.about,
        str(entry.object),
        entry.described.label if entry.described else "",
        json.dumps(dict(entry.values), ensure_ascii=False),
        str(entry.key),
        "yes" if entry.is_sealed else "not yet",
    )


def _wanted(request: HttpRequest) -> tuple[Wanted, str]:
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    trouble = ""
    if any(request.GET.get(name) and day is None for name, day in (("since", since), ("until", until))):
        trouble = _("A day is written like 2026-03-31. This one was left out.")
    name, about = request.GET.get("event", ""), request.GET.get("about", "")
    known = {each for each, _says in auditing.names_of_events()}
    wanted = Wanted(
        name=name if name in known else "",
        about=about if about in objects.labels() else "",
        text=request.GET.get("q", "").strip()[:200],
        since=since,
        until=until,
    )
    return wanted, trouble


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
