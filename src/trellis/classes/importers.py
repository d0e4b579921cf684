"""What comes into this room from files: the rooms in which classes are held, and who was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes.definitions.permissions import KEEP
from trellis.classes.models import Registration, Room, Session
from trellis.classes.services import attending, keeping
from trellis.classes.services.attending import Said
from trellis.core.importing import BadValueError, Change, Column, Importer, Put, Values, choice, day, text
from trellis.core.records import uuid7
from trellis.core.rules import Account, Fate
from trellis.people.importers.numbers import count
from trellis.people.naming import PERSON, name_of, person_named

FIELDS = ("address", "zone", "capacity", "equipment", "is_open")
NEEDED = ("zone", "capacity")
YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
THERE = {**YES_NO, "excused": gettext_lazy("Excused")}
NOT_HELD = (Session.State.DRAFT, Session.State.CANCELLED)


# -- rooms


def _identify(values: Values) -> tuple[str, ...]:
    return (values["name"].casefold(),)


def _put(values: Values, by: Account) -> Put:
    """A room that is known by its name is changed by what a row says of it."""
    found = Room.objects.filter(name__iexact=values["name"]).first()
    said = {name: values[name] for name in FIELDS if name in values}
    if "is_open" in said:
        said["is_open"] = said["is_open"] == "yes"
    before = _facts(found) if found is not None else {"address": ""}
    for name in NEEDED:
        if name not in said and name not in before:
            raise BadValueError(
                _("Nothing stands here."), remedy=_("A room that is new needs this column."), column=name
            )
    facts = {**before, **said}
    if found is not None and facts == before:
        return Put(Fate.SAME, found.name)
    name = found.name if found is not None else values["name"]
    keeping.keep_room(key=found.pk if found is not None else uuid7(), name=name, by=by, **facts)
    if found is None:
        return Put(Fate.NEW, name)
    changes: tuple[Change, ...] = tuple(
        (str(column.label), _plain(before[column.key]), _plain(facts[column.key]))
        for column in ROOMS.columns
        if column.key in FIELDS and before[column.key] != facts[column.key]
    )
    return Put(Fate.CHANGED, name, changes)


def _facts(room: Room) -> dict[str, Any]:
    return {name: getattr(room, name) for name in FIELDS}


def _plain(value: Any) -> str:
    return str(YES_NO["yes" if value else "no"]) if isinstance(value, bool) else str(value)


def _rows() -> Iterator[dict[str, str]]:
    for each in Room.objects.order_by("name").iterator(2000):
        facts = {name: str(value) for name, value in _facts(each).items()}
        yield {"name": each.name, **facts, "is_open": "yes" if each.is_open else "no"}


ROOMS = Importer(
    name="rooms",
    title=gettext_lazy("Rooms for classes"),
    help=gettext_lazy("Where classes are held, and how many people fit in. A room is known by its name."),
    permission=KEEP.name,
    columns=(
        Column("name", gettext_lazy("Name"), required=True, parse=text(120), example="Berlin 2.04",
               synonyms=("Room", "Room name", "Raum")),
        Column("address", gettext_lazy("Address"), parse=text(300), example="Hauptstraße 1, Berlin",
               synonyms=("Location", "Adresse", "Ort")),
        Column("zone", gettext_lazy("Time zone"), gettext_lazy("Of a room that is new."), parse=text(64),
               example="Europe/Berlin", synonyms=("Timezone", "Zeitzone")),
        Column("capacity", gettext_lazy("Seats"), gettext_lazy("Of a room that is new."), parse=count(100_000),
               example="16", synonyms=("Capacity", "Plätze")),
        Column("equipment", gettext_lazy("Equipment"), parse=text(500), example="Projector, whiteboard",
               synonyms=("Ausstattung",)),
        Column("is_open", gettext_lazy("In use"), gettext_lazy("yes or no; without it yes."),
               parse=choice(lambda: {name: str(label) for name, label in YES_NO.items()}), example="yes",
               synonyms=("Open", "Active", "In Benutzung")),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip


# -- who was there


def _by_place(values: Values) -> tuple[str, ...]:
    return (f"{values['session'].casefold()} {values['held_on']} {values['person'].lower()}",)


def _put_attendance(values: Values, by: Account) -> Put:
    """Whether somebody was there; what stood there before stays beside it, as in every correction."""
    session, person = _session(values["session"], values["held_on"]), person_named(values["person"])
    row = session.registrations.filter(person=person, state=Registration.State.REGISTERED).first()
    if row is None:
        raise BadValueError(
            _("%(name)s has no place in this session.") % {"name": person.name}, column="person",
            remedy=_("Register them on its page first."),
        )  # fmt: skip
    before = str(row.get_outcome_display())
    is_known = row.attendance.exists()
    there = values.get("there", "yes")
    said = Said(
        row.pk, _minutes(session, there, values.get("minutes")), there == "excused", values.get("reason", "")
    )
    changed = attending.record(session=session.pk, said=[said], by=by)
    what = f"{person.name}: {session.title}"
    if not changed:
        return Put(Fate.SAME, what)
    row.refresh_from_db()
    changes = ((str(_("Attendance")), before, str(row.get_outcome_display())),)
    return Put(Fate.CHANGED if is_known else Fate.NEW, what, changes)


def _session(title: str, held_on: date) -> Session:
    rows = Session.objects.filter(title__iexact=title).exclude(state__in=NOT_HELD).order_by("starts_at", "pk")
    found = [each for each in rows if _first_day(each) == held_on]
    if not found:
        raise BadValueError(
            _("No session is called so and began on that day."), column="session",
            remedy=_("Write its title as it stands on its page, and its first day."),
        )  # fmt: skip
    if len(found) > 1:
        raise BadValueError(
            _("Several sessions of that day are called so."), remedy=_("Write it down on its page."),
            column="session",
        )  # fmt: skip
    return found[0]


def _first_day(session: Session) -> date:
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()


def _minutes(session: Session, there: str, said: int | None) -> dict[UUID, int]:
    """How many minutes that makes in each meeting: the first ones are filled first. None for who is excused."""
    if there == "excused":
        return {}
    left = 0 if there == "no" else said
    found = {}
    for each in session.meetings.filter(is_cancelled=False).order_by("starts_at", "pk"):
        found[each.pk] = each.minutes if left is None else min(left, each.minutes)
        left = None if left is None else left - found[each.pk]
    return found


def _attendance() -> Iterator[dict[str, str]]:
    rows = Registration.objects.filter(state=Registration.State.REGISTERED).exclude(outcome="")
    rows = rows.exclude(session__state__in=NOT_HELD).select_related("session", "person")
    for each in rows.order_by("session__starts_at", "pk").iterator(2000):
        excused = each.outcome == Registration.Outcome.EXCUSED
        yield {
            "session": each.session.title, "held_on": str(_first_day(each.session)), "person": name_of(each.person),
            "there": "excused" if excused else "yes" if each.minutes else "no",
            "minutes": str(each.minutes) if each.minutes and not excused else "",
        }  # fmt: skip


ATTENDANCE = Importer(
    name="class-attendance",
    title=gettext_lazy("Attendance of classes"),
    help=gettext_lazy(
        "Who was there, in sessions that are here. Who was there for long enough has that part of the course, as when"
        " it is ticked off by hand."
    ),
    permission=KEEP.name,
    columns=(
        Column("session", gettext_lazy("Session"), gettext_lazy("Its title."), required=True, parse=text(200),
               example="First aid", synonyms=("Class", "Title", "Course", "Termin")),
        Column("held_on", gettext_lazy("First day"), gettext_lazy("In the time zone of the session."), required=True,
               parse=day, example="2026-03-02", synonyms=("Date", "Day", "Start date", "Erster Tag")),
        PERSON,
        Column("there", gettext_lazy("Was there"), gettext_lazy("yes, no or excused; without it yes."),
               parse=choice(lambda: {name: str(label) for name, label in THERE.items()}), example="yes",
               synonyms=("Attended", "Present", "Attendance", "War da")),
        Column("minutes", gettext_lazy("Minutes"), gettext_lazy("Without it, all of them."), parse=count(100_000),
               example="60", synonyms=("Duration", "Minuten")),
        Column("reason", gettext_lazy("Why it is corrected"), parse=text(300), example="",
               synonyms=("Reason", "Note", "Grund")),
    ),
    identify=_by_place,
    put=_put_attendance,
    rows=_attendance,
)  # fmt: skip
