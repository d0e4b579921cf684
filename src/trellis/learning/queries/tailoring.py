"""What of a template somebody still needs: paths of the handbook, less what a person has, in the order of the template.

Two people with different gaps get different items of the same template, and each item says why it is there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.courses.definitions.courses import Course, LearningPath, PathPart
from trellis.courses.rules import suits
from trellis.learning import terms
from trellis.learning.models import ItemKind
from trellis.learning.queries import mine, standing
from trellis.learning.queries.standing import Completion
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts
from trellis.people.queries import audiences


@dataclass(frozen=True, slots=True)
class Picked:
    """An item that somebody gets, and why."""

    kind: str
    key: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Tailored:
    """What somebody gets of a template, and what they do not need, each with why."""

    items: tuple[Picked, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Person:
    """What is known of one person while their path is made."""

    facts: Facts | None
    has: dict[str, Completion]
    for_role: dict[str, str]
    items: list[Picked] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def tailored(template: LearningPath, people: Collection[UUID]) -> dict[UUID, Tailored]:
    """What each of some people gets of a template. Four queries for any number of people."""
    day, edition = today(), current_edition()
    courses = {
        key: found
        for key in _with_what_comes_before(template)
        if (found := terms.course(key)) is not None and edition.sees(found.path)
    }
    facts = audiences.facts_on(day, people)
    counting = standing.covers(list(courses), people, day)
    made = {}
    several = list(courses.values())
    for pk in people:
        own = facts.get(pk)
        fitting = mine.for_next_level(own, several) | mine.for_role(own, several) if own else {}
        has = {key: each for (person, key), each in counting.items() if person == pk}
        somebody = _Person(own, has, fitting)
        for part in template.parts:
            _part(somebody, part, courses)
        made[pk] = Tailored(tuple(somebody.items), tuple(somebody.left_out))
    return made


def _part(somebody: _Person, part: PathPart, courses: dict[str, Course]) -> None:
    if part.kind == "milestone":
        somebody.items.append(Picked(ItemKind.TASK, "", part.title, _("a milestone of the template")))
        return
    there = [courses[key] for key in part.courses if key in courses]
    had = [each for each in there if each.key in somebody.has]
    needed = part.needed - len(had)
    for each in had:
        on = date_format(somebody.has[each.key].on)
        somebody.left_out.append((each.title, _("had since %(day)s") % {"day": on}))
    open_ = [each for each in there if each not in had]
    fitting = [each for each in open_ if _fits(somebody, each)]
    for each in open_:
        if each not in fitting:
            somebody.left_out.append((each.title, _("for others by its audience or level")))
    # Of courses to choose from, those for the role and the next level first; sorting keeps the order of the template.
    for each in sorted(fitting, key=lambda course: course.key not in somebody.for_role)[: max(needed, 0)]:
        for key in each.prerequisites:
            before = courses.get(key)
            if before is not None and key not in somebody.has:
                _add(somebody, before, _("comes before %(title)s") % {"title": each.title})
        _add(somebody, each, somebody.for_role.get(each.key, _("of the template, not had yet")))


def _add(somebody: _Person, course: Course, why: str) -> None:
    if all(each.key != course.key for each in somebody.items):
        somebody.items.append(Picked(ItemKind.COURSE, course.key, course.title, why))


def _fits(somebody: _Person, course: Course) -> bool:
    """Whether a course is for somebody: by its audience, and where it names levels, by theirs or the next."""
    if not suits(course.audience, somebody.facts):
        return False
    return not course.levels or course.key in somebody.for_role


def _with_what_comes_before(template: LearningPath) -> set[str]:
    """The courses of a template, and those that have to be completed before them."""
    keys = {key for part in template.parts for key in part.courses}
    for key in list(keys):
        found = terms.course(key)
        keys |= set(found.prerequisites) if found is not None else set()
    return keys
