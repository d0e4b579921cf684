"""What the objects of this room are called elsewhere: by what they are, never by whom they are about."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core.objects import Described


def changes(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Changes of pay that were asked for."""
    return {key: Described(_("Change of pay"), reverse("compensation:change", args=[key])) for key in keys}


def sheets(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Sheets of the yearly review."""
    label = _("Sheet of the yearly review")
    return {key: Described(label, reverse("compensation:sheet", args=[key])) for key in keys}


def bonuses(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Bonuses, without whose or how much: those who may see that read it on the page."""
    return {key: Described(_("Bonus"), reverse("compensation:bonus", args=[key])) for key in keys}


def interim(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Interim bonuses, without whose or how much."""
    label = _("Interim bonus")
    return {key: Described(label, reverse("compensation:interim", args=[key])) for key in keys}
