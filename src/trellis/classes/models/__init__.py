"""The records of this room."""

from trellis.classes.models.afterwards import Feedback, Observation, Update, UpdateRead
from trellis.classes.models.cohorts import Cohort, CohortNews, CohortOutcome, CohortSeat, CohortTick
from trellis.classes.models.places import (
    Attendance,
    AttendanceChange,
    Feed,
    Invitation,
    Joined,
    Registration,
)
from trellis.classes.models.running import Block, Issue, Preparation, Question, Vote
from trellis.classes.models.sessions import Facilitator, Meeting, Room, RoomSlot, Session

__all__ = [
    "Attendance", "AttendanceChange", "Block", "Cohort", "CohortNews", "CohortOutcome", "CohortSeat", "CohortTick",
    "Facilitator", "Feed", "Feedback", "Invitation", "Issue",
    "Joined", "Meeting", "Observation", "Preparation", "Question", "Registration", "Room", "RoomSlot", "Session",
    "Update", "UpdateRead", "Vote",
]  # fmt: skip
