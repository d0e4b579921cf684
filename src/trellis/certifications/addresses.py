"""Where things of this room are on the site."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse


def certification_address(key: str) -> str:
    """A certification, with how the reader stands."""
    return reverse("certifications:certification", args=[key])


def award_address(key: UUID) -> str:
    """A certificate."""
    return reverse("certifications:award", args=[key])


def sign_off_address(key: UUID) -> str:
    """What somebody asked to have signed off."""
    return reverse("certifications:sign-off", args=[key])


def holders_address(key: str) -> str:
    """Who holds a certification."""
    return f"{reverse('certifications:all-holders')}?{urlencode({'certification': key})}"


def lacking_address(key: str) -> str:
    """Who has to hold a certification and does not."""
    return f"{reverse('certifications:lacking')}?{urlencode({'certification': key})}"


def public_address(token: str) -> str:
    """The whole address at which anybody verifies a certificate."""
    return settings.TRELLIS_ADDRESS.rstrip("/") + reverse("certifications:verify", args=[token])
