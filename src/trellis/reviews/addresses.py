"""Where things of this room are on the site."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def home_address() -> str:
    """What waits on me, and my reviews."""
    return reverse("reviews:mine")


def review_address(key: UUID) -> str:
    """The review of one person."""
    return reverse("reviews:review", args=[key])


def writing_address(key: UUID) -> str:
    """Where somebody writes for a review."""
    return reverse("reviews:write", args=[key])


def cycle_address(key: UUID) -> str:
    """How far a cycle is."""
    return reverse("reviews:cycle", args=[key])


def board_address(key: UUID) -> str:
    """A board of calibration."""
    return reverse("reviews:board", args=[key])
