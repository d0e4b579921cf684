"""Who looks after what is said about objects of a kind: rooms say so, and administrators always do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from trellis.core.rules import Account

Moderates = Callable[[Account, UUID], bool]
_kinds: dict[str, Moderates] = {}
_KNOWN = "_moderated"
"""Under this name a loaded account keeps what was asked of it: a page asks the same of each comment."""


def register(kind: str, moderates: Moderates) -> None:
    """Let a room name those who hide and show what is said about its objects. Called when Django starts."""
    _kinds[kind] = moderates


def moderates(who: Account, kind: str, key: UUID) -> bool:
    """Whether a room lets somebody hide what is said about an object. Asked once for each account that was loaded."""
    if kind not in _kinds or not who.is_active:
        return False
    known: dict[tuple[str, UUID], bool] = who.__dict__.setdefault(_KNOWN, {})
    if (kind, key) not in known:
        known[kind, key] = _kinds[kind](who, key)
    return known[kind, key]
