"""Who looks after what is said about objects of a kind: rooms say who hides and settles beside those who always do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from trellis.core.rules import Account

Moderates = Callable[[Account, UUID], bool]
_hiding: dict[str, Moderates] = {}
_settling: dict[str, Moderates] = {}
_KNOWN = "_moderated"
"""Under this name a loaded account keeps what was asked of it: a page asks the same of each comment."""


def register(kind: str, moderates: Moderates) -> None:
    """Let a room name those who hide and show what is said about its objects. Called when Django starts."""
    _hiding[kind] = moderates


def register_settling(kind: str, settles: Moderates) -> None:
    """Let a room name those who mark threads about its objects as settled. Called when Django starts."""
    _settling[kind] = settles


def moderates(who: Account, kind: str, key: UUID) -> bool:
    """Whether a room lets somebody hide what is said about an object. Asked once for each account that was loaded."""
    return _asked(_hiding, "hides", who, kind, key)


def settles(who: Account, kind: str, key: UUID) -> bool:
    """Whether a room lets somebody settle threads about an object, likewise."""
    return _asked(_settling, "settles", who, kind, key)


def _asked(rooms: dict[str, Moderates], deed: str, who: Account, kind: str, key: UUID) -> bool:
    if kind not in rooms or not who.is_active:
        return False
    known: dict[tuple[str, str, UUID], bool] = who.__dict__.setdefault(_KNOWN, {})
    if (deed, kind, key) not in known:
        known[deed, kind, key] = rooms[kind](who, key)
    return known[deed, kind, key]
