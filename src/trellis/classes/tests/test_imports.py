"""Rooms, and who was there, that come in from files."""

from zoneinfo import ZoneInfo

import pytest

from trellis.classes.importers import ATTENDANCE, ROOMS
from trellis.classes.models import AttendanceChange, Room
from trellis.classes.tests.conftest import PART, begun, credited, of_course, registered
from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put, written

HEAD = "name,address,zone,capacity,is_open\n"


def test_rooms_come_in_and_are_changed_by_their_name(cast):
    pia = cast.fresh("pia")
    assert put(ROOMS, HEAD + "Berlin 2.04,Hauptstraße 1,Europe/Berlin,16,\nAttic,,Europe/Paris,8,no\n", pia) == [
        "new", "new",
    ]  # fmt: skip
    before = Event.objects.count()
    assert set(put(ROOMS, written(ROOMS), pia)) == {"same"}
    assert Event.objects.count() == before

    assert put(ROOMS, "name,capacity\nBERLIN 2.04,20\n", pia) == ["changed"]

    assert list(Room.objects.order_by("name").values_list("name", "zone", "capacity", "is_open")) == [
        ("Attic", "Europe/Paris", 8, False), ("Berlin 2.04", "Europe/Berlin", 20, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("Cellar,,Europe/Berlin,,", "bad capacity"),
        ("Cellar,,,5,", "bad zone"),
        ("Cellar,,Mars/Olympus,5,", "bad zone"),
        ("Cellar,,Europe/Berlin,0,", "bad capacity"),
        (",,Europe/Berlin,5,", "bad name"),
    ],
)
def test_a_room_that_cannot_be_says_where(cast, row, fate):
    assert put(ROOMS, HEAD + row, cast.fresh("pia")) == [fate]


def test_only_who_keeps_classes_imports_rooms(cast):
    assert importing.may_import(cast.fresh("pia"), "rooms")
    for name in ("mia", "ben", "dora"):
        assert not importing.may_import(cast.fresh(name), "rooms")
    assert put(ROOMS, HEAD + "Attic,,Europe/Paris,8,\n", cast.fresh("ben")) == ["bad"]


THERE = "session,held_on,person,there,minutes,reason\n"


@pytest.fixture
def held(cast):
    """A session of an hour that goes on, with Ada and Ben in it; and how a row begins that means it."""
    session = of_course(cast)
    registered(cast, session, "ada", "ben")
    session = begun(session)
    return session, f"{session.title},{session.starts_at.astimezone(ZoneInfo(session.zone)).date()}"


def test_who_was_there_comes_in_and_is_credited_as_by_hand(cast, held):
    session, row = held
    text = THERE + f"{row.lower()},ada@example.org,,,\n{row},ben@example.org,yes,10,\n"

    assert put(ATTENDANCE, text, cast.fresh("pia")) == ["new", "new"]

    assert {each.person.name: each.minutes for each in session.registrations.all()} == {"Ada": 60, "Ben": 10}
    assert credited() == [("Ada", PART.course, PART.part)]
    before = Event.objects.count()
    assert put(ATTENDANCE, text, cast.fresh("pia")) == ["same", "same"]
    assert set(put(ATTENDANCE, written(ATTENDANCE), cast.fresh("pia"))) == {"same"}
    assert Event.objects.count() == before


def test_a_later_file_corrects_with_a_trace(cast, held):
    session, row = held
    put(ATTENDANCE, THERE + f"{row},ada@example.org,yes,60,\n", cast.fresh("pia"))

    assert put(ATTENDANCE, THERE + f"{row},ada@example.org,no,,Left at once\n", cast.fresh("pia")) == [
        "changed"
    ]

    last = AttendanceChange.objects.order_by("pk").last()
    assert (last.before, last.after, last.reason) == (60, 0, "Left at once")
    assert put(ATTENDANCE, THERE + f"{row},ben@example.org,excused,,\n", cast.fresh("pia")) == ["new"]
    assert session.registrations.get(person__name="Ben").outcome == "excused"


def test_attendance_that_cannot_be_says_where(cast, held):
    _session, row = held
    title = row.rpartition(",")[0]
    bad = {
        f"{row},dora@example.org,,,": "bad person",
        "No such,2026-03-02,ada@example.org,,,": "bad session",
        f"{title},2001-01-01,ada@example.org,,,": "bad session",
        f"{row},ada@example.org,perhaps,,": "bad there",
        f"{row},ada@example.org,yes,many,": "bad minutes",
    }

    assert [put(ATTENDANCE, THERE + each, cast.fresh("pia")) for each in bad] == [
        [fate] for fate in bad.values()
    ]
    assert not AttendanceChange.objects.exists()


def test_only_who_keeps_classes_imports_attendance_and_nobody_their_own(cast, held):
    session, row = held
    session.registrations.create(person=cast.fresh("pia").person, state="registered", seat=90)
    assert put(ATTENDANCE, THERE + f"{row},pia@example.org,,,\n", cast.fresh("pia")) == ["bad"]
    for name in ("mia", "ben", "dora"):
        assert not importing.may_import(cast.fresh(name), "class-attendance")
        assert put(ATTENDANCE, THERE + f"{row},ada@example.org,,,\n", cast.fresh(name)) == ["bad"]
