"""Where each kind of evidence is known: the wiring of this room to itself and to the rooms below.

Courses, classes, practicals, paths and hours are known by learning (a class is credited there once it was attended),
quizzes by assessments, sessions that were observed by classes, sign-offs and certificates here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from trellis.assessments.queries import shown as of_assessments
from trellis.certifications import facts, naming, taught
from trellis.certifications.definitions.evidence import (
    CERTIFICATION,
    CLASS,
    COURSE,
    HOURS,
    OBSERVED,
    PATH,
    PRACTICAL,
    QUIZ,
    SIGN_OFF,
    Evidence,
)
from trellis.certifications.definitions.requirements import ANY
from trellis.certifications.facts import Found
from trellis.certifications.queries import behind, own
from trellis.classes import authorising
from trellis.classes.queries import results as of_classes
from trellis.learning.queries import shown as of_learning
from trellis.learning.queries import standing


def courses(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """What counts as completions of courses: with equivalents, earlier learning and exemptions."""
    for (person, key), several in standing.completions(keys, people).items():
        for each in several:
            source = f"enrollment:{each.enrollment}" if each.enrollment else f"exemption:{each.exemption}"
            yield person, Evidence(
                kind=COURSE, key=key, on=each.on, until=each.until, title=naming.plain_title(COURSE, each.course),
                source=source, revision=each.revision,
            )  # fmt: skip


def quizzes(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """The attempts that were passed."""
    for each in of_assessments.passed(people, keys):
        yield each.person, Evidence(
            kind=QUIZ, key=each.quiz, on=each.on, amount=each.score, title=each.title,
            source=f"attempt:{each.attempt}", revision=each.revision,
        )  # fmt: skip


def paths(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """The paths that were completed."""
    for each in of_learning.paths_done(people, keys, day):
        yield each.person, Evidence(
            kind=PATH, key=each.path, on=each.on, title=each.title, source=f"path:{each.enrollment}",
            revision=each.revision,
        )  # fmt: skip


def hours(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """The length of the courses that were completed, for each topic that is asked for; an empty one is any."""
    for each in of_learning.learned(people, day):
        for topic in keys:
            if not topic or topic in each.topics:
                yield each.person, Evidence(
                    kind=HOURS, key=topic, on=each.on, amount=each.hours, title=each.title,
                    source=f"enrollment:{each.enrollment}", revision=each.revision,
                )  # fmt: skip


def observed(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
    """The sessions in which people were seen to be able to run such alone: of a course, and of any."""
    for each in of_classes.seen_ready(people, () if ANY in keys else keys, day):
        for key in {each.course, ANY} & set(keys):
            yield each.person, Evidence(
                kind=OBSERVED, key=key, on=each.on, title=each.title, source=f"observation:{each.observation}",
                revision=each.revision,
            )  # fmt: skip


def _parts(kind: str) -> facts.Source:
    """The parts of courses of one kind that were done."""

    def source(people: Collection[UUID], keys: Collection[str], day: date) -> Iterator[Found]:
        asked = {(course, part) for course, _slash, part in (key.partition("/") for key in keys)}
        for each in of_learning.parts_done(people, asked):
            if each.kind == kind:
                yield each.person, Evidence(
                    kind=kind, key=f"{each.course}/{each.part}", on=each.on, title=each.title,
                    source=f"enrollment:{each.enrollment}", revision=each.revision,
                )  # fmt: skip

    return source


def register() -> None:
    """Called when Django starts."""
    facts.register(SIGN_OFF, own.sign_offs)
    facts.register(CERTIFICATION, own.certificates)
    facts.register(COURSE, courses)
    facts.register(QUIZ, quizzes)
    facts.register(PATH, paths)
    facts.register(HOURS, hours)
    facts.register(OBSERVED, observed)
    authorising.register(own.titles_held)
    for kind in (CLASS, PRACTICAL):
        facts.register(kind, _parts(kind))
    for kind in (COURSE, HOURS, CLASS, PRACTICAL):
        taught.register(kind, behind.of_enrollment)
    taught.register(QUIZ, behind.of_attempt)
