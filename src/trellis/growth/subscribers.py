"""What this room does when something was approved, rejected or withdrawn."""

from __future__ import annotations

from trellis.core import events
from trellis.growth.services import applying, transfers
from trellis.work.events import ApprovalGranted, ApprovalRejected, ApprovalWithdrawn


def register() -> None:
    """Called when Django starts."""
    for each in (applying, transfers):
        events.subscribe(ApprovalGranted, each.when_granted)
        events.subscribe(ApprovalRejected, each.when_rejected)
        events.subscribe(ApprovalWithdrawn, each.when_withdrawn)
