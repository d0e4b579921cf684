"""What this room says has happened. Identifiers and keys only: what people wrote, and what was decided about what they
have shown, stays with the records, which can be erased as events cannot.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("learning.enrolled", about="enrollment", says=_("enrolled somebody in a course"))
@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody takes a course from now on, by the text of a revision."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    revision: str


@recorded("learning.enrollment-moved", about="enrollment", says=_("moved an enrollment to the newest text"))
@dataclass(frozen=True, slots=True)
class EnrollmentMoved:
    """Somebody goes on with a newer text; what they had done of parts that say the same stays done."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    revision: str


@recorded("learning.enrollment-ended", about="enrollment", says=_("ended an enrollment"))
@dataclass(frozen=True, slots=True)
class EnrollmentEnded:
    """An enrollment ended without completion: `state` is withdrawn or refused. Why stays with the record."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    state: str


@recorded("learning.part-completed", about="enrollment", says=_("completed a part of a course"))
@dataclass(frozen=True, slots=True)
class PartCompleted:
    """A part of a course is done."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    part: str
    revision: str


@recorded("learning.part-taken-back", about="enrollment", says=_("took back a part of a course"))
@dataclass(frozen=True, slots=True)
class PartTakenBack:
    """A part of a course is not done after all: what it was done by turned out otherwise."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    part: str


@recorded("learning.completion-taken-back", about="enrollment", says=_("took back a completion"))
@dataclass(frozen=True, slots=True)
class CompletionTakenBack:
    """A course is not completed after all, since a part that it needs was taken back."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str


@recorded("learning.course-completed", about="enrollment", says=_("completed a course"))
@dataclass(frozen=True, slots=True)
class CourseCompleted:
    """All parts of a course that are not optional are done."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str
    revision: str


@recorded(
    "learning.completion-taken-over", about="enrollment", says=_("wrote down what was completed elsewhere")
)
@dataclass(frozen=True, slots=True)
class CompletionTakenOver:
    """Somebody completed a course elsewhere, before; it counts here from then on. Where, stands with the parts."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str


@recorded("learning.completion-expired", about="enrollment", says=_("let a completion end"))
@dataclass(frozen=True, slots=True)
class CompletionExpired:
    """A completion counts no more, since its time is over."""

    enrollment: UUID
    by: UUID | None
    person: UUID
    course: str


@recorded("learning.path-begun", about="path_enrollment", says=_("began a learning path"))
@dataclass(frozen=True, slots=True)
class PathBegun:
    """Somebody takes a path from now on."""

    path_enrollment: UUID
    by: UUID | None
    person: UUID
    path: str


@recorded("learning.path-completed", about="path_enrollment", says=_("completed a learning path"))
@dataclass(frozen=True, slots=True)
class PathCompleted:
    """All parts of a path that are not optional are done."""

    path_enrollment: UUID
    by: UUID | None
    person: UUID
    path: str
    revision: str


@recorded("learning.path-taken-back", about="path_enrollment", says=_("took back the completion of a path"))
@dataclass(frozen=True, slots=True)
class PathTakenBack:
    """A path is not completed after all, since a course of it is not."""

    path_enrollment: UUID
    by: UUID | None
    person: UUID
    path: str


@recorded("learning.milestone-moved", about="path_enrollment", says=_("answered about a milestone"))
@dataclass(frozen=True, slots=True)
class MilestoneMoved:
    """Somebody says that they reached a milestone, or was answered; which of these stands with the path."""

    path_enrollment: UUID
    by: UUID | None
    person: UUID
    milestone: str


@recorded("learning.assigned", about="assignment", says=_("assigned something to learn"))
@dataclass(frozen=True, slots=True)
class Assigned:
    """Somebody must or should take a course or path by a day; `by` is None where the handbook asks for it."""

    assignment: UUID
    by: UUID | None
    person: UUID
    subject: str
    key: str


@recorded("learning.assignment-ended", about="assignment", says=_("ended an assignment"))
@dataclass(frozen=True, slots=True)
class AssignmentEnded:
    """An assignment is done, or asked no more: `state` says which."""

    assignment: UUID
    by: UUID | None
    person: UUID
    subject: str
    key: str
    state: str


@recorded("learning.exemption-moved", about="exemption", says=_("asked for or decided about an exemption"))
@dataclass(frozen=True, slots=True)
class ExemptionMoved:
    """Somebody asked that earlier learning counts, it was decided, or taken back; which stands with the exemption."""

    exemption: UUID
    by: UUID | None
    person: UUID
    course: str


@recorded("learning.course-rated", about="enrollment", says=_("said how a course was"))
@dataclass(frozen=True, slots=True)
class CourseRated:
    """Somebody said how a course was, or its owner answered (`is_answer`). What they said is not told."""

    enrollment: UUID
    by: UUID | None
    course: str
    is_answer: bool


@recorded("learning.campaign-began", about="campaign", says=_("began a campaign"))
@dataclass(frozen=True, slots=True)
class CampaignBegan:
    """A campaign of the handbook has begun: from now on its audience is told."""

    campaign: UUID
    by: UUID | None
    key: str
    revision: str


@recorded("learning.campaign-stopped", about="campaign", says=_("stopped a campaign early"))
@dataclass(frozen=True, slots=True)
class CampaignStopped:
    """Somebody stopped a campaign before its end: nobody is told any more."""

    campaign: UUID
    by: UUID | None
    key: str


@recorded("learning.goal-moved", about="goal", says=_("changed a goal of learning"), confidential=True)
@dataclass(frozen=True, slots=True)
class GoalMoved:
    """Somebody wants to learn something, or no longer, or has: `state` says which. What it is stays with the record."""

    goal: UUID
    by: UUID | None
    person: UUID
    state: str


@recorded("learning.path-made", about="made_path", says=_("made a learning path for somebody"))
@dataclass(frozen=True, slots=True)
class PathMade:
    """A path was made for one person."""

    made_path: UUID
    by: UUID | None
    person: UUID
    path: str


@recorded(
    "learning.made-path-moved",
    about="made_path",
    says=_("changed a learning path that was made for somebody"),
)
@dataclass(frozen=True, slots=True)
class MadePathMoved:
    """Such a path was completed, given up or taken up again (`state`), or its items changed."""

    made_path: UUID
    by: UUID | None
    person: UUID
    state: str


@recorded("learning.community-moved", about="community", says=_("changed a community of learners"))
@dataclass(frozen=True, slots=True)
class CommunityMoved:
    """A community was founded, changed or closed down: `state` says which."""

    community: UUID
    by: UUID | None
    state: str


@recorded(
    "learning.member-moved", about="community", says=_("changed who belongs to a community of learners")
)
@dataclass(frozen=True, slots=True)
class MemberMoved:
    """Somebody joined, left, or moderates from now on or no longer: `state` says which."""

    community: UUID
    by: UUID | None
    account: UUID
    state: str


@recorded("learning.question-moved", about="community_question", says=_("changed a question of a community"))
@dataclass(frozen=True, slots=True)
class QuestionMoved:
    """A question was asked, edited, answered by an accepted answer or not after all, hidden, shown, or reported."""

    community_question: UUID
    by: UUID | None
    community: UUID
    state: str
