"""What the objects of all rooms are called and where they are shown, for lists that hold events of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

Describe = Callable[[Collection[UUID]], Mapping[UUID, "Described"]]
"""Given identifiers, describes those objects that whoever asks may see, in a bounded number of queries."""


@dataclass(frozen=True, slots=True)
class Described:
    """An object as a list shows it: its label, and the path of its page."""

    label: str
    address: str


_kinds: dict[str, tuple[str | Promise, Describe]] = {}


def register(kind: str, label: str | Promise, describe: Describe) -> None:
    """Say how objects of a kind are called, such as `proposal`, and described. Called when Django starts."""
    _kinds[kind] = (label, describe)


def labels() -> dict[str, str]:
    """All kinds with what they are called, in the reader's language."""
    return {kind: str(label) for kind, (label, _describe) in _kinds.items()}


def describe(keys: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], Described]:
    """Describe objects of several kinds; those that whoever asks may not see, or that are gone, are left out."""
    found: dict[tuple[str, UUID], Described] = {}
    for kind in {kind for kind, _key in keys}:
        if kind in _kinds:
            wanted = {key for each, key in keys if each == kind}
            found |= {(kind, key): described for key, described in _kinds[kind][1](wanted).items()}
    return found
