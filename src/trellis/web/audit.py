"""What happened, as a list: columns, filters, files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trellis.core import auditing, objects
from trellis.core.auditing import Entry, Wanted
from trellis.web.exporting import MOST_ROWS, files_of
from trellis.web.filters import chips_for
from trellis.web.paging import BEFORE, further_url, page_from_place
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import stamp, tag

AUDIT = "audit"
"""Under this name views of the list are saved."""
FILE = ("at", "event", "by", "by_name", "about", "object", "object_name", "values", "id", "sealed")
CHUNK = 1000
MOST_STATEMENTS = 5
"""So many statements it takes to name the objects of a page; what is rare on it is named where it is looked at."""
LONGEST_VALUE = 200  # characters that the page shows of one


def wanted(request: HttpRequest) -> tuple[Wanted, str]:
    """What the address asks for, and what is wrong with it: a day that is none is left out."""
    get = request.GET.get
    since, until = _day(get("since", "")), _day(get("until", ""))
    trouble = ""
    if any(get(name) and day is None for name, day in (("since", since), ("until", until))):
        trouble = _("A day is written like 2026-03-31. This one was left out.")
    name, about = get("event", ""), get("about", "")
    asked = Wanted(
        name=name if name in dict(auditing.names_of_events()) else "",
        about=about if about in objects.labels() else "",
        text=get("q", "").strip()[:200],
        since=since,
        until=until,
    )
    return asked, trouble


def listing(request: HttpRequest) -> dict[str, Any]:
    """What the list shows. Nothing is counted: of a million rows that takes longer than a page should."""
    asked, trouble = wanted(request)
    names, kinds = dict(auditing.names_of_events()), objects.labels()
    looks: list[auditing.Look] = []

    def read(place: str, back: bool, most: int) -> list[Any]:
        looks.append(auditing.look(asked, most, place=place, back=back))
        return looks[-1].rows

    paged = page_from_place(read, auditing.place_of, request)
    (looked,) = looks
    named = (
        ("q", _("Text"), asked.text),
        ("event", _("What"), names.get(asked.name, "")),
        ("about", _("To what"), kinds.get(asked.about, "")),
        ("since", _("From"), date_format(asked.since) if asked.since else ""),
        ("until", _("Until"), date_format(asked.until) if asked.until else ""),
    )
    return {
        "table": table_of(
            request,
            "t-audit",
            _("Events"),
            columns(),
            paged.made_of(auditing.entries(paged.rows, most_statements=MOST_STATEMENTS)),
            row_url=_address,
            exports=files_of("web:audit-export"),
            views=views_of(request, AUDIT),
        ),
        "wanted": asked,
        "trouble": trouble,
        "names": sorted(names.items(), key=lambda pair: pair[1].casefold()),
        "kinds": sorted(kinds.items(), key=lambda pair: pair[1].casefold()),
        "chips": chips_for(request.GET, named),
        "looked_to": date_format(localtime(looked.until), "DATETIME_FORMAT") if looked.until else "",
        "looked_back": BEFORE not in request.GET,
        "further": further_url(request.GET, looked.further) if looked.further else "",
        "dead": auditing.dead_letters().count(),
    }


def columns() -> tuple[Column[Entry], ...]:
    """What the list says of an event. It stands in the order of time, and in no other."""
    return (
        Column("what", _("What"), lambda entry: format_html("{} {}", entry.actor or "Trellis", entry.says)),
        Column("object", _("To what"), _object),
        Column("values", _("Details"), _values),
        Column("at", _("When"), _moment),
        Column("event", _("Event"), lambda entry: entry.name, extra=True),
        Column("id", _("Identifier"), lambda entry: str(entry.key), extra=True),
    )


def exported(asked: Wanted) -> Iterable[dict[str, Any]]:
    """Events as plain values for a file, the newest hundred thousand."""
    place, left = "", MOST_ROWS
    while left and ((look := auditing.look(asked, min(CHUNK, left), place=place)).rows or look.further):
        place, left = look.further or auditing.place_of(look.rows[-1]), left - len(look.rows)
        for entry in auditing.entries(look.rows):
            yield {
                "at": entry.at,
                "event": entry.name,
                "by": str(entry.by or ""),
                "by_name": entry.actor,
                "about": entry.about,
                "object": str(entry.object),
                "object_name": entry.described.label if entry.described else "",
                "values": json.dumps(dict(entry.values), ensure_ascii=False),
                "id": str(entry.key),
                "sealed": entry.is_sealed,
            }


def _object(entry: Entry) -> SafeString | str:
    if entry.described:
        return entry.described.label
    kind = objects.labels().get(entry.about, entry.about)
    return format_html('{} <span class="faint mono">{}</span>', kind, entry.object)


def _address(entry: Entry) -> str:
    """Where the object is, or else what happened to it, where it is looked up alone."""
    return entry.described.address if entry.described else f"{reverse('web:audit')}?q={entry.object}"


def _values(entry: Entry) -> SafeString:
    shown = ((name, Truncator(value).chars(LONGEST_VALUE)) for name, value in entry.told)
    return format_html_join(SafeString("<br>"), '<span class="faint">{}</span> {}', shown)


def _moment(entry: Entry) -> SafeString:
    mark = SafeString("") if entry.is_sealed else tag(_("not sealed yet"), "info")
    return format_html('<span class="nowrap">{}</span> {}', stamp(entry.at), mark)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
