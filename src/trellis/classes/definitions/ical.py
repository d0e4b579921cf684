"""iCalendar (RFC 5545, iTIP RFC 5546): invitations that change and are taken back, and feeds.

Each meeting is an event with a UID for good; every change of it has a higher SEQUENCE, so that calendars take the
newer one. Where that is the same, the later DTSTAMP counts, which says when the file was made. Moments are in UTC,
which each calendar shows by the clock of its reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting as a calendar shows it."""

    uid: str
    begin: datetime
    end: datetime
    title: str
    made: datetime
    sequence: int = 0
    words: str = ""
    place: str = ""
    url: str = ""
    organizer: str = ""
    attendee: str = ""
    attendee_name: str = ""
    is_cancelled: bool = False


def calendar(events: Iterable[Event], method: str, *, name: str = "") -> bytes:
    """A calendar file with some events; `name` is what a feed is called."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Trellis//Classes//EN", "CALSCALE:GREGORIAN", f"METHOD:{method}",
    ]  # fmt: skip
    if name:
        lines += [f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for each in events:
        lines += _event(each, method)
    lines.append("END:VCALENDAR")
    return ("\r\n".join(part for line in lines for part in folded(line)) + "\r\n").encode()


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11): no line break or mark of it ends the value."""
    plain = "".join(each for each in text if each in "\n\t" or each.isprintable())
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, "\\" + mark)
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets (RFC 5545, 3.1), never within a character."""
    part, size = "", 0
    for each in line:
        length = len(each.encode())
        if size + length > 75:
            yield part
            part, size = " ", 1
        part, size = part + each, size + length
    yield part


def _event(each: Event, method: str) -> Iterator[str]:
    is_cancelled = each.is_cancelled or method == CANCEL
    yield "BEGIN:VEVENT"
    yield f"UID:{each.uid}"
    yield f"DTSTAMP:{_moment(each.made)}"
    yield f"SEQUENCE:{each.sequence}"
    yield f"DTSTART:{_moment(each.begin)}"
    yield f"DTEND:{_moment(each.end)}"
    yield f"SUMMARY:{escaped(each.title)}"
    for key, value in (("DESCRIPTION", each.words), ("LOCATION", each.place)):
        if value:
            yield f"{key}:{escaped(value)}"
    if each.url:
        yield f"URL:{each.url}"
    if method != PUBLISH and each.organizer and each.attendee:
        yield f"ORGANIZER:mailto:{each.organizer}"
        name = f';CN="{_quoted(each.attendee_name)}"' if each.attendee_name else ""
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE{name}:mailto:{each.attendee}"
    yield f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _quoted(text: str) -> str:
    return "".join(each for each in text if each.isprintable() and each != '"')


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
