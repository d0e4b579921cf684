"""Reads of regular meetings, for one of the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.records import uuid7
from trellis.core.rules import Account, Person
from trellis.meetings import rules
from trellis.meetings.kinds import Aside, SeriesKind, kind_named, kinds
from trellis.meetings.models import Action, Meeting, PrivateNote, Series, Topic
from trellis.meetings.queries import standing
from trellis.people.days import today

TO_COME = (Meeting.State.NEXT, Meeting.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Line:
    """A series as the list shows it: with whom, when next, and for how many days the two have not met."""

    series: Series
    title: str
    other: Person
    is_host: bool
    next_on: date | None
    last_on: date | None
    not_met_for: int
    is_late: bool


def lines_of(who: Account, *, ended: bool = False) -> list[Line]:
    """The series of somebody, the longest not met first. One query."""
    to_come = Q(meetings__state__in=TO_COME)
    rows = rules.seen(who).filter(ended_at__isnull=not ended).select_related("host", "guest")
    rows = rows.annotate(
        next_on=Min("meetings__planned_on", filter=to_come), last_on=Max("meetings__held_on")
    )
    return sorted(
        (_line(each, who) for each in rows), key=lambda line: (not line.is_late, line.next_on or date.max)
    )


def series_for(who: Account, key: UUID) -> Series | None:
    """A series of somebody; `None` for one that there is not, or not for them."""
    return rules.seen(who).select_related("host", "guest").filter(pk=key).first()


def other_of(series: Series, who: Account) -> Person:
    """The other one of the two."""
    return series.guest if series.host_id == who.person_id else series.host


def next_of(series: Series) -> Meeting | None:
    """The next meeting, or the one that is taking place."""
    return series.meetings.filter(state__in=TO_COME).first()


def past_of(series: Series) -> QuerySet[Meeting]:
    """What took place and what was skipped, the newest first."""
    return (
        series.meetings.exclude(state__in=TO_COME)
        .prefetch_related("covered", "actions")
        .order_by("-planned_on", "-pk")
    )


def topics_of(series: Series, meeting: Meeting | None) -> list[Topic]:
    """The agenda: what is to be talked about, and what was in this meeting."""
    wanted = Q(covered_in=None) | Q(covered_in=meeting) if meeting is not None else Q(covered_in=None)
    return list(series.topics.filter(wanted).select_related("by").order_by("order", "pk"))


def actions_of(series: Series) -> list[Action]:
    """What is to be done, then the last that was done. One query."""
    done = series.actions.filter(done_at__isnull=False).order_by("-done_at")[:10]
    rows = series.actions.select_related("owner").filter(Q(done_at=None) | Q(pk__in=done.values("pk")))
    waiting = sorted(
        (each for each in rows if each.done_at is None), key=lambda each: (each.due_on or date.max, each.pk)
    )
    finished = [(each.done_at, each) for each in rows if each.done_at is not None]
    return waiting + [each for _at, each in sorted(finished, key=lambda pair: pair[0], reverse=True)]


def private_note(who: Account, meeting: Meeting) -> str:
    """What somebody wrote for themselves; of nobody else."""
    found = (
        PrivateNote.objects.filter(meeting=meeting, writer=who.person_id).first() if who.person_id else None
    )
    return found.text if found is not None else ""


def kinds_for(who: Account) -> list[SeriesKind]:
    """The kinds of series that somebody can begin."""
    return [each for each in kinds() if each.can_host(who)]


def title_of(kind: str) -> str:
    """What a kind of series is called; its key where no room knows it any more."""
    found = kind_named(kind)
    return str(found.title) if found is not None else kind


def calendar_file(series: Series, meeting: Meeting, other: Person) -> bytes:
    """The next meeting for a calendar (iCalendar, RFC 5545): whom one meets, and no word of the agenda."""
    day = f"{meeting.planned_on:%Y%m%d}"
    name = _escaped(_("%(title)s: %(name)s") % {"title": title_of(series.kind), "name": other.name})
    told = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Trellis//Meetings//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{meeting.pk}@trellis", f"DTSTAMP:{series.begun_at:%Y%m%dT%H%M%SZ}", f"SEQUENCE:{series.version}",
        f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{name}", "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip
    return ("\r\n".join(part for line in told for part in _folded(line)) + "\r\n").encode()


# -- for the rooms below


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Series for lists of events: a word that says nothing, and no address."""
    return {key: Described(_("regular meetings"), "") for key in keys}


def seen_series(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some series that are somebody's, for notices."""
    found = rules.seen(who).filter(pk__in=keys).values_list("pk", flat=True)
    return {key: Described(_("regular meetings"), reverse("meetings:series", args=[key])) for key in found}


def described_actions(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Actions for My work, which only whoever has them sees (`closed_to_actions`)."""
    rows = Action.objects.filter(pk__in=keys)
    return {each.pk: Described(each.text, reverse("meetings:series", args=[each.series_id])) for each in rows}


def closed_to_actions(who: Account) -> Q:
    """Actions of meetings that are not somebody's: nobody has them in place of another."""
    return ~Q(about__in=Action.objects.filter(series__in=rules.seen(who)).values("pk"))


def _line(series: Series, who: Account) -> Line:
    next_on, last_on = series.next_on, series.last_on  # type: ignore[attr-defined]
    since = last_on or localtime(series.begun_at).date()
    day = today()
    missed = series.ended_at is None and standing.is_missed(since, next_on, series.weeks, day)
    return Line(
        series, title_of(series.kind), other_of(series, who), series.host_id == who.person_id, next_on, last_on,
        max(0, (day - since).days), missed or (next_on is not None and next_on < day),
    )  # fmt: skip


def themes_of(kind: str) -> list[tuple[str, list[tuple[UUID, str]]]]:
    """What may be put on the agenda, by theme; each with the identifier that the point would have."""
    found = kind_named(kind)
    themes = found.themes() if found is not None else ()
    return [(each.title, [(uuid7(), text) for text in each.prompts]) for each in themes]


def aside_of(series: Series, who: Account) -> Aside | None:
    """What the room of the kind shows beside the agenda."""
    found = kind_named(series.kind)
    return found.aside(who, series.guest) if found is not None else None


def described_meetings(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Meetings for My work of their hosts, whom nobody else stands in for (`closed_to_meetings`)."""
    rows = Meeting.objects.filter(pk__in=keys).select_related("series__guest")
    return {
        each.pk: Described(
            _("%(title)s: %(name)s") % {"title": title_of(each.series.kind), "name": each.series.guest.name},
            reverse("meetings:series", args=[each.series_id]),
        )
        for each in rows
    }


def closed_to_meetings(who: Account) -> Q:
    """Meetings that are not somebody's: nobody holds them in place of another."""
    return ~Q(about__in=Meeting.objects.filter(series__in=rules.seen(who)).values("pk"))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", " ")


def _folded(line: str) -> Iterable[str]:
    """A line in pieces of 75 bytes at most, as calendars want it; a letter is never cut."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > 74:
            yield piece
            piece = " "
        piece += letter
    yield piece
