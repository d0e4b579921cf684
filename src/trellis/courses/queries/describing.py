"""What the page of a course says beside its text: what leads to it, where its text comes from, its translations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from trellis.courses import rules
from trellis.courses.addresses import course_address
from trellis.courses.definitions.courses import Course, Courses, LearningPath
from trellis.courses.rules import Seeker
from trellis.courses.terms import courses_in
from trellis.handbook.transclude import dependencies
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.history import last_change
from trellis.pages.queries.reading import Neighbour
from trellis.pages.queries.translations import lag
from trellis.pages.translating import Text, Translated
from trellis.people.definitions.audiences import EVERYBODY, Audience, Group
from trellis.people.terms import role_titled
from trellis.roles.addresses import role_address
from trellis.roles.queries.competencies import competencies_of, competency_address


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation, and how far it is behind: commits of the original since it was changed last, and days."""

    course: Course
    url: str
    commits: int
    days: int


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a course. `changed` is when its text was changed last, as far as that is known."""

    prerequisites: tuple[Neighbour, ...]
    leads_to: tuple[Neighbour, ...]
    paths: tuple[LearningPath, ...]
    equivalent: tuple[Neighbour, ...]
    original: Neighbour | None
    translations: tuple[Translation, ...]
    sources: tuple[Neighbour, ...]
    competencies: tuple[Neighbour, ...]
    owner_url: str
    changed: datetime | None


def around(edition: Edition, courses: Courses, course: Course, seeker: Seeker) -> Around:
    """What stands around a course, as far as somebody may find it."""

    def named(keys: tuple[str, ...]) -> tuple[Neighbour, ...]:
        found = (courses.by_key.get(key) for key in keys)
        return tuple(
            Neighbour(each.title, course_address(each.key) if rules.can_find(seeker, each) else "")
            for each in found
            if each is not None
        )

    def found(several: tuple[Course, ...]) -> tuple[Course, ...]:
        return tuple(each for each in several if rules.can_find(seeker, each))

    original = named((course.translation_of,))
    role = role_titled(course.owner) if course.owner else None
    return Around(
        prerequisites=named(course.prerequisites),
        leads_to=tuple(
            Neighbour(each.title, course_address(each.key)) for each in found(courses.following(course.key))
        ),
        paths=tuple(each for each in courses.paths_with(course.key) if rules.can_find(seeker, each)),
        equivalent=named(course.equivalent_to),
        original=original[0] if original else None,
        translations=tuple(translation(edition, each, course) for each in found(courses.translations(course.key))),
        sources=sources_of(edition, course),
        competencies=tuple(_competencies(edition, course)),
        owner_url=role_address(role) if role is not None else "",
        changed=max(filter(None, (_changed(edition, path) for path in pages_of(course))), default=None),
    )  # fmt: skip


def pages_of(course: Course) -> tuple[str, ...]:
    """The pages that a course is made of: its own, its lessons and quizzes."""
    return tuple(dict.fromkeys((course.path, *(each.path for each in course.parts if each.path))))


def sources_of(edition: Edition, course: Course) -> tuple[Neighbour, ...]:
    """The pages of the handbook that its text comes from besides its own: what it includes, and lessons elsewhere."""
    pages, own = edition.handbook.pages, f"{course.folder}/"
    found: dict[str, None] = {}
    for path in pages_of(course):
        page = pages.get(path)
        if page is None:
            continue
        if not path.startswith(own):
            found[path] = None
        if "![[" in page.text:
            found |= dict.fromkeys(sorted(dependencies(page, edition.handbook.environment)))
    return tuple(
        Neighbour(pages[path].title, page_address(pages[path].url))
        for path in found
        if path in pages and not path.startswith(own)
    )


def translation(edition: Edition, course: Course, original: Course) -> Translation:
    """How far a translation is behind its original."""
    found = lag(edition, pages_of(course), pages_of(original))
    return Translation(course, course_address(course.key), found.commits, found.days)


def translations_of(edition: Edition, courses: Courses, key: str) -> tuple[Translation, ...]:
    """The translations of a course, each with how far it is behind, for who writes it."""
    original = courses.by_key.get(key)
    if original is None:
        return ()
    return tuple(translation(edition, each, original) for each in courses.translations(key))


def translated(edition: Edition) -> Iterator[Translated]:
    """The courses that are translations, for the list of all that are."""
    courses = courses_in(edition)
    for course in courses.by_key.values():
        if course.translation_of:
            original = courses.by_key.get(course.translation_of)
            language = course.languages[0] if course.languages else ""
            yield Translated(_text(course), _text(original) if original is not None else None, language)


def _text(course: Course) -> Text:
    return Text(course.title, course_address(course.key), pages_of(course))


def audience_in_words(audience: Audience) -> list[tuple[str, str]]:
    """Whom something is for, as pairs of what is asked for and its values; empty for everybody."""
    if audience == EVERYBODY or not isinstance(audience, Group):
        return []
    return list(_said(audience))


def _said(group: Group) -> Iterator[tuple[str, str]]:
    for name in ("departments", "entities", "countries", "roles", "families", "contract_types"):
        values = getattr(group, name)
        if values:
            yield name, ", ".join(values)
    if group.from_grade is not None or group.to_grade is not None:
        yield "grades", "–".join(str(each) for each in (group.from_grade, group.to_grade) if each is not None)
    if group.hired_from is not None:
        yield "hired_from", date_format(group.hired_from)
    if group.hired_until is not None:
        yield "hired_until", date_format(group.hired_until)
    if group.managers is not None:
        yield "managers" if group.managers else "not_managers", ""
    for each in group.all:
        yield from _said(each)
    if group.any:
        yield "any", " / ".join("; ".join(value or name for name, value in _said(each)) for each in group.any)
    if group.not_ is not None:
        yield "not", "; ".join(value or name for name, value in _said(group.not_))


def _changed(edition: Edition, path: str) -> datetime | None:
    found = last_change(edition, path)
    return found.when if found is not None else None


def _competencies(edition: Edition, course: Course) -> Iterator[Neighbour]:
    known = competencies_of(edition).by_key
    for key in course.competencies:
        found = known.get(key)
        yield Neighbour(found.title, competency_address(key)) if found is not None else Neighbour(key, "")
