"""The one place where this room knows of quizzes: attempts are begun here, and heard of once they are graded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from trellis.assessments import terms
from trellis.assessments.addresses import attempt_address
from trellis.assessments.events import AttemptGraded, AttemptVoided
from trellis.assessments.queries import results
from trellis.assessments.services import attempts
from trellis.assessments.using import Use
from trellis.core.rules import Account, Person
from trellis.courses import terms as of_courses
from trellis.courses.addresses import course_address
from trellis.learning.models import Enrollment, EnrollmentState
from trellis.learning.services.errors import LearningError
from trellis.pages.queries.current import current_edition

__all__ = [
    "AttemptGraded",
    "AttemptVoided",
    "asks_for_honor",
    "attempts_of",
    "begin",
    "enrollment_of",
    "is_passed",
    "passed_within",
    "subject_of",
    "told_of",
    "uses_of_quizzes",
]


def subject_of(enrollment: UUID) -> str:
    """What attempts of an enrollment are about."""
    return f"enrollment:{enrollment}"


def enrollment_of(subject: str) -> UUID | None:
    """The enrollment that an attempt is about; `None` for attempts of anything else."""
    kind, _colon, key = subject.partition(":")
    try:
        return UUID(key) if kind == "enrollment" else None
    except ValueError:
        return None


def begin(
    person: Person, quiz: str, *, revision: str, enrollment: UUID, back_to: str, honor: bool, by: Account
) -> str:
    """Begin an attempt at a quiz as part of an enrollment, or go on with it: where it is taken.

    Raises what the room of quizzes raises, and LearningError where the course was given up.
    """
    if Enrollment.objects.filter(pk=enrollment, state=EnrollmentState.WITHDRAWN).exists():
        raise LearningError(_("This course is not under way any more."))
    made = attempts.begin(
        person, quiz, revision=revision, subject=subject_of(enrollment), back_to=back_to, honor=honor, by=by,
        earlier=_given_up(person.pk, enrollment),
    )  # fmt: skip
    return attempt_address(made.pk)


def _given_up(person: UUID, enrollment: UUID) -> list[str]:
    """The subjects of the enrollments that somebody gave up before: who withdraws has no more attempts by it.

    After a completion it begins anew. Two queries.
    """
    own = Enrollment.objects.filter(person=person)
    own = own.filter(course__in=own.filter(pk=enrollment).values("course")).exclude(pk=enrollment)
    done = own.filter(state=EnrollmentState.COMPLETED).aggregate(last=Max("completed_at"))["last"]
    before = own.filter(state=EnrollmentState.WITHDRAWN)
    before = before.filter(enrolled_at__gt=done) if done is not None else before
    return [subject_of(each) for each in before.values_list("pk", flat=True)]


def attempts_of(enrollment: UUID, quiz: str) -> list[Any]:
    """The attempts at a quiz of an enrollment, the first first. One query."""
    return list(results.attempts_of(subject_of(enrollment), quiz))


def is_passed(attempt: UUID) -> bool:
    """Whether an attempt is passed as it stands now. One query."""
    return results.is_passed(attempt)


def passed_within(enrollment: UUID, quiz: str) -> UUID | None:
    """The first attempt at a quiz of an enrollment that is passed as it stands now. One query."""
    return results.first_passed(subject_of(enrollment), quiz)


def uses_of_quizzes(paths: Collection[str]) -> dict[str, list[Use]]:
    """The courses that have quizzes as parts, by the path of the quiz. No query."""
    edition, found = current_edition(), dict[str, list[Use]]()
    for course in of_courses.all_courses().by_key.values():
        if edition.sees(course.path):
            for part in course.parts:
                if part.kind == "quiz" and part.path in paths:
                    found.setdefault(part.path, []).append(Use(course.title, course_address(course.key)))
    return found


def told_of(quiz: str, revision: str) -> dict[str, Any]:
    """What somebody should know before they begin a quiz: `asked` questions, `passed_from` in per cent, `minutes` and
    `attempts` (each `None`: without end); empty where the quiz is gone.
    """
    found = terms.quiz_in(quiz, revision)
    if found is None:
        return {}
    return {
        "asked": found.asked, "passed_from": found.settings.pass_mark * 100, "minutes": found.settings.time_minutes,
        "attempts": found.settings.attempts, "wait": found.settings.wait,
    }  # fmt: skip


def asks_for_honor(quiz: str, revision: str) -> bool:
    """Whether somebody has to confirm first that they do it on their own."""
    found = terms.quiz_in(quiz, revision)
    return found is not None and "honor-code" in found.settings.integrity
