"""What this room says has happened to which attempt of whom: never an answer, and never how well somebody did.

Events stay for good, and a result does not: who needs it reads it of the attempt, as it stands then.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("assessments.attempt-begun", about="attempt", says=_("began a quiz"))
@dataclass(frozen=True, slots=True)
class AttemptBegun:
    """Somebody began to take a quiz."""

    attempt: UUID
    by: UUID | None
    person: UUID
    quiz: str
    subject: str


@recorded("assessments.attempt-submitted", about="attempt", says=_("handed in a quiz"))
@dataclass(frozen=True, slots=True)
class AttemptSubmitted:
    """An attempt was handed in; by the clock where `by_time`."""

    attempt: UUID
    by: UUID | None
    person: UUID
    quiz: str
    subject: str
    by_time: bool


@recorded("assessments.attempt-graded", about="attempt", says=_("had a quiz graded"))
@dataclass(frozen=True, slots=True)
class AttemptGraded:
    """The result of an attempt is known, or has become another. Rooms above look it up, and react."""

    attempt: UUID
    by: UUID | None
    person: UUID
    quiz: str
    subject: str


@recorded("assessments.attempt-voided", about="attempt", says=_("declared an attempt void"))
@dataclass(frozen=True, slots=True)
class AttemptVoided:
    """An attempt counts for nothing any more; its result, if there was one, is none."""

    attempt: UUID
    by: UUID | None
    person: UUID
    quiz: str
    subject: str


@recorded("assessments.appeal-made", about="appeal", says=_("appealed against a result"))
@dataclass(frozen=True, slots=True)
class AppealMade:
    """Somebody asks a person to look at a result again."""

    appeal: UUID
    by: UUID | None
    attempt: UUID


@recorded("assessments.appeal-decided", about="appeal", says=_("decided an appeal"))
@dataclass(frozen=True, slots=True)
class AppealDecided:
    """An appeal was answered; how stands with the appeal."""

    appeal: UUID
    by: UUID | None
    attempt: UUID


@recorded("assessments.regraded", about="regrade", says=_("had a question graded anew"))
@dataclass(frozen=True, slots=True)
class QuestionRegraded:
    """A question was wrong, and all who were asked it are graded anew by a job."""

    regrade: UUID
    by: UUID | None
    quiz: str
    question: str
    kind: str


@recorded(
    "assessments.extra-time-given", about="extra_time", says=_("changed an arrangement"), confidential=True
)
@dataclass(frozen=True, slots=True)
class ExtraTimeKept:
    """More time was given to somebody, or ended. Whose and why is need-to-know."""

    extra_time: UUID
    by: UUID | None
