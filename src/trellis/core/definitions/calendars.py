"""`calendars/*.yml`: when people work at a place of the organisation.

title: Berlin
entity: Overspan GmbH
time-zone: Europe/Berlin
hours:
  monday: [09:00-12:30, 13:00-17:30]
  friday: 09:00-15:00
holidays:
  - {date: 2026-01-01, name: New Year's Day}
  - {date: 2026-12-24, name: Christmas Eve, hours: 09:00-13:00}

The name of the file without its ending is the name of the calendar. A weekday that is not named is free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from trellis.core.definitions import calendarcodes as codes
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import SLUG, Check, Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node

NAME = "calendars"
DAY = 24 * 60
"""Minutes."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STRETCH = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)")
Minutes = tuple[int, int]
"""A stretch of a day in minutes since its midnight: from the first, up to and without the second."""


def minutes_of(stretch: str) -> Minutes:
    """`09:00-17:30` in minutes. Raises ValueError where the end is not after the beginning."""
    found = _STRETCH.fullmatch(stretch)
    if found is None:
        raise ValueError(stretch)
    hour, minute, last_hour, last_minute = map(int, found.groups())
    begin, end = hour * 60 + minute, last_hour * 60 + last_minute
    if not begin < end <= DAY:
        raise ValueError(stretch)
    return begin, end


def _is_stretch(text: str) -> bool:
    try:
        minutes_of(text)
    except ValueError:
        return False
    return True


Stretch = Annotated[
    str, Check(_is_stretch, "hours of one day such as 09:00-17:30, with the end after the beginning")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(Declared):
    """The working hours of each weekday."""

    monday: tuple[Stretch, ...] = ()
    tuesday: tuple[Stretch, ...] = ()
    wednesday: tuple[Stretch, ...] = ()
    thursday: tuple[Stretch, ...] = ()
    friday: tuple[Stretch, ...] = ()
    saturday: tuple[Stretch, ...] = ()
    sunday: tuple[Stretch, ...] = ()

    def hours_on(self, weekday: int) -> tuple[Minutes, ...]:
        """The hours of a weekday, 0 for Monday, in order."""
        written: tuple[str, ...] = getattr(self, WEEKDAYS[weekday])
        return tuple(sorted(map(minutes_of, written)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Declared):
    """A day on which other hours are worked than on its weekday: none, unless `hours` says some."""

    date: date
    name: str
    hours: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(Declared):
    """A calendar: `title` is what people read, `entity` the legal entity that it is of."""

    title: str
    time_zone: str
    hours: Week
    entity: str = ""
    holidays: tuple[Holiday, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendars:
    """All calendars by name, and the name of the first one of each entity. `default` is empty where there is none."""

    by_name: Mapping[str, Calendar] = field(default_factory=dict)
    of_entity: Mapping[str, str] = field(default_factory=dict)
    default: str = ""


class CalendarsKind(DataKind[Calendar | None]):
    """The kind `calendars`. Joined, it is the `Calendars` of all sources together."""

    name = NAME
    files = ("calendars/*.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Calendar | None:
        """What a file says; None where its hours cannot be told."""
        if not SLUG.holds(name_of(path)):
            reporter.report(
                declaredcodes.WRONG_VALUE,
                Span(0, 0),
                f"The name of a calendar's file must be {SLUG.expected}.",
            )
            return None
        made = read(node, Calendar, reporter, "the calendar")
        if made is None or not _has_zone(made, reporter) or not _has_hours(made, reporter):
            return None
        for weekday in WEEKDAYS:
            _check_stretches(made.hours, weekday, getattr(made.hours, weekday), reporter)
        seen: set[date] = set()
        for holiday in made.holidays:
            _check_stretches(holiday, "hours", holiday.hours, reporter)
            if holiday.date in seen:
                reporter.report(
                    codes.DAY_TWICE,
                    holiday.span_of("date"),
                    f"{holiday.date} stands among the holidays already.",
                )
            seen.add(holiday.date)
        return made

    def join(
        self,
        read: Mapping[str, Calendar | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Calendars:
        """All calendars; of two with one name the first counts, and that of the first entity is the default."""
        by_name: dict[str, Calendar] = {}
        of_entity: dict[str, str] = {}
        entities = [entity.name for entity in handbook.settings.entities]
        for path, calendar in read.items():
            if calendar is None:
                continue
            by_name.setdefault(name_of(path), calendar)
            if calendar.entity in entities:
                of_entity.setdefault(calendar.entity, name_of(path))
            elif calendar.entity:
                _tell_unknown(calendar, entities, reporter_for(path))
        missing = [entity for entity in entities if entity not in of_entity]
        if by_name and missing and handbook.settings.path is not None:
            _tell_missing(missing, handbook, reporter_for(handbook.settings.path))
        first = next((of_entity[entity] for entity in entities if entity in of_entity), None)
        return Calendars(by_name, of_entity, first or next(iter(by_name), ""))


def name_of(path: str) -> str:
    """The name of the calendar in a file."""
    return path.rpartition("/")[2].rpartition(".")[0]


def is_zone(name: str) -> bool:
    """Whether the tz database has a time zone of this name; how it is written counts."""
    if not name or len(name) > 64 or name.startswith(("/", ".")) or ".." in name:
        return False
    return name in all_zones()


@lru_cache(maxsize=1)
def all_zones() -> frozenset[str]:
    """The names of all time zones that have a place, and UTC."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def zone(name: str) -> ZoneInfo:
    """A time zone by its name. Raises ValueError for one that there is not."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(name) from error


def _has_zone(calendar: Calendar, reporter: Reporter) -> bool:
    if is_zone(calendar.time_zone):
        return True
    near = get_close_matches(calendar.time_zone, all_zones(), 1, 0.7)
    reporter.report(
        codes.UNKNOWN_ZONE,
        calendar.span_of("time_zone"),
        f"There is no time zone “{calendar.time_zone[:80]}”.",
        hint=f"Did you mean “{near[0]}”?" if near else None,
    )
    return False


def _has_hours(calendar: Calendar, reporter: Reporter) -> bool:
    if any(getattr(calendar.hours, weekday) for weekday in WEEKDAYS):
        return True
    reporter.report(
        codes.NO_WORKING_HOURS, calendar.key_span_of("hours"), "No weekday of this calendar has hours."
    )
    return False


def _check_stretches(of: Declared, key: str, stretches: tuple[str, ...], reporter: Reporter) -> None:
    for former, later in pairwise(sorted(stretches, key=minutes_of)):
        if minutes_of(later)[0] < minutes_of(former)[1]:
            reporter.report(codes.OVERLAPPING_HOURS, of.span_of(key), f"{former} and {later} overlap.")


def _tell_unknown(calendar: Calendar, entities: list[str], reporter: Reporter) -> None:
    near = get_close_matches(calendar.entity, entities, 1, 0.6)
    reporter.report(
        codes.UNKNOWN_ENTITY,
        calendar.span_of("entity"),
        f"handbook.yml has no entity “{calendar.entity[:80]}”.",
        hint=f"Did you mean “{near[0]}”?" if near else None,
    )


def _tell_missing(missing: list[str], handbook: Handbook, reporter: Reporter) -> None:
    data = handbook.data.get(handbook.settings.path or "")
    written = data.node.get("entities") if data is not None and data.node is not None else None
    nodes = written.value if written is not None and isinstance(written.value, list) else []
    for entity in missing:
        named = (node.get("name") for node in nodes)
        span = next((name.span for name in named if name is not None and name.value == entity), Span(0, 0))
        reporter.report(codes.ENTITY_WITHOUT_CALENDAR, span, f"No calendar is of “{entity}”.")
