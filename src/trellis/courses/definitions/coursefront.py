"""What the front matter of a course says, as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trellis.courses.definitions.courses import AssignRule
from trellis.courses.definitions.durations import DueSaid, Length, Validity, due_of
from trellis.handbook.declared import Declared, Slug
from trellis.people.definitions.audiences import EVERYBODY, Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignSaid(Declared):
    """That people must or should take something, as it is written."""

    audience: Audience
    required: bool = False
    due: DueSaid | None = None
    begin: bool = False

    @property
    def made(self) -> AssignRule:
        """The rule."""
        due = due_of(self.due) if self.due is not None else None
        return AssignRule(self.audience, self.required, due, self.begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFront(Declared):
    """What `course:` in the front matter says."""

    owner: str = ""
    duration: Length | None = None
    modality: Literal[
        "self-paced", "micro", "instructor-led", "virtual", "blended", "workshop", "webinar", "external"
    ] = "self-paced"
    level: Literal["foundation", "practitioner", "expert"] = "foundation"
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    audience: Audience = EVERYBODY
    enrollment: Literal["open", "on-approval", "assigned"] = "open"
    languages: tuple[str, ...] = ()
    translation_of: Slug | Literal[""] = ""
    prerequisites: tuple[Slug, ...] = ()
    equivalent_to: tuple[Slug, ...] = ()
    competencies: tuple[Slug, ...] = ()
    levels: tuple[str, ...] = ()
    valid_for: Validity | None = None
    review_by: date | None = None
    assign: tuple[AssignSaid, ...] = ()
