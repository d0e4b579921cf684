"""What the current handbook says of classes, and for whom a session is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trellis.classes.definitions.classes import NAME, Classes
from trellis.classes.definitions.plans import Part, Week
from trellis.classes.definitions.programs import PROGRAM, Program
from trellis.core import defined
from trellis.courses import terms as of_courses
from trellis.people import terms as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group


def classes() -> Classes:
    """The terms that count now; the usual ones where the handbook says nothing."""
    found = defined.edition().handbook.assembled.get(NAME)
    return found if isinstance(found, Classes) else Classes()


def audience_of(said: Mapping[str, Any]) -> Audience:
    """The audience that a session keeps as plain values."""
    if not said:
        return EVERYBODY
    return Group(
        departments=tuple(said.get("departments", ())),
        roles=tuple(said.get("roles", ())),
        managers=True if said.get("managers") else None,
    )


def departments() -> dict[str, str]:
    """The departments that a session can be for, by key, with their titles."""
    return {key: each.title for key, each in of_people.all_departments().by_name.items()}


def programs() -> dict[str, Program]:
    """The programs of the current handbook by key; made once for each edition."""
    return defined.derive(_programs)


def program_at(path: str) -> Program | None:
    """The program of a page."""
    return next((each for each in programs().values() if each.path == path), None)


def _programs(edition: Any) -> dict[str, Program]:
    """The programs, with lessons told by the course that they are a part of: that is what people enroll in."""
    found = edition.handbook.assembled.get(PROGRAM)
    return {key: _with_courses(each) for key, each in found.items()} if isinstance(found, Mapping) else {}


def _with_courses(said: Program) -> Program:
    weeks = tuple(Week(each.title, tuple(map(_part, each.parts))) for each in said.weeks)
    return replace(said, weeks=weeks)


def _part(part: Part) -> Part:
    if part.kind != "lesson":
        return part
    course, lesson = next(of_courses.all_courses().with_lesson(part.path), (None, None))
    if course is None or lesson is None:  # it stands in no outline: a page to read
        return part._replace(kind="page")
    return part._replace(course=course.key, part=lesson.key, minutes=part.minutes or lesson.minutes)
