"""Where things of this room are on the site."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def request_address(key: UUID) -> str:
    """A request with its discussion."""
    return reverse("intake:request", args=[key])


def update_address(key: UUID) -> str:
    """A course that is to be looked at."""
    return reverse("intake:update", args=[key])
