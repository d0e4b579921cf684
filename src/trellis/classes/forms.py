"""Forms of sessions: input to clean values."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import teaching, terms
from trellis.classes.definitions import spans as hours
from trellis.classes.definitions.spans import MOST_TRAVEL, Span
from trellis.classes.models import Block, Room, Session
from trellis.classes.queries import sessions as queries
from trellis.classes.services.running import Planned
from trellis.core import calendars
from trellis.core.definitions.calendars import is_zone
from trellis.core.forms import Form
from trellis.core.records import uuid7

_NEW_DAY = re.compile(r"(?:day|tag)\s+(?P<n>[1-9]\d?)\s*:?", re.IGNORECASE)
_DAY, _TIME, _MOMENT = "%Y-%m-%d", "%H:%M", "%Y-%m-%dT%H:%M"


def _date(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format=_DAY)
    return forms.DateField(label=label, widget=widget, input_formats=[_DAY], **more)


def _time(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format=_TIME)
    return forms.TimeField(label=label, widget=widget, input_formats=[_TIME, "%H:%M:%S"], **more)


def _moment(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "datetime-local"})
    return forms.CharField(label=label, widget=widget, required=False, max_length=20, help_text=help_text)


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SessionForm(Form):
    """All of a session. Hours are those of the clock in its zone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Session.Kind.choices)
    taught = forms.ChoiceField(
        label=gettext_lazy("Class of a course"),
        required=False,
        help_text=gettext_lazy("Whoever attends gets this part of the course credited."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=200,
        help_text=gettext_lazy("Without one, it is called as the class is."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What people should know"), required=False, max_length=20_000, widget=_text(4)
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone of the place"))
    day = _date(gettext_lazy("First day"))
    begin = _time(gettext_lazy("Begins at"))
    end = _time(gettext_lazy("Ends at"), help_text=gettext_lazy("Earlier than it begins: on the next day."))
    every = forms.ChoiceField(
        label=gettext_lazy("Again"), required=False,
        choices=[
            ("", gettext_lazy("no, once")), ("1", gettext_lazy("every day")), ("7", gettext_lazy("every week")),
            ("14", gettext_lazy("every two weeks")),
        ],
    )  # fmt: skip
    until = _date(
        gettext_lazy("Until"), required=False, help_text=gettext_lazy("The last day on which it may be.")
    )
    more = forms.CharField(
        label=gettext_lazy("Further meetings"), required=False, max_length=4000, widget=_text(3),
        help_text=gettext_lazy("One on each line, as 2026-05-04 09:00-12:30."),
    )  # fmt: skip
    modality = forms.ChoiceField(label=gettext_lazy("Where people are"), choices=Session.Modality.choices)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"), required=False, queryset=Room.objects.none(),
        empty_label=gettext_lazy("no room of ours"),
    )  # fmt: skip
    address = forms.CharField(label=gettext_lazy("Other place"), required=False, max_length=300)
    link = forms.URLField(
        label=gettext_lazy("Link of the meeting"), required=False, max_length=1000, assume_scheme="https",
        help_text=gettext_lazy("People get an address of ours that leads there, so that you can change it any time."),
    )  # fmt: skip
    travel = forms.CharField(
        label=gettext_lazy("Travel"), required=False, max_length=500,
        help_text=gettext_lazy("How to get there, and which days are for travel."),
    )  # fmt: skip
    travel_days = forms.IntegerField(
        label=gettext_lazy("Days of travel"), required=False, min_value=0, max_value=MOST_TRAVEL,
        help_text=gettext_lazy("For who runs it, beside the days of the session itself."),
    )  # fmt: skip
    leads = forms.CharField(
        label=gettext_lazy("Who runs it"), max_length=500,
        help_text=gettext_lazy("Names or addresses, several with commas between them."),
        widget=forms.TextInput(attrs={"list": "t-people", "autocomplete": "off"}),
    )  # fmt: skip
    helpers = forms.CharField(
        label=gettext_lazy("Who helps"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"list": "t-people", "autocomplete": "off"}),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Empty: as many as want to come."),
    )  # fmt: skip
    minimum = forms.IntegerField(
        label=gettext_lazy("At least"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Three days before, you are told if fewer have registered."),
    )  # fmt: skip
    opens = _moment(gettext_lazy("Registration opens"))
    closes = _moment(gettext_lazy("Registration closes"), gettext_lazy("Empty: when the session begins."))
    hold_hours = forms.IntegerField(
        label=gettext_lazy("Hours for which a place is held"), min_value=0, max_value=240,
        help_text=gettext_lazy("For whoever moves up from the wait-list; 0: they simply have it."),
    )  # fmt: skip
    share = forms.IntegerField(
        label=gettext_lazy("Share of the minutes that counts as attended, in per cent"),
        min_value=1,
        max_value=100,
    )
    needs_approval = forms.BooleanField(label=gettext_lazy("Managers approve who comes"), required=False)
    language = forms.CharField(
        label=gettext_lazy("Language"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Such as en or de."),
    )
    departments = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these departments"), required=False,
        help_text=gettext_lazy("Without a choice it is for everybody."),
    )  # fmt: skip
    managers = forms.BooleanField(label=gettext_lazy("Only for managers"), required=False)
    agenda_link = forms.URLField(
        label=gettext_lazy("Agenda document"), required=False, max_length=1000, assume_scheme="https"
    )
    materials = forms.CharField(
        label=gettext_lazy("Materials"), required=False, max_length=10_000, widget=_text(3),
        help_text=gettext_lazy("A link on each line, with a name before it if you like."),
    )  # fmt: skip
    anyway = forms.BooleanField(
        label=gettext_lazy("Ask them anyway"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self._choose(
            "taught",
            [
                ("", _("none: it has a title of its own")),
                *((each.key, each.title) for each in teaching.parts()),
            ],
        )
        self._choose("zone", [(name, name.replace("_", " ")) for name in calendars.zones()])
        self._choose("departments", sorted(terms.departments().items(), key=lambda each: each[1]))
        self.fields["room"].queryset = queries.rooms()  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The hours, as stretches in UTC, under `spans`; the moments of registration in UTC."""
        said = super().clean() or {}
        if not is_zone(said.get("zone", "")):
            return said
        zone = ZoneInfo(said["zone"])
        if {"day", "begin", "end"} <= set(said):
            said["spans"] = self._spans(said, zone)
        for name in ("opens", "closes"):
            said[name] = self._at(said.get(name, ""), zone, name)
        return said

    def facts(self) -> dict[str, Any]:
        """The fields of a session that are kept as they were said."""
        said = self.cleaned_data
        audience: dict[str, Any] = {}
        if said["departments"]:
            audience["departments"] = said["departments"]
        if said["managers"]:
            audience["managers"] = True
        same = (
            "kind", "title", "words", "zone", "modality", "address", "link", "travel", "capacity", "minimum",
            "language", "needs_approval", "hold_hours", "share", "agenda_link", "materials",
        )  # fmt: skip
        return {
            **{name: said[name] for name in same}, "travel_days": said["travel_days"] or 0, "audience": audience,
            "opens_at": said["opens"],
            "closes_at": said["closes"],
        }  # fmt: skip

    def course(self) -> tuple[str, str]:
        """The keys of course and part; empty for a title of its own."""
        course, _slash, part = self.cleaned_data["taught"].partition("/")
        return course, part

    def _spans(self, said: dict[str, Any], zone: ZoneInfo) -> list[Span]:
        begin, end = said["begin"], said["end"]
        if said.get("every") and said.get("until") is None:
            self.add_error("until", _("Say until when."))
        every, until = int(said.get("every") or 0), said.get("until")
        if every and until is not None:
            found = hours.series(said["day"], begin, end, zone, until=until, every=every)
        else:
            found = [hours.meeting(said["day"], begin, end, zone)]
        for line in filter(None, map(str.strip, said.get("more", "").splitlines())):
            try:
                found.append(_meeting(line, zone))
            except ValueError:
                self.add_error("more", _("“%(line)s” is no meeting.") % {"line": line[:60]})
        return sorted(set(found))

    def _at(self, text: str, zone: ZoneInfo, name: str) -> datetime | None:
        if not text:
            return None
        try:
            at = datetime.strptime(text[:16], _MOMENT)  # noqa: DTZ007 - the zone is that of the place
        except ValueError:
            self.add_error(name, _("Write a day and a time."))
            return None
        return hours.moment(at.date(), at.time(), zone)


def _meeting(line: str, zone: ZoneInfo) -> Span:
    day, clock = line.split(None, 1)
    begin, _dash, end = clock.replace("–", "-").replace(" ", "").partition("-")
    return hours.meeting(date.fromisoformat(day), time.fromisoformat(begin), time.fromisoformat(end), zone)


def initial_of(session: Session | None, *, begin: datetime, zone: str) -> dict[str, Any]:
    """What the form holds at first: a session as it is, or a new one that begins at a moment."""
    if session is None:
        known = terms.classes()
        at = begin.astimezone(ZoneInfo(zone))
        return {
            "zone": zone, "day": at.date(), "begin": at.time(), "end": at.replace(hour=(at.hour + 1) % 24).time(),
            "hold_hours": known.hold, "share": known.attendance,
        }  # fmt: skip
    place = ZoneInfo(session.zone)
    found = [
        Span(each.begin.astimezone(place), each.end.astimezone(place)) for each in queries.spans_of(session)
    ]
    first = found[0]
    said = session.audience
    return {
        "key": session.pk, "version": session.version, "kind": session.kind,
        "taught": f"{session.course}/{session.part}" if session.course else "", "title": session.title,
        "words": session.words, "zone": session.zone, "day": first.begin.date(), "begin": first.begin.time(),
        "end": first.end.time(),
        "more": "\n".join(f"{each.begin:%Y-%m-%d %H:%M}-{each.end:%H:%M}" for each in found[1:]),
        "modality": session.modality, "room": session.room_id, "address": session.address, "link": session.link,
        "travel": session.travel, "travel_days": session.travel_days, "capacity": session.capacity,
        "minimum": session.minimum,
        "opens": _local(session.opens_at, place), "closes": _local(session.closes_at, place),
        "hold_hours": session.hold_hours, "share": session.share, "needs_approval": session.needs_approval,
        "language": session.language, "departments": said.get("departments", []),
        "managers": bool(said.get("managers")), "agenda_link": session.agenda_link, "materials": session.materials,
    }  # fmt: skip


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):{_MOMENT}}" if at is not None else ""


class RoomForm(Form):
    """Where sessions can take place: how many fit, and in which time zone its clock stands."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    address = forms.CharField(label=gettext_lazy("Where it is"), max_length=300, required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    capacity = forms.IntegerField(label=gettext_lazy("How many it holds"), min_value=1, max_value=100_000)
    equipment = forms.CharField(label=gettext_lazy("Equipment"), max_length=500, required=False)
    is_open = forms.BooleanField(label=gettext_lazy("It is in use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name.replace("_", " ")) for name in calendars.zones()]


class WithdrawForm(Form):
    """Giving a place back."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)
    wants_make_up = forms.BooleanField(label=gettext_lazy("I want to come to another one"), required=False)


class QuestionForm(Form):
    """A question for a session."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    text = forms.CharField(label=gettext_lazy("Your question"), max_length=500, widget=_text(2))


class SomebodyForm(Form):
    """Somebody who is registered by another."""

    person = forms.CharField(
        label=gettext_lazy("Who"), max_length=254, help_text=gettext_lazy("A name or an address."),
        widget=forms.TextInput(attrs={"list": "t-people", "autocomplete": "off"}),
    )  # fmt: skip


class CheckInForm(Form):
    """The code on the screen."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )  # fmt: skip


class AgendaForm(Form):
    """The agenda as lines."""

    agenda = forms.CharField(
        label=gettext_lazy("Agenda"), required=False, max_length=10_000, widget=_text(6),
        help_text=gettext_lazy(
            "A block on each line: minutes, kind, title. Kinds: lecture, demonstration, lab, discussion, break. A line "
            "“day 2” begins the second day."
        ),
    )  # fmt: skip

    def clean_agenda(self) -> list[Planned]:
        """The blocks: kind, minutes, title, and the number of the day that a line before them begins, or 0."""
        found, day = list[Planned](), 0
        for line in filter(None, map(str.strip, self.cleaned_data["agenda"].splitlines())):
            told = _NEW_DAY.fullmatch(line)
            if told is not None:
                day = int(told["n"])
                continue
            minutes, _space, rest = line.partition(" ")
            way, _space, title = rest.strip().partition(" ")
            is_number = minutes.isascii() and minutes.isdigit()
            if not is_number or way not in Block.Way.values or not 1 <= int(minutes[:4]) <= 960:
                raise forms.ValidationError(_("“%(line)s” is no block.") % {"line": line[:60]})
            found.append(Planned(way, int(minutes[:4]), title.strip() or str(Block.Way(way).label), day))
        return found


class LinksForm(Form):
    """Where the agenda document and the recording are."""

    agenda_link = forms.URLField(
        label=gettext_lazy("Agenda document"), required=False, max_length=1000, assume_scheme="https"
    )
    recording_link = forms.URLField(
        label=gettext_lazy("Recording"), required=False, max_length=1000, assume_scheme="https"
    )
