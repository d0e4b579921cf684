"""What is discussed: objects that somebody may see now, and comments on these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.core import objects
from trellis.core.attaching import Attaching
from trellis.core.objects import Described
from trellis.core.rules import Account, Somebody
from trellis.discussions.models import Comment
from trellis.discussions.rules import can_say

COMMENT = "comment"
"""Files hang on what is discussed, not on single comments."""


@dataclass(frozen=True, slots=True)
class Place:
    """An object that somebody may see: what it is called, and the path of its page."""

    kind: str
    key: UUID
    label: str
    address: str


def place_of(who: Somebody, kind: str, key: UUID) -> Place | None:
    """An object, where whoever asks has signed in and may see it now."""
    if not isinstance(who, Account):
        return None
    found = objects.seen_by(who, {(kind, key)}).get((kind, key))
    return Place(kind, key, found.label, found.address) if found is not None else None


def comment_of(who: Somebody, key: UUID) -> tuple[Comment, Place] | None:
    """A comment with what it is about, where whoever asks may see that."""
    comment = Comment.objects.select_related("author", "reply_to").filter(pk=key).first()
    if comment is None:
        return None
    place = place_of(who, comment.kind, comment.object)
    return (comment, place) if place is not None else None


def files_of(kind: str) -> Attaching | None:
    """Files are attached to whatever can be discussed, by those who could say something there. They are seen by exactly
    those who see what they are attached to, members and guests of it alike, but by nobody who has not signed in.
    """
    known = objects.kind_named(kind)
    if known is None or known.seen is None or kind == COMMENT:
        return None

    def sees(who: Somebody, key: UUID) -> bool:
        return place_of(who, kind, key) is not None

    return Attaching(kind, sees=sees, adds=lambda who, _key: can_say(who))


def comments_described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """How lists name comments: by what they are about, where whoever asks may see that. Never by what was said."""
    rows = _about(keys)
    known = objects.describe(set(rows.values()))
    return {key: _described(key, known[about].label) for key, about in rows.items() if about in known}


def comments_seen(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """Those of some comments that are about what somebody may see."""
    rows = _about(keys)
    known = objects.seen_by(who, set(rows.values()))
    return {key: _described(key, known[about].label) for key, about in rows.items() if about in known}


def _about(keys: Collection[UUID]) -> dict[UUID, tuple[str, UUID]]:
    rows = Comment.objects.filter(pk__in=keys).values_list("pk", "kind", "object")
    return {key: (kind, about) for key, kind, about in rows}


def _described(key: UUID, label: str) -> Described:
    return Described(_("on %(label)s") % {"label": label}, reverse("discussions:comment", args=[key]))
