"""Positions and what was said of them, in the words of those who read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.people import terms
from trellis.people.models import Position, PositionChange, PositionFacts

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: dict[str, StrPromise] = {
    "title": gettext_lazy("Role"),
    "department": gettext_lazy("Department"),
    "manager": gettext_lazy("Manager"),
    "contract_type": gettext_lazy("Contract"),
    "fte": gettext_lazy("Part of full time"),
    "location": gettext_lazy("Place"),
    "cost_centre": gettext_lazy("Cost centre"),
    "location_factor": gettext_lazy("Location factor"),
}
"""What people call the fields of a position, in the order in which they read them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a position changed: from what (empty where it was not said), to what."""

    label: str
    was: str
    now: str


def value_of(facts: PositionFacts, name: str) -> str:
    """A field of a position as people read it; a dash where nothing is said."""
    if name == "manager":
        return facts.manager.name if facts.manager is not None else _("nobody")
    if name == "department":
        return terms.all_departments().title_of(facts.department) or "–"
    if name == "contract_type":
        found = terms.words().contract_types.get(facts.contract_type)
        return found.title if found is not None else facts.contract_type or "–"
    value = getattr(facts, name)
    if name in ("fte", "location_factor") and value is not None:
        return f"{value.normalize():f}"
    return str(value) if value not in (None, "") else "–"


def said_of(change: PositionChange) -> list[tuple[str, str]]:
    """What a change sets: labels and values."""
    return [(str(label), value_of(change, name)) for name, label in LABELS.items() if name in change.sets]


def facts_of(position: Position, names: Iterable[str] = tuple(LABELS)) -> list[tuple[str, str]]:
    """What a position says, without what it leaves open."""
    found = [(str(LABELS[name]), value_of(position, name)) for name in names]
    return [(label, value) for label, value in found if value != "–"]


def differences(before: Position, after: Position) -> list[Difference]:
    """What changed from one position to the next."""
    return [
        Difference(str(label), value_of(before, name), value_of(after, name))
        for name, label in LABELS.items()
        if before.facts()[name] != after.facts()[name]
    ]
