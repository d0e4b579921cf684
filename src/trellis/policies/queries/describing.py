"""Versions and decisions as lists of events show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from trellis.core.objects import Described
from trellis.policies.addresses import change_address, reading_address
from trellis.policies.models import Decision, Version


def versions(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Versions by title and number; each leads to what changed in it."""
    found = Version.objects.filter(pk__in=keys).only("title", "number", "before")
    return {
        each.pk: Described(f"{each.title} ({each.number})", change_address(each.pk) if each.before_id else "")
        for each in found
    }


def decisions(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Decisions by the page that they are about, which is where they lead."""
    found = Decision.objects.filter(pk__in=keys).only("path")
    return {each.pk: Described(each.path, reading_address(each.path)) for each in found}
