"""What this room does when something was approved, rejected or withdrawn."""

from __future__ import annotations

from trellis.growth.services import applying, transfers


def register() -> None:
    """Called when Django starts."""
    applying.REQUESTED.follow()
    transfers.REQUESTED.follow()
