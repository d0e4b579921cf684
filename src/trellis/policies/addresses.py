"""Where things of this room are on the site."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def reading_address(path: str) -> str:
    """Where people read and acknowledge a policy."""
    return reverse("policies:read", args=[path])


def evidence_address(key: UUID) -> str:
    """Where it stands who has acknowledged which version when."""
    return reverse("policies:acknowledgement", args=[key])


def change_address(key: UUID) -> str:
    """A change of a policy, with what was decided about it."""
    return reverse("policies:change", args=[key])
