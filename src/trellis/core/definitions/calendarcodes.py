"""The codes of working calendars, `CA…`."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity

_FILE = "calendars/berlin.yml"
_GOOD = """\
title: Berlin
entity: Overspan GmbH
time-zone: Europe/Berlin
hours:
  monday: [09:00-12:30, 13:00-17:30]
holidays:
  - {date: 2026-05-01, name: Labour Day}
"""
_ENTITIES = {"handbook.yml": "entities:\n  - name: Overspan GmbH\n"}


def _calendar(text: str = _GOOD) -> Example:
    return Example({**_ENTITIES, _FILE: text})


UNKNOWN_ZONE = Code(
    "CA001",
    "unknown-time-zone",
    Severity.ERROR,
    "A calendar names a time zone that does not exist.",
    "Nobody can say when its hours are, so that the calendar is left out and nothing is due by it.",
    "Write the name as the tz database has it: a region and a city, such as Europe/Berlin.",
    _calendar(_GOOD.replace("Europe/Berlin", "Europe/Munich")),
    _calendar(),
)
OVERLAPPING_HOURS = Code(
    "CA002",
    "overlapping-hours",
    Severity.ERROR,
    "Two stretches of working hours of one day overlap.",
    "The time that they share would count once, and whoever wrote them meant something else.",
    "Let the second begin when the first has ended.",
    _calendar(_GOOD.replace("12:30", "13:30")),
    _calendar(),
)
DAY_TWICE = Code(
    "CA003",
    "day-twice",
    Severity.WARNING,
    "A day stands twice among the holidays of a calendar.",
    "Only the first counts. If the two differ, the calendar does not say what its reader believes.",
    "Take one of them away.",
    _calendar(_GOOD + "  - {date: 2026-05-01, name: May Day}\n"),
    _calendar(_GOOD + "  - {date: 2026-05-14, name: Ascension Day}\n"),
)
ENTITY_WITHOUT_CALENDAR = Code(
    "CA004",
    "entity-without-calendar",
    Severity.WARNING,
    "A legal entity of handbook.yml has no calendar, while others have one.",
    "What is due there is counted by the calendar of another entity, with its holidays and its time zone.",
    "Add a file to calendars/ that names the entity.",
    Example({"handbook.yml": "entities:\n  - name: Overspan GmbH\n  - name: Overspan Ltd\n", _FILE: _GOOD}),
    _calendar(),
)
UNKNOWN_ENTITY = Code(
    "CA005",
    "unknown-entity",
    Severity.WARNING,
    "A calendar names a legal entity that handbook.yml does not have.",
    "The calendar is nobody's: it counts only for those who choose it.",
    "Write the entity as it stands in handbook.yml, or leave the line out.",
    _calendar(_GOOD.replace("Overspan GmbH", "Overspan AG")),
    _calendar(),
)
NO_WORKING_HOURS = Code(
    "CA006",
    "no-working-hours",
    Severity.ERROR,
    "A calendar has no working hours at all.",
    "Nothing that is counted in working time would ever be due, so that the calendar is left out.",
    "Say the hours of at least one weekday.",
    _calendar(_GOOD.replace("[09:00-12:30, 13:00-17:30]", "[]")),
    _calendar(),
)
CODES: tuple[Code, ...] = (
    UNKNOWN_ZONE,
    OVERLAPPING_HOURS,
    DAY_TWICE,
    ENTITY_WITHOUT_CALENDAR,
    UNKNOWN_ENTITY,
    NO_WORKING_HOURS,
)
