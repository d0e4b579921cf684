"""`calendars/*.yml` is read as the compiler reads all definitions."""

from __future__ import annotations

from datetime import date

import pytest

from trellis.core.definitions.calendars import Calendar, Calendars, CalendarsKind, Holiday, Week, is_zone
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource

ENTITIES = "entities:\n  - name: Overspan GmbH\n  - name: Overspan Ltd\n"
BERLIN = """\
title: Berlin
entity: Overspan GmbH
time-zone: Europe/Berlin
hours:
  monday: [13:00-17:30, 09:00-12:30]
  friday: 09:00-15:00
holidays:
  - {date: 2026-12-24, name: Christmas Eve, hours: 09:00-13:00}
"""
LONDON = "title: London\nentity: Overspan Ltd\ntime-zone: Europe/London\nhours: {tuesday: 09:00-17:00}\n"


def compiled(**files):
    source = MemorySource({name.replace("__", "/") + ".yml": text.encode() for name, text in files.items()})
    handbook = Compiler((CalendarsKind(),)).compile(source).handbook
    return handbook.assembled["calendars"], [
        (each.code, each.path, each.start.line) for each in handbook.diagnostics
    ]


def test_a_calendar_is_read():
    found, told = compiled(handbook=ENTITIES, calendars__berlin=BERLIN, calendars__a_london=LONDON)

    assert told == [("HB042", "calendars/a_london.yml", 1), ("CA004", "handbook.yml", 3)]
    assert found.by_name == {
        "berlin": Calendar(
            title="Berlin",
            entity="Overspan GmbH",
            time_zone="Europe/Berlin",
            hours=Week(monday=("13:00-17:30", "09:00-12:30"), friday=("09:00-15:00",)),
            holidays=(Holiday(date=date(2026, 12, 24), name="Christmas Eve", hours=("09:00-13:00",)),),
        )
    }


def test_hours_of_a_weekday_are_in_order():
    found, _ = compiled(handbook=ENTITIES, calendars__berlin=BERLIN)

    assert found.by_name["berlin"].hours.hours_on(0) == ((540, 750), (780, 1050))
    assert found.by_name["berlin"].hours.hours_on(1) == ()


def test_the_calendar_of_the_first_entity_is_the_default():
    found, told = compiled(handbook=ENTITIES, calendars__berlin=LONDON, calendars__munich=BERLIN)

    assert told == []
    assert found.default == "munich"
    assert found.of_entity == {"Overspan GmbH": "munich", "Overspan Ltd": "berlin"}


def test_a_handbook_without_calendars_has_none():
    assert compiled(handbook=ENTITIES) == (Calendars(), [])


@pytest.mark.parametrize(
    "hours", ["9:00-17:00", "17:00-09:00", "09:00-09:00", "00:00-24:01", "22:00-06:00", "morning"]
)
def test_hours_that_cannot_be_are_told(hours):
    found, told = compiled(
        handbook="entities: [{name: Overspan GmbH}]\n", calendars__berlin=BERLIN.replace("09:00-15:00", hours)
    )

    assert told == [("HB042", "calendars/berlin.yml", 6)]
    assert found.by_name["berlin"].hours.friday == ()


@pytest.mark.parametrize(
    "name", ["", "Europe/Munich", "../etc/passwd", "/etc/localtime", "EST5EDT", "europe/berlin"]
)
def test_only_zones_of_the_database_are_zones(name):
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"])
def test_places_and_utc_are_zones(name):
    assert is_zone(name)
