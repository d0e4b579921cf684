"""Records of people, employments and the organisation."""

from trellis.people.models.employment import (
    FACTS,
    Employment,
    Leave,
    Position,
    PositionChange,
    PositionFacts,
    Positions,
)
from trellis.people.models.opening import EntityOpening, OpeningState, OpeningStep, StepState
from trellis.people.models.organisation import DepartmentDuty, Organisation, Part, Seat, SeatState
from trellis.people.models.persons import EmergencyContact, Profile

__all__ = [
    "FACTS",
    "DepartmentDuty",
    "EmergencyContact",
    "Employment",
    "EntityOpening",
    "Leave",
    "OpeningState",
    "OpeningStep",
    "Organisation",
    "Part",
    "Position",
    "PositionChange",
    "PositionFacts",
    "Positions",
    "Profile",
    "Seat",
    "SeatState",
    "StepState",
]
