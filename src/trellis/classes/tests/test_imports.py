"""Rooms that come in from files."""

import pytest

from trellis.classes.importers import ROOMS
from trellis.classes.models import Room
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
