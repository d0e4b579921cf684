"""The records of this room, one file for each subject; everybody imports them from here."""

from trellis.growth.models.plans import (
    ActionKind,
    DevelopmentPlan,
    NoteKind,
    PlanAction,
    PlanEvidence,
    PlanItem,
    PlanNote,
    PlanState,
    Shown,
)
from trellis.growth.models.promotions import (
    RUNNING,
    Calibration,
    Promotion,
    PromotionCriterion,
    PromotionSection,
    PromotionState,
    Verdict,
)
from trellis.growth.models.succession import KeyRole, Readiness, Risk, Successor
from trellis.growth.models.transfers import Transfer, TransferState

__all__ = [
    "RUNNING",
    "ActionKind",
    "Calibration",
    "DevelopmentPlan",
    "KeyRole",
    "NoteKind",
    "PlanAction",
    "PlanEvidence",
    "PlanItem",
    "PlanNote",
    "PlanState",
    "Promotion",
    "PromotionCriterion",
    "PromotionSection",
    "PromotionState",
    "Readiness",
    "Risk",
    "Shown",
    "Successor",
    "Transfer",
    "TransferState",
    "Verdict",
]
