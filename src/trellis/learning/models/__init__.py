"""What happens when people learn: enrollments, progress, assignments, what they write down, paths, words, sums."""

from trellis.learning.models.assignments import (
    Assignment,
    AssignmentState,
    Exemption,
    ExemptionKind,
    ExemptionState,
    Subject,
)
from trellis.learning.models.campaigns import Campaign, Reach
from trellis.learning.models.communities import Community, Flag, Membership, Question
from trellis.learning.models.enrollments import (
    OPEN,
    CourseVersion,
    Enrollment,
    EnrollmentState,
    Followed,
    PartProgress,
    PartState,
    Reason,
)
from trellis.learning.models.feedback import Demand, Rating
from trellis.learning.models.goals import (
    Goal,
    GoalKind,
    GoalState,
    ItemKind,
    MadeItem,
    MadePath,
    MadeState,
)
from trellis.learning.models.own import Note, NoteKind, Reply
from trellis.learning.models.paths import PathEnrollment, PathState, Step
from trellis.learning.models.sums import DailySum
from trellis.learning.models.taken_back import Cause, TakenBack

__all__ = [
    "OPEN",
    "Assignment",
    "AssignmentState",
    "Campaign",
    "Cause",
    "Community",
    "CourseVersion",
    "DailySum",
    "Demand",
    "Enrollment",
    "EnrollmentState",
    "Exemption",
    "ExemptionKind",
    "ExemptionState",
    "Flag",
    "Followed",
    "Goal",
    "GoalKind",
    "GoalState",
    "ItemKind",
    "MadeItem",
    "MadePath",
    "MadeState",
    "Membership",
    "Note",
    "NoteKind",
    "PartProgress",
    "PartState",
    "PathEnrollment",
    "PathState",
    "Question",
    "Rating",
    "Reach",
    "Reason",
    "Reply",
    "Step",
    "Subject",
    "TakenBack",
]
