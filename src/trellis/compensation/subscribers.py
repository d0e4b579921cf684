"""What this room does when something was approved, rejected or withdrawn."""

from __future__ import annotations

from trellis.compensation.services import bonuses, changes, interim, reviews


def register() -> None:
    """Called when Django starts."""
    changes.REQUESTED.follow()
    interim.REQUESTED.follow()
    reviews.REQUESTED.follow()
    bonuses.REQUESTED.follow()
