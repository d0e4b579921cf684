"""What of its object a comment is about, such as lines of a file: the room that has the object says and draws it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trellis.core.rules import Account


@dataclass(frozen=True, slots=True)
class Anchor:
    """What stands above the words of a comment: a template of the room, which is given `values` as `anchor`.

    It also gets `csrf_token`, since what is shown there may be acted on.
    """

    template: str
    values: Mapping[str, Any]


Anchors = Callable[[Account, Collection[UUID]], Mapping[UUID, Anchor]]
"""The anchors of those of some comments that have one, for a reader, in a bounded number of queries.

The comments are about one object, which the reader sees, and the reader may read their words.
"""
_kinds: dict[str, Anchors] = {}


def register(kind: str, anchors: Anchors) -> None:
    """Let a room say what comments on its objects are about. Called when Django starts."""
    _kinds[kind] = anchors


def anchors_of(who: Account, kind: str, comments: Collection[UUID]) -> Mapping[UUID, Anchor]:
    """What those of some comments on an object are about that are about a part of it."""
    return _kinds[kind](who, comments) if kind in _kinds and comments else {}
