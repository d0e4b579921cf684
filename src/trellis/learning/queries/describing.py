"""Enrollments, assignments and what hangs on them, as lists of other rooms show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.definitions.rights import spelled
from trellis.core.objects import Described
from trellis.core.queries import titles_held
from trellis.core.rules import Account, Person, Somebody
from trellis.courses.definitions.courses import Course, Part
from trellis.courses.rules import suits
from trellis.learning import rules, terms
from trellis.learning.addresses import (
    course_address,
    enrollment_address,
    exemption_address,
    home_address,
    path_address,
)
from trellis.learning.models import (
    Assignment,
    Enrollment,
    Exemption,
    ExemptionState,
    PartProgress,
    PathEnrollment,
    Rating,
    Step,
)
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.queries import audiences

LESSON = "lesson"
"""The kind of object that discussions of lessons hang on."""
_NAMES = UUID("6f6f2c0e-5a55-4b60-9d0a-0d1f7d3a9c11")
"""The namespace of identifiers of lessons, which have none in the handbook: made of their paths."""


def lesson_key(path: str) -> UUID:
    """The identifier that the discussion of a lesson hangs on."""
    return uuid5(_NAMES, path)


def enrollments(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Enrollments by the title of the course. Names nobody."""
    rows = Enrollment.objects.filter(pk__in=keys).values_list("pk", "version__title")
    return {pk: Described(title, enrollment_address(pk)) for pk, title in rows}


def enrollments_to(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some enrollments that an account may see."""
    people = Person.objects.filter(rules.seen_people(who))
    seen = Enrollment.objects.filter(pk__in=keys, person__in=people).values_list("pk", flat=True)
    return enrollments(list(seen))


def assignments(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Assignments by what is to be learned, which is where they lead."""
    rows = Assignment.objects.filter(pk__in=keys).values_list("pk", "subject", "key", "title")
    return {pk: Described(title, start_address(subject, key)) for pk, subject, key, title in rows}


def start_address(subject: str, key: str) -> str:
    """Where somebody begins, or goes on with, what was assigned to them."""
    return reverse("learning:start", args=[subject, key])


def exemptions(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What is asked to count, by the title of the course."""
    rows = Exemption.objects.filter(pk__in=keys).values_list("pk", "course")
    return {pk: Described(terms.title_of("course", course), exemption_address(pk)) for pk, course in rows}


def sees_exemption(who: Somebody, key: UUID) -> bool:
    """Whoever sees what the person learns sees the evidence."""
    row = Exemption.objects.select_related("person").filter(pk=key).first()
    return row is not None and rules.can_see_learning(who, row.person)


def adds_to_exemption(who: Somebody, key: UUID) -> bool:
    """The person and whoever asked add evidence, until it is decided."""
    row = Exemption.objects.select_related("person").filter(pk=key, state=ExemptionState.ASKED).first()
    if row is None or not isinstance(who, Account) or not rules.can_see_learning(who, row.person):
        return False
    return who.pk == row.asked_by_id or who.person_id == row.person_id


def paths(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Paths that people take, by title."""
    rows = PathEnrollment.objects.filter(pk__in=keys).values_list("pk", "title")
    return {pk: Described(title, path_address(pk)) for pk, title in rows}


def practice(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What was practised and waits to be confirmed: by person and part, on the page of the enrollment."""
    rows = PartProgress.objects.filter(pk__in=keys).select_related(
        "enrollment__person", "enrollment__version"
    )
    found = {}
    for row in rows.defer("enrollment__version__texts"):
        titles = {each["key"]: each["title"] for each in row.enrollment.version.outline}
        label = _named(row.enrollment.person.name, titles.get(row.part, row.part))
        found[row.pk] = Described(label, f"{enrollment_address(row.enrollment_id)}#part-{row.part}")
    return found


def milestones(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Milestones that wait to be confirmed: by person and title, on the page of the path."""
    rows = Step.objects.filter(pk__in=keys).select_related("path__person")
    return {
        row.pk: Described(_named(row.path.person.name, row.title), path_address(row.path_id)) for row in rows
    }


def ratings(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What was said of courses, by the course."""
    rows = Rating.objects.filter(pk__in=keys).values_list("pk", "course")
    return {pk: Described(terms.title_of("course", course), _feedback(course)) for pk, course in rows}


def lesson_of_key(key: UUID) -> tuple[Course, Part] | None:
    """The lesson that a discussion is about, with its course. No query."""
    rows = ((course, part) for course in terms.courses().by_key.values() for part in course.parts)
    return next((each for each in rows if each[1].kind == "lesson" and lesson_key(each[1].path) == key), None)


def lesson_paths() -> dict[UUID, str]:
    """The paths of all lessons, by what their discussions hang on. No query."""
    parts = (part for course in terms.courses().by_key.values() for part in course.parts)
    return {lesson_key(part.path): part.path for part in parts if part.kind == "lesson"}


def talk(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Lessons of which something was said, by title: where it is answered."""
    return {
        key: Described(each.label, reverse("discussions:discussion", args=[LESSON, key]))
        for key, each in lessons(keys).items()
    }


def lessons(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Lessons by title, as far as whoever asks may read them."""
    wanted, edition = set(keys), current_edition()
    found = {}
    for course in terms.courses().by_key.values():
        for part in course.parts:
            if part.kind == "lesson" and (key := lesson_key(part.path)) in wanted and edition.sees(part.path):
                found[key] = Described(part.title, course_address(course.key))
    return found


def lessons_to(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some lessons that somebody may discuss: of courses that are for them, or that they took or own."""
    found = lessons(keys)
    if not found or not rules.can_see(who) or who.person_id is None:
        return {}
    facts = audiences.facts_on(today(), [who.person_id]).get(who.person_id)
    rows = Enrollment.objects.filter(person=who.person_id).order_by("enrolled_at", "pk")
    taken = dict(rows.values_list("course", "pk"))
    titles = {spelled(each) for each in titles_held(who)}
    seen: dict[UUID, Described] = {}
    for course in terms.courses().by_key.values():
        is_for = rules.can_keep(who) or spelled(course.owner) in titles or suits(course.audience, facts)
        for part in course.parts if is_for or course.key in taken else ():
            key = lesson_key(part.path) if part.kind == "lesson" else None
            if key in found and key is not None:
                address = (
                    reverse("learning:part", args=[taken[course.key], part.key])
                    if course.key in taken
                    else course_address(course.key)
                )
                seen[key] = Described(part.title, address)
    return seen


def _feedback(course: str) -> str:
    return reverse("learning:feedback", args=[course]) if course else home_address()


def _named(name: str, title: str) -> str:
    return _("%(name)s: %(title)s") % {"name": name, "title": title}
