"""The records of this room, one file for each subject; everybody imports them from here."""

from trellis.work.models.approvals import ApprovalDecision, ApprovalRequest, ApprovalStep
from trellis.work.models.items import TASK, Absence, Undo, WorkItem

__all__ = ["TASK", "Absence", "ApprovalDecision", "ApprovalRequest", "ApprovalStep", "Undo", "WorkItem"]
