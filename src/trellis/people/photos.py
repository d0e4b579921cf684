"""Photos of people: one of each, seen by everybody who sees the directory; files of their person."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from trellis.core.attaching import Attaching
from trellis.core.filetypes import Family
from trellis.core.granted import Somebody
from trellis.people import rules
from trellis.people.models import Profile
from trellis.people.rules import Person

LARGEST_MB = 8


def _sees(who: Somebody, key: UUID) -> bool:
    return rules.can_see_directory(who) and Person.objects.filter(pk=key, employments__isnull=False).exists()


def _adds(_who: Somebody, _key: UUID) -> bool:
    """By the page of the person alone, which takes the one before away."""
    return False


KIND = Attaching(
    "person-photo", sees=_sees, adds=_adds, takes=frozenset({Family.PICTURE}), largest=LARGEST_MB * 2**20
)  # fmt: skip
"""How photos are attached."""


def address_of(profile: Profile | None) -> str:
    """Where somebody's photo is had; empty where there is none."""
    return reverse("core:file", args=[profile.photo]) if profile is not None and profile.photo else ""
